package policy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// newRand returns the stream of a test and prints what it takes to repeat it.
func newRand(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// normal fills m with independent normal numbers of deviation std.
func normal(m Matrix, std float64, rng *rand.Rand) Matrix {
	for i := range m.Data {
		m.Data[i] = std * rng.NormFloat64()
	}
	return m
}

// points draws one point of the set a row.
func points(rows int, set space.Set, rng *rand.Rand) Matrix {
	p := NewMatrix(rows, set.Dim())
	for i := range rows {
		space.DrawUniform(p.Row(i), set, rng)
	}
	return p
}

// single reports whether an energy computes in float32: such numbers cannot be differenced, and agree to rounding only.
func single(e energy.Energy) bool {
	_, ok := e.(energy.WeightedGradient)
	return ok
}

// maximize solves one batch and returns points and reports.
func maximize(s solve.Solver, q *solve.Problem, v Matrix, rows solve.Rows) (Matrix, []solve.Report) {
	p, reports := NewMatrix(v.Rows, q.Set.Dim()), make([]solve.Report, v.Rows)
	s.Maximize(p, reports, q, v, rows)
	return p, reports
}

// objective is Φ(v,p) − Ω(p) for one row.
func objective(q *solve.Problem, v, p []float64) float64 {
	dst := make([]float64, 1)
	q.Value(dst, Matrix{Rows: 1, Cols: len(v), Data: v}, Matrix{Rows: 1, Cols: len(p), Data: p})
	return dst[0]
}

func maxAbsDiff(a, b []float64) float64 {
	var worst float64
	for i, x := range a {
		worst = math.Max(worst, math.Abs(x-b[i]))
	}
	return worst
}
