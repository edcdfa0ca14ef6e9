package policy

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Greedy chooses p* = argmax_{p∈C} Φ(v,p) − Ω(p). It is both the head of a policy and the argmax inside
// loss.FenchelYoung, so the two cannot disagree.
type Greedy struct {
	solve.Problem
	Solver solve.Solver

	// Warm starts the solver where it is likely to end: while learning at the expert's action, while acting at the
	// episode's last. Fewer iterations then do; the price is that the answer, where it is not exact, depends on the
	// start. It needs a solver that reads Rows.Start.
	Warm bool
}

// NewGreedy joins a problem and a solver; a nil solver is chosen by DefaultSolver. It says what does not fit.
func NewGreedy(q solve.Problem, s solve.Solver) (*Greedy, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	if s == nil {
		s = solve.DefaultSolver(&q)
	}
	if err := s.Check(&q); err != nil {
		return nil, fmt.Errorf("%w (solver %q)", err, s.Name())
	}
	return &Greedy{Problem: q, Solver: s}, nil
}

// Name is "greedy".
func (g *Greedy) Name() string { return "greedy" }

// Dim is k.
func (g *Greedy) Dim() int { return g.Energy.Dim() }

// VDim is the length of a row of v.
func (g *Greedy) VDim() int { return g.Energy.VDim() }

// Decode writes row i of p = p* for row i of v.
func (g *Greedy) Decode(p Matrix, reports []solve.Report, v Matrix, rows solve.Rows) {
	g.Solver.Maximize(p, reports, &g.Problem, v, rows)
}

// Clone shares the weights of the energy and has scratch of its own.
func (g *Greedy) Clone() Head {
	return &Greedy{Problem: g.Problem.Clone(), Solver: g.Solver.Clone(), Warm: g.Warm}
}
