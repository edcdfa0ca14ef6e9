package solve

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// ClosedForm solves problems whose energy is linear in p by the regularizer's own formula. It is exact and keeps one
// row of scratch.
type ClosedForm struct {
	u []float64
}

// Name is "closed-form".
func (s *ClosedForm) Name() string { return "closed-form" }

// Check requires a Linear energy.
func (s *ClosedForm) Check(on *Problem) error {
	if _, ok := on.Energy.(energy.Linear); !ok {
		return fmt.Errorf("solve: no closed form for energy %q", on.Energy.Name())
	}
	return nil
}

// Maximize writes argmax ⟨u,p⟩ − Ω(p).
func (s *ClosedForm) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, _ Rows) {
	e := on.Energy.(energy.Linear)
	s.u = floats.Grow(s.u, p.Cols)
	for i := range v.Rows {
		x := p.Row(i)
		e.Slope(s.u, v.Row(i))
		on.Omega.Argmax(x, s.u, on.Set)
		reports[i] = Report{Value: floats.Dot(s.u, x) - on.Omega.Value(x)}
	}
}

// Clone has its own scratch.
func (s *ClosedForm) Clone() Solver { return &ClosedForm{} }

// ClosedFormOptions has no fields.
type ClosedFormOptions struct{}

// Validate finds nothing to refuse.
func (ClosedFormOptions) Validate() error { return nil }

// New makes the solver.
func (ClosedFormOptions) New() Solver { return &ClosedForm{} }

func init() {
	Register(Registration{Name: "closed-form", About: "energies linear in p, by the regularizer's formula", Options: ClosedFormOptions{}, Rank: 70})
}
