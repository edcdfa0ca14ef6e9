package policy

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Config describes a policy as plain data: what a configuration file says, and what a policy file stores to rebuild it.
//
//	hidden: [256, 256]
//	head:
//	  name: greedy
//	  energy: {name: modes, modes: 4, width: 0.1}
//	  regularizer: none
//	trunk: {name: residual, width: 256, blocks: 2}
//	window: {history: 2, chunk: 8, replan: 4}
type Config struct {
	Hidden     []int          `json:"hidden" yaml:"hidden"`                    // widths of the hidden layers of f_W
	Activation net.Activation `json:"activation" yaml:"activation"`            // of all hidden layers: relu, tanh, softplus
	Skip       bool           `json:"skip,omitempty" yaml:"skip,omitempty"`    // whether v = f_W(s) + A·s, A = 0 at first: an action that copies part of s is exact
	Trunk      TrunkChoice    `json:"trunk,omitzero" yaml:"trunk,omitempty"`   // what f_W is; none: mlp
	Head       HeadChoice     `json:"head" yaml:"head"`                        // what turns v into an action
	Window     Window         `json:"window,omitzero" yaml:"window,omitempty"` // how far a decision looks back and ahead
}

// DefaultConfig is a pairwise energy policy with ½‖p‖² on a 256-256 network.
func DefaultConfig() Config {
	return Config{Hidden: []int{256, 256}, Head: HeadChoice{Name: "greedy", Options: DefaultGreedy()}, Window: DefaultWindow()}
}

// Greedy returns the members of a greedy head, and whether the head is one.
func (c Config) Greedy() (GreedyOptions, bool) {
	_, o, err := c.Head.Resolve()
	if err != nil {
		return GreedyOptions{}, false
	}
	g, ok := o.(GreedyOptions)
	return g, ok
}

// SetGreedy makes the head a greedy one of these members.
func (c *Config) SetGreedy(o GreedyOptions) { c.Head = HeadChoice{Name: "greedy", Options: o} }

// Kind says in a word or two what chooses the actions: "gaussian", "greedy pairwise".
func (c Config) Kind() string {
	if g, ok := c.Greedy(); ok {
		return c.Head.Name + " " + g.Energy.Name
	}
	return c.Head.Name
}

const (
	maxWidth   = 1 << 16 // of a layer
	maxWeights = 1 << 28 // of a policy
)

// Validate says what is wrong with a configuration that came from a file or a flag.
func (c Config) Validate() error {
	return config.Join(config.RangeAll("hidden", c.Hidden, 1, maxWidth), config.In("trunk", c.trunk().Validate()), config.In("head", c.Head.Validate()), config.In("window", c.Window.Validate()))
}

// Weights counts the weights of a policy for d observation channels and an action set before any is allocated, in
// float64 so that no product overflows. The configuration must be valid.
func (c Config) Weights(d int, set space.Set) float64 {
	d *= c.Window.History
	v, own := c.outputs(c.Window.Set(set))
	if c.Skip {
		own += float64(v) * float64(d)
	}
	_, o, err := c.trunk().Resolve()
	if err != nil {
		panic("policy: the size of a configuration that is not valid: " + err.Error())
	}
	return own + o.Count(c, d, v)
}

// outputs returns the length of v and the number of weights that the head owns, of a valid configuration.
func (c Config) outputs(set space.Set) (v int, own float64) {
	_, o, err := c.Head.Resolve()
	if err != nil {
		panic("policy: the size of a configuration that is not valid: " + err.Error())
	}
	if s, ok := o.(SizedHead); ok {
		return s.Size(set)
	}
	h, err := o.New(set)
	if err != nil { // making the policy says so
		return 0, 0
	}
	if p, ok := h.(ParametricHead); ok {
		own = float64(p.Params().Count())
	}
	return h.VDim(), own
}
