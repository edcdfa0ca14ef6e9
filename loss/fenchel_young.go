package loss

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// FenchelYoung is the generalized Fenchel-Young loss of a policy's own Greedy: L(v,y) = Ω^Φ(v) + Ω(y) − Φ(v,y).
//
// The maximum is as good as the solver's: with p̃ in place of p* the loss is a lower bound, L − Gap ≤ L̃ ≤ L, never
// below −Gap, and may be negative where Gap = +Inf (docs/paper.md 3.8). Argmax tells by how much.
//
// A warm greedy starts at y, and no answer is worse than its start: Φ(v,p̃) − Ω(p̃) ≥ Φ(v,y) − Ω(y). So L̃ ≥ 0 for every
// energy, concave or not, and after however few iterations, and a solver that gets no further learns nothing from the row
// instead of something wrong.
type FenchelYoung struct {
	Greedy *policy.Greedy
	inner
}

// NewFenchelYoung returns the loss of a greedy head.
func NewFenchelYoung(g *policy.Greedy) *FenchelYoung { return &FenchelYoung{Greedy: g} }

// Name is "fenchel-young".
func (l *FenchelYoung) Name() string { return "fenchel-young" }

// Clone shares the energy's weights.
func (l *FenchelYoung) Clone() Loss { return NewFenchelYoung(l.Greedy.Clone().(*policy.Greedy)) }

// AddGrad solves for p*, writes L, and adds the gradient that the envelope theorem gives (docs/paper.md
// 3.3). No derivative of p* is needed, so the solver may be anything.
func (l *FenchelYoung) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	l.reserve(v.Rows, y.Cols)
	l.solve(l.Greedy, v, y, rows)
	l.Greedy.Value(l.expert, v, y)
	for i := range v.Rows {
		l.keep(l.Greedy, i, y.Row(i), l.expert[i])
		losses[i] = l.reports[i].Value - l.expert[i]
	}
	addEnergy(l.Greedy.Energy, gradV, grad, +scale, v, l.best) // +∇₁Φ(v,p*)
	addEnergy(l.Greedy.Energy, gradV, grad, -scale, v, y)      // −∇₁Φ(v,y)
}

// FenchelYoungOptions has no fields.
type FenchelYoungOptions struct{}

// Validate finds nothing to refuse.
func (FenchelYoungOptions) Validate() error { return nil }

// New makes the loss.
func (FenchelYoungOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewFenchelYoung(g), nil
}

func init() {
	Register(Registration{Name: "fenchel-young", Formula: "max_p J(v,p) − J(v,y), J = Φ − Ω", Options: FenchelYoungOptions{}, Head: "greedy", NonNegative: true})
}
