package loss

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Hinge is the margin-augmented loss of structured prediction (Taskar et al. 2003, Tsochantaridis et al. 2005),
//
//	L(v,y) = max_{p∈C} Φ(v,p) + Δ(p,y) − Ω(p) − (Φ(v,y) − Ω(y)),
//
// with the number of wrong labels as margin, in the form that is linear in p:
//
//	cube:     Δ(p,y) = Σ_i y_i + (1 − 2y_i)·p_i        simplex:  Δ(p,y) = 1 − ⟨p,y⟩
//
// So the loss-augmented problem is the policy's own with 1 − 2y, or −y, added to u, and any energy that begins with
// ⟨u,p⟩ will do. On boxes and balls actions have no labels and the loss is refused. It is convex in v where Φ is linear
// in v and the maximum global, non-negative, and an upper bound of the number of wrong labels of the policy's own
// answer. With the unary energy on the cube and Ω = 0 it is Σ_i max(0, 1 − (2y_i − 1)u_i). A warm greedy starts at y and
// keeps it non-negative whatever the solver reaches, as that of FenchelYoung.
type Hinge struct {
	Greedy *policy.Greedy
	inner
	augmented policy.Matrix // v with the margin in u
	slope     []float64     // of Δ(·,y) (k)
}

// NewHinge returns the loss of a greedy head.
func NewHinge(g *policy.Greedy) (*Hinge, error) {
	switch g.Set.(type) {
	case space.Cube, space.Simplex:
	default:
		return nil, fmt.Errorf("loss: hinge: actions in a %v have no labels to count: want a cube or a simplex", g.Set)
	}
	if _, ok := g.Energy.(energy.LinearTerm); !ok {
		return nil, fmt.Errorf("loss: hinge: energy %q has no term ⟨u,p⟩ to add the margin to", g.Energy.Name())
	}
	return &Hinge{Greedy: g}, nil
}

// Name is "hinge".
func (l *Hinge) Name() string { return "hinge" }

// Clone shares the energy's weights.
func (l *Hinge) Clone() Loss { return &Hinge{Greedy: l.Greedy.Clone().(*policy.Greedy)} }

// AddGrad solves the augmented problem for p* and adds ∇₁Φ(v,p*) − ∇₁Φ(v,y).
func (l *Hinge) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	l.reserve(v.Rows, y.Cols)
	l.augmented, l.slope = l.augmented.Reshape(v.Rows, v.Cols), floats.Grow(l.slope, y.Cols)
	copy(l.augmented.Data, v.Data)
	for i := range v.Rows {
		losses[i] = l.augment(l.augmented.Row(i), y.Row(i))
	}
	l.solve(l.Greedy, l.augmented, y, rows)
	l.Greedy.Value(l.expert, v, y)
	for i := range v.Rows {
		l.keep(l.Greedy, i, y.Row(i), l.expert[i]-losses[i]) // at a vertex Δ(y,y) = 0
		losses[i] += l.reports[i].Value - l.expert[i]
	}
	addEnergy(l.Greedy.Energy, gradV, grad, +scale, v, l.best)
	addEnergy(l.Greedy.Energy, gradV, grad, -scale, v, y)
}

// augment adds the slope of Δ(·,y) to a row of v and returns Δ(0,y).
func (l *Hinge) augment(v, y []float64) float64 {
	_, choice := l.Greedy.Set.(space.Simplex)
	sum := 0.0
	for i, x := range y {
		l.slope[i] = 1 - 2*x
		if choice {
			l.slope[i] = -x
		}
		sum += x
	}
	l.Greedy.Energy.(energy.LinearTerm).AddLinear(v, l.slope)
	return sum // on the simplex 1
}

// HingeOptions has no fields.
type HingeOptions struct{}

// Validate finds nothing to refuse.
func (HingeOptions) Validate() error { return nil }

// New makes the loss.
func (HingeOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewHinge(g)
}

func init() {
	Register(Registration{Name: "hinge", Formula: "max_p J(v,p) + Δ(p,y) − J(v,y)", Options: HingeOptions{}, Head: "greedy", Regularizer: "none", NonNegative: true})
}
