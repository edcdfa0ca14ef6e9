package solve

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
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
	p := energy.NewMatrix(rows, set.Dim())
	for i := range rows {
		space.DrawUniform(p.Row(i), set, rng)
	}
	return p
}

// energies returns every energy on k coordinates, with weights drawn from rng where it has any.
func energies(k int, rng *rand.Rand) []energy.Energy {
	list := []energy.Energy{energy.Pairwise{K: k, Hollow: true}}
	for _, name := range energy.Names() {
		e := small(name, space.UnitBox(k))
		if e, ok := e.(energy.Parametric); ok {
			for _, w := range e.Params() {
				for i := range w.Data {
					w.Data[i] = float32(0.3 * rng.NormFloat64())
				}
			}
			if e, ok := e.(energy.Projector); ok {
				e.ProjectParams()
			}
		}
		list = append(list, e)
	}
	return list
}

// small is an energy with options that make it small and smooth, where it has any.
func small(name string, set space.Set) energy.Energy {
	c := energy.Choose(name)
	for _, option := range [][2]string{{"rank", "2"}, {"embed", "5"}, {"width", "[6, 5]"}, {"width", "0.5"}, {"modes", "3"}, {"features", "5"}, {"activation", "softplus"}} {
		_ = c.Set(option[0], option[1]) // refused where there is no such option, or it is of another kind
	}
	return c.Options.New(set)
}

// single reports whether an energy computes in float32: such numbers cannot be differenced, and agree to rounding only.
func single(e energy.Energy) bool {
	_, ok := e.(energy.WeightedGradient)
	return ok
}

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

func maxAbsDiff(a, b []float64) float64 {
	var worst float64
	for i, x := range a {
		worst = math.Max(worst, math.Abs(x-b[i]))
	}
	return worst
}

// shake gives an energy weights as training might leave them.
func shake(e energy.Energy, rng *rand.Rand) {
	own, ok := e.(energy.Parametric)
	if !ok {
		return
	}
	for _, w := range own.Params() {
		for i := range w.Data {
			w.Data[i] = float32(rng.NormFloat64())
		}
	}
	if p, ok := e.(energy.Projector); ok {
		p.ProjectParams()
	}
}
