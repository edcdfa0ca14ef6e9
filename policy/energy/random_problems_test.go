package energy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
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
	list := []Energy{Unary{K: k}, Pairwise{K: k}, Pairwise{K: k, Hollow: true}, LowRank{K: k, R: 2},
		NewGlobal(Pairwise{K: k}), NewGlobal(LowRank{K: k, R: 2}), NewSPEN(k, []int{6}, false), NewSPEN(k, []int{6, 5}, true), NewLinearConcave(k, 5), NewLate(5, k, []int{16, 8}, net.Softplus), NewConditional(k, []int{10, 6}), Modes{K: k, M: 3, Width: 0.5}}
	for _, e := range list {
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
	}
	return list
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
