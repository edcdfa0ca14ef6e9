package policy

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Trunk is the network f_W. It holds weights only, which its passes share.
type Trunk interface {
	Params() net.Params[float32] // views; the weight and the bias of the output come last
	Init(rng *rand.Rand)         // draws the initial weights
	NewPass(rows int) Pass       // for batches of up to so many rows
}

// Pass is what one goroutine needs to run a Trunk.
type Pass interface {
	Forward(x net.Matrix[float32]) net.Matrix[float32]         // f_W(x), valid until the next
	Backward(dy net.Matrix[float32], grad net.Params[float32]) // adds ∂loss/∂W, given ∂loss/∂f_W of the last Forward
}

// TrunkOptions describe a trunk as plain data.
type TrunkOptions interface {
	Validate() error
	Count(c Config, in, out int) float64      // number of weights, in float64 so that no product overflows
	New(c Config, in, out int) (Trunk, error) // weights zero; c has the widths and the activation that all trunks share
}

// TrunkRegistration makes a trunk known by name to configurations and help texts.
type TrunkRegistration struct {
	Name    string // "residual"
	About   string // what it is, on a line
	Options TrunkOptions
	Hidden  bool // whether Config.Hidden are its widths
}

// Defaults are the options that a configuration starts from.
func (r TrunkRegistration) Defaults() TrunkOptions { return r.Options }

// Table is that of the family.
func (TrunkRegistration) Table() *registry.Table[TrunkRegistration] { return trunks }

var trunks = registry.New[TrunkRegistration]("trunk")

// RegisterTrunk adds a trunk to those that a configuration can name. It panics where the name is taken.
func RegisterTrunk(r TrunkRegistration) { trunks.Register(r.Name, r) }

// FindTrunk returns a registration by its name.
func FindTrunk(name string) (TrunkRegistration, error) { return trunks.Find(name) }

// TrunkNames lists the trunks in the order of their names.
func TrunkNames() []string { return trunks.Names() }

// TrunkChoice is a trunk that a configuration names, with its options. None is "mlp": files leave it out.
type TrunkChoice = registry.Choice[TrunkRegistration, TrunkOptions]

// ChooseTrunk names a trunk, with its default options. Whether there is one of that name Validate says.
func ChooseTrunk(name string) TrunkChoice {
	return registry.Choose[TrunkRegistration, TrunkOptions](name)
}

// trunk is the choice that a configuration makes.
func (c Config) trunk() TrunkChoice {
	if c.Trunk.Name == "" {
		return ChooseTrunk("mlp")
	}
	return c.Trunk
}
