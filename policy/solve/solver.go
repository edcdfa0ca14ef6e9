package solve

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// Report says how a solve went. Where Gap is finite the conjugate Ω^Φ(v) lies in [Value, Value+Gap].
type Report struct {
	Value float64 // Φ(v,p) − Ω(p) at the point returned: the conjugate Ω^Φ(v), or a lower bound of it
	Gap   float64 // max_{z∈C} ⟨∇(Φ−Ω)(v,p), z−p⟩ where the problem is concave, 0 for a closed form, +Inf where no bound is known
	Iters int     // sweeps, steps or rounds, as the solver counts them; 0 for a closed form
}

// Solver maximizes Φ(v_i,·) − Ω over C for all rows i of v in lockstep. A point that it returns lies in C. Solvers own
// their scratch: one goroutine each.
type Solver interface {
	Name() string
	Check(on *Problem) error                                               // why it cannot solve such problems, nil if it can
	Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) // row i of p ← the maximizer for row i of v
	Clone() Solver                                                         // the same options, scratch of its own
}

// Problem is the family of problems max_{p∈C} Φ(v,p) − Ω(p), one for each v.
type Problem struct {
	Energy energy.Energy
	Omega  regularizer.Regularizer
	Set    space.Set // C, in normalized coordinates
}

// Check says what is wrong with the combination.
func (q *Problem) Check() error {
	if q.Energy.Dim() != q.Set.Dim() {
		return fmt.Errorf("solve: energy %q is on %d coordinates, the action set is a %v", q.Energy.Name(), q.Energy.Dim(), q.Set)
	}
	return q.Omega.Over(q.Set)
}

// Clone has an energy with scratch of its own.
func (q Problem) Clone() Problem {
	q.Energy = q.Energy.Clone()
	return q
}

// Value writes dst[j] = Φ(v_i, p_j) − Ω(p_j).
func (q *Problem) Value(dst []float64, v, p Matrix) {
	q.Energy.Value(dst, v, p)
	for j := range p.Rows {
		dst[j] -= q.Omega.Value(p.Row(j))
	}
}

// Grad writes row j of dst = ∇₂Φ(v_i, p_j) − ∇Ω(p_j).
func (q *Problem) Grad(dst, v, p Matrix) {
	q.Energy.GradP(dst, v, p)
	for j := range p.Rows {
		q.Omega.AddGrad(dst.Row(j), -1, p.Row(j))
	}
}

// Gap is max_{z∈C} ⟨g, z−p⟩ for one row, the Frank-Wolfe gap; z is scratch (k). It is 0 exactly at the maximizers of
// a concave problem with gradient g at p.
func (q *Problem) Gap(g, p, z []float64) float64 {
	return max(q.Set.Support(z, g)-floats.Dot(g, p), 0)
}
