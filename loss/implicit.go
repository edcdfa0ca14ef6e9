package loss

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Implicit is the squared error of the policy's own action, L(v,y) = ½‖p* − y‖² with p* = argmax_{p∈C} Φ(v,p) − Ω(p),
// differentiated at the solution by the implicit function theorem (docs/paper.md 9.4, solve.Sensitivity): a linear
// solve among the coordinates off their bounds for each row, and no memory of how p* was found.
//
// It takes energies with second derivatives, regularizers that are strongly convex, and boxes, cubes and simplices. It
// is convex in nothing, and a coordinate at the wrong bound has no gradient, which the Fenchel-Young loss always has;
// with an entropy no coordinate is at a bound. Where p* is not exact neither is the gradient. The solve starts cold
// even where the greedy is warm: from y it would report how well y is kept, not what the policy does.
type Implicit struct {
	Greedy *policy.Greedy
	inner
	sensitivity *solve.Sensitivity
	lambda, z   policy.Matrix // scale·(p* − y), and what Sensitivity makes of it (n×k)
}

// NewImplicit returns the loss of a greedy head.
func NewImplicit(g *policy.Greedy) (*Implicit, error) {
	s, err := solve.NewSensitivity(&g.Problem)
	if err != nil {
		return nil, fmt.Errorf("loss: squared-implicit: %w", err)
	}
	return &Implicit{Greedy: g, sensitivity: s}, nil
}

// Name is "squared-implicit".
func (l *Implicit) Name() string { return "squared-implicit" }

// Clone shares the energy's weights.
func (l *Implicit) Clone() Loss {
	c, err := NewImplicit(l.Greedy.Clone().(*policy.Greedy))
	if err != nil {
		panic("loss: a clone differs from its original: " + err.Error())
	}
	return c
}

// AddGrad adds ∇₁⟨z, ∇₂Φ(v,p*)⟩ with z = (∂p*/∂u)·(p* − y).
func (l *Implicit) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	n, k := y.Rows, y.Cols
	l.reserve(n, k)
	l.lambda, l.z = l.lambda.Reshape(n, k), l.z.Reshape(n, k)
	l.Greedy.Decode(l.best, l.reports, v, rows)
	squares(losses, l.lambda, scale, l.best, y)
	l.sensitivity.Solve(l.z, l.lambda, v, l.best)
	l.sensitivity.SecondOrder().AddSecond(policy.Matrix{}, gradV, grad, 1, l.z, v, l.best)
}

// squares writes losses[i] = ½‖p_i − y_i‖² and slope = scale·(p − y).
func squares(losses []float64, slope policy.Matrix, scale float64, p, y policy.Matrix) {
	for i := range p.Rows {
		s, target := slope.Row(i), y.Row(i)
		sum := 0.0
		for j, x := range p.Row(i) {
			d := x - target[j]
			sum += d * d
			s[j] = scale * d
		}
		losses[i] = sum / 2
	}
}

// ImplicitOptions has no fields.
type ImplicitOptions struct{}

// Validate finds nothing to refuse.
func (ImplicitOptions) Validate() error { return nil }

// New makes the loss.
func (ImplicitOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewImplicit(g)
}

func init() {
	Register(Registration{Name: "squared-implicit", Formula: "½‖p* − y‖², differentiated at the solution", Options: ImplicitOptions{}, Head: "greedy", NonNegative: true})
}
