package solve

import "github.com/fenchel-gym/fenchel/policy/energy"

// maximize solves one batch and returns points and reports.
func maximize(s Solver, q *Problem, v Matrix, rows Rows) (Matrix, []Report) {
	p, reports := energy.NewMatrix(v.Rows, q.Set.Dim()), make([]Report, v.Rows)
	s.Maximize(p, reports, q, v, rows)
	return p, reports
}

// objective is Φ(v,p) − Ω(p) for one row.
func objective(q *Problem, v, p []float64) float64 {
	dst := make([]float64, 1)
	q.Value(dst, Matrix{Rows: 1, Cols: len(v), Data: v}, Matrix{Rows: 1, Cols: len(p), Data: p})
	return dst[0]
}
