package loss

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Integrated is Lifted with every action a candidate, for energies whose exp has an integral in closed form. The action
// is lifted to a density q on ℝ^k,
//
//	Φ̃(v,q) = ∫ q(p)·Φ(v,p) dp      Ω̃(q) = ∫ q(p)·log q(p) dp      Ω̃^Φ̃(v) = log ∫ exp Φ(v,p) dp
//	L(v,y)  = log ∫ exp Φ(v,p) dp − Φ(v,y)
//
// up to a constant, which Integrable chooses so that L ≥ 0. Φ̃ is linear in q, so q* ∝ exp Φ is the global maximum and
// nothing is drawn or searched: the gap is 0. (The constant takes the place of Ω̃ of the expert, which for a point mass
// is infinite.) The price: no regularizer besides the entropy, temperature 1, and mass beyond the edge of C counts.
type Integrated struct {
	energy energy.Integrable
	value  []float64 // Φ(v,y)
}

// NewIntegrated returns the loss of a greedy head. It needs an Integrable energy, no Ω, and γ = 1, and says what does not
// fit.
func NewIntegrated(g *policy.Greedy, gamma float64) (*Integrated, error) {
	e, ok := g.Energy.(energy.Integrable)
	if !ok {
		return nil, fmt.Errorf("loss: the energy %q has no integral in closed form", g.Energy.Name())
	}
	if _, none := g.Omega.(regularizer.None); !none || gamma != 1 {
		return nil, fmt.Errorf("loss: the lifted loss of %q is an integral with regularizer %q and gamma 1, not %q and %v",
			e.Name(), regularizer.None{}.Name(), g.Omega.Name(), gamma)
	}
	return &Integrated{energy: e}, nil
}

// Name is "fenchel-young-lifted", as that of Lifted.
func (l *Integrated) Name() string { return (*Lifted)(nil).Name() }

// Clone shares the energy's weights.
func (l *Integrated) Clone() Loss { return &Integrated{energy: l.energy.Clone().(energy.Integrable)} }

// AddGrad adds ∇₁ log ∫ exp Φ(v,p) dp − ∇₁Φ(v,y).
func (l *Integrated) AddGrad(losses []float64, gradV policy.Matrix, _ net.Params[float32], scale float64, v, y policy.Matrix, _ solve.Rows) {
	l.value = floats.Grow(l.value, v.Rows)
	l.energy.LogIntegral(losses, v)
	l.energy.Value(l.value, v, y)
	for i, phi := range l.value {
		losses[i] -= phi
	}
	l.energy.AddGradLogIntegral(gradV, +scale, v)
	l.energy.AddGradV(gradV, -scale, v, y)
}
