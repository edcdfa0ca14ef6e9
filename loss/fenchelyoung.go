package loss

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// FenchelYoung is the generalized Fenchel-Young loss of a policy's own Greedy: L(v,y) = Ω^Φ(v) + Ω(y) − Φ(v,y).
//
// The maximum is as good as the solver's: with p̃ in place of p* the loss is a lower bound, L − Gap ≤ L̃ ≤ L, never
// below −Gap, and may be negative where Gap = +Inf (SPEC.md 1.2, loss property 8). Reports tells by how much.
type FenchelYoung struct {
	Greedy *policy.Greedy

	best    policy.Matrix   // p* (n×k)
	reports []policy.Report // of the solves
	expert  []float64       // Φ(v,y) − Ω(y)
}

// NewFenchelYoung returns the loss of a greedy head.
func NewFenchelYoung(g *policy.Greedy) *FenchelYoung { return &FenchelYoung{Greedy: g} }

// Name is "fenchel-young".
func (l *FenchelYoung) Name() string { return "fenchel-young" }

// Clone shares the energy's weights.
func (l *FenchelYoung) Clone() Loss { return NewFenchelYoung(l.Greedy.Clone().(*policy.Greedy)) }

// Argmax returns p* and the reports of the last AddGrad, valid until the next: starting points for the next visit to
// the same rows, and what the losses are worth.
func (l *FenchelYoung) Argmax() (policy.Matrix, []policy.Report) { return l.best, l.reports }

// AddGrad solves for p*, writes L, and adds the gradient that the envelope theorem gives (SPEC.md 1.2, loss property
// 3). No derivative of p* is needed, so the solver may be anything.
func (l *FenchelYoung) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows policy.Rows) {
	l.reserve(v.Rows)
	phi := l.Greedy.Energy
	l.Greedy.Decode(l.best, l.reports, v, rows)
	l.Greedy.Value(l.expert, v, y)
	for i := range v.Rows {
		losses[i] = l.reports[i].Value - l.expert[i]
	}
	phi.AddGradV(gradV, +scale, v, l.best) // +∇₁Φ(v,p*)
	phi.AddGradV(gradV, -scale, v, y)      // −∇₁Φ(v,y)
	if e, ok := phi.(policy.Parametric); ok && grad != nil {
		e.AddGradParams(grad, +scale, v, l.best)
		e.AddGradParams(grad, -scale, v, y)
	}
}

// reserve makes room for a batch. It allocates only when the batch is larger than any before.
func (l *FenchelYoung) reserve(n int) {
	k := l.Greedy.Dim()
	if cap(l.expert) < n {
		l.best, l.reports, l.expert = policy.NewMatrix(n, k), make([]policy.Report, n), make([]float64, n)
	}
	l.best = policy.Matrix{Rows: n, Cols: k, Data: l.best.Data[:n*k]}
	l.reports, l.expert = l.reports[:n], l.expert[:n]
}
