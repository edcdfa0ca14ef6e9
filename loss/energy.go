package loss

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Energy is L(v,y) = Ω(y) − Φ(v,y): push up the energy of what the expert did, and nothing down (LeCun et al. 2006). It
// needs no inner solution, takes any energy and set, and is linear in v where Φ is; but it has no lower bound, and an
// energy that is high everywhere does as well as one that knows the expert. It is the rival that shows what the term
// Ω^Φ(v) is for.
type Energy struct {
	Greedy *policy.Greedy
}

// NewEnergy returns the loss of a greedy head.
func NewEnergy(g *policy.Greedy) *Energy { return &Energy{Greedy: g} }

// Name is "energy".
func (l *Energy) Name() string { return "energy" }

// Clone shares the energy's weights.
func (l *Energy) Clone() Loss { return NewEnergy(l.Greedy.Clone().(*policy.Greedy)) }

// AddGrad adds −∇₁Φ(v,y).
func (l *Energy) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, _ solve.Rows) {
	l.Greedy.Value(losses[:v.Rows], v, y)
	for i := range v.Rows {
		losses[i] = -losses[i]
	}
	addEnergy(l.Greedy.Energy, gradV, grad, -scale, v, y)
}

// EnergyOptions has no fields.
type EnergyOptions struct{}

// Validate finds nothing to refuse.
func (EnergyOptions) Validate() error { return nil }

// New makes the loss.
func (EnergyOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewEnergy(g), nil
}

func init() {
	Register(Registration{Name: "energy", Formula: "−J(v,y)", Options: EnergyOptions{}, Head: "greedy"})
}
