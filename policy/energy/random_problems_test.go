package energy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
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

// energies returns every energy on k coordinates, with weights drawn from rng where it has any.
func energies(k int, rng *rand.Rand) []Energy {
	list := []Energy{Pairwise{K: k, Hollow: true}}
	for _, name := range Names() {
		e := small(name, space.UnitBox(k))
		if e, ok := e.(Parametric); ok {
			for _, w := range e.Params() {
				for i := range w.Data {
					w.Data[i] = float32(0.3 * rng.NormFloat64())
				}
			}
			if e, ok := e.(Projector); ok {
				e.ProjectParams()
			}
		}
		list = append(list, e)
	}
	return list
}

// small is an energy with options that make it small and smooth, where it has any.
func small(name string, set space.Set) Energy {
	c := Choose(name)
	for _, option := range [][2]string{{"rank", "2"}, {"embed", "5"}, {"width", "[6, 5]"}, {"width", "0.5"}, {"modes", "3"}, {"features", "5"}, {"activation", "softplus"}} {
		_ = c.Set(option[0], option[1]) // refused where there is no such option, or it is of another kind
	}
	return c.Options.New(set)
}

// single reports whether an energy computes in float32: such numbers cannot be differenced, and agree to rounding only.
func single(e Energy) bool {
	_, ok := e.(WeightedGradient)
	return ok
}

// phi is Φ(v,p) for one row.
func phi(e Energy, v, p []float64) float64 {
	dst := make([]float64, 1)
	e.Value(dst, Matrix{Rows: 1, Cols: len(v), Data: v}, Matrix{Rows: 1, Cols: len(p), Data: p})
	return dst[0]
}

func maxAbsDiff(a, b []float64) float64 {
	var worst float64
	for i, x := range a {
		worst = math.Max(worst, math.Abs(x-b[i]))
	}
	return worst
}
