package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Task is what a policy keeps of the task it was made for. Spec is the task's own JSON, byte for byte: this package
// does not look inside; callers that compare tasks do.
type Task struct {
	Spec json.RawMessage // identity of the task
	Hash string          // its SHA-256, as the task computes it
	Obs  int             // d, the length of an observation
	Set  space.Set       // the action set in the task's units
}

// Network is a policy: s → standardize → v = f_W (+ A·s) → Head → p → the task's units. Weights are shared by its clones,
// scratch and the state of the episode are not: one goroutine each. With a Base, v corrects a linear policy. With a Window,
// s are h observations and p is c actions; one standardizer serves all h.
//
// It trains by three calls, which work in normalized coordinates:
//
//	v := n.Forward(obs)                                // batch of v, valid until the next Forward
//	l.AddGrad(losses, gradV, head, 1/rows, v, y, rows) // any loss.Loss
//	n.Backward(gradV, trunk)                           // adds ∂loss/∂W
//
// where trunk, head := n.Split(grad) are the two parts of a gradient in the layout of Params.
type Network struct {
	config Config
	task   Task
	kernel string // the kernel path that trained it
	norm   *net.Standardizer
	trunk  Trunk
	skip   []float32 // A, VDim × h·d, of v = f_W(s) + A·s; nil without
	base   *Base     // what the network corrects; nil without
	head   Head
	edge   space.Edge
	params net.Params[float32] // trunk, then head

	scratch batch
	single  batch
	episode episode
}

// batch is the scratch of one pass.
type batch struct {
	rows    int // capacity
	pass    Pass
	x       net.Matrix[float32] // standardized observations
	v       Matrix              // f_W(x) in float64
	p       Matrix              // decoded actions, normalized
	grad    net.Matrix[float32] // ∂loss/∂v
	reports []solve.Report
	keys    []uint64
	start   Matrix // where the solves of a warm policy start

	windows Matrix    // of a policy with a history (rows × h·d)
	due     []int     // the rows to decide
	chunk   []float64 // of a row, in the task's units
}

// episode is what Act keeps between steps.
type episode struct {
	seed   uint64       // drawn by Reset
	step   uint64       // of the episode
	report solve.Report // of the last decision

	// last is that decision in normalized coordinates (k), NaN before the first; nil until a warm policy needs it.
	last []float64

	memory memory // nil until a policy with a Window needs it
}

// New builds a policy with weights drawn from rng and an identity standardizer: hidden layers by He, the last layer
// scaled so that the policy starts where its energy is best started.
func New(c Config, t Task, rng *rand.Rand) (*Network, error) {
	n, err := assemble(c, t)
	if err != nil {
		return nil, err
	}
	n.trunk.Init(rng)
	n.scaleOutputs()
	if h, ok := n.head.(ParametricHead); ok {
		h.Init(rng)
	}
	return n, nil
}

// assemble builds a policy whose weights are zero.
func assemble(c Config, t Task) (*Network, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if t.Obs < 1 || t.Set == nil {
		return nil, errors.New("policy: a task without observations or actions")
	}
	if w := c.Weights(t.Obs, t.Set); w > maxWeights {
		return nil, fmt.Errorf("policy: %.0f weights: want at most %d", w, maxWeights)
	}
	if err := config.In("window", c.Window.CheckFor(t.Set)); err != nil {
		return nil, err
	}
	set, edge := space.Normalize(c.Window.Set(t.Set))
	_, o, err := c.Head.Resolve()
	if err != nil {
		return nil, err
	}
	head, err := o.New(set)
	if err != nil {
		return nil, config.In("head", err)
	}
	_, options, err := c.trunk().Resolve()
	if err != nil {
		return nil, err
	}
	trunk, err := options.New(c, c.Window.History*t.Obs, head.VDim())
	if err != nil {
		return nil, err
	}
	n := &Network{config: c, task: t, kernel: kernel.Path(), norm: net.Identity(t.Obs), trunk: trunk, head: head, edge: edge}
	n.params = append(net.Params[float32]{}, n.trunk.Params().Prefixed("trunk.")...)
	if c.Skip {
		n.skip = make([]float32, head.VDim()*n.inputs())
		n.params = append(n.params, net.Param[float32]{Name: "skip.weight", Shape: []int{head.VDim(), n.inputs()}, Data: n.skip})
	}
	if h, ok := head.(ParametricHead); ok {
		n.params = append(n.params, h.Params()...)
	}
	return n, nil
}

// scaleOutputs multiplies the weights of the last layer, row by row, as the head asks.
func (n *Network) scaleOutputs() {
	scales := make([]float64, n.head.VDim())
	for i := range scales {
		scales[i] = 1
	}
	if s, ok := n.head.(energy.OutputScaler); ok {
		s.OutputScales(scales)
	}
	params := n.trunk.Params()
	w := params[len(params)-2]
	in := w.Shape[1]
	for j, s := range scales {
		for i := range in {
			w.Data[j*in+i] *= float32(energy.OutputGain * s)
		}
	}
}

// Clone returns a policy for another goroutine: the same weights and standardizer, scratch and episode of its own.
func (n *Network) Clone() *Network {
	c := *n
	c.head = n.head.Clone()
	c.scratch, c.single, c.episode = batch{}, batch{}, episode{}
	return &c
}

// Config returns what the policy was built from.
func (n *Network) Config() Config { return n.config }

// inputs is h·d, the length of a row that the network reads.
func (n *Network) inputs() int { return n.config.Window.History * n.task.Obs }

// Task returns the task that the policy was made for.
func (n *Network) Task() Task { return n.task }

// Head returns the head; with an energy policy it is a *Greedy, the one that loss.FenchelYoung takes.
func (n *Network) Head() Head { return n.head }

// Edge leads from normalized coordinates to the task's units.
func (n *Network) Edge() space.Edge { return n.edge }

// Params returns all parameters: the network's under "trunk." and "skip.", then the head's own under "energy." or "head.". Views.
func (n *Network) Params() net.Params[float32] { return n.params }

// Project moves the head's weights to the nearest admissible ones, where it has any that are bounded. A caller that
// changes Params calls it afterwards.
func (n *Network) Project() {
	if h, ok := n.head.(ParametricHead); ok {
		h.ProjectParams()
	}
}

// Split cuts a list in the layout of Params into the network's part and the head's.
func (n *Network) Split(p net.Params[float32]) (trunk, head net.Params[float32]) {
	t := len(n.trunk.Params())
	if n.skip != nil {
		t++
	}
	return p[:t:t], p[t:]
}

// Standardizer returns the standardizer of observations.
func (n *Network) Standardizer() *net.Standardizer { return n.norm }

// SetStandardizer replaces the standardizer, before training. Clones made earlier keep the old one.
func (n *Network) SetStandardizer(s *net.Standardizer) error {
	if err := s.Validate(n.task.Obs); err != nil {
		return err
	}
	n.norm = s
	return nil
}
