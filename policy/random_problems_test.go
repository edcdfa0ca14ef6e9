package policy

import (
	"math"
	"math/rand/v2"
	"testing"
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

func maxAbsDiff(a, b []float64) float64 {
	var worst float64
	for i, x := range a {
		worst = math.Max(worst, math.Abs(x-b[i]))
	}
	return worst
}
