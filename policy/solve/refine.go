package solve

import "github.com/fenchel-gym/fenchel/internal/floats"

// refiner ends a search: it climbs from the points found by projected gradient, and keeps what became better.
type refiner struct {
	steps  int
	solver *ProjectedGradient
	p      Matrix   // refined points (n×k)
	after  []Report // their reports
}

func newRefiner(steps int) *refiner {
	return &refiner{steps: steps, solver: NewProjectedGradient(ProjectedGradientOptions{Iters: steps})}
}

// climb refines p in place where steps are asked for and the regularizer has a gradient everywhere.
func (r *refiner) climb(p Matrix, reports []Report, on *Problem, v Matrix) {
	if r.steps == 0 || on.Omega.Interior() {
		return
	}
	r.p, r.after = r.p.Reshape(p.Rows, p.Cols), floats.Grow(r.after, p.Rows)
	r.solver.Maximize(r.p, r.after, on, v, Rows{Start: p})
	for i := range p.Rows {
		reports[i].Iters += r.after[i].Iters
		if r.after[i].Value > reports[i].Value {
			reports[i].Value = r.after[i].Value
			copy(p.Row(i), r.p.Row(i))
		}
	}
}
