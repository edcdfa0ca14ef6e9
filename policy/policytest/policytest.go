// Package policytest is what the tests of policy, its families and the losses have in common: random numbers, matrices and
// points of a set, and how far two vectors are apart. Nothing but tests imports it.
package policytest

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Central is the rule of every gradient check: relative to a function of order one the truncation error is about 1e-10 and
// the rounding error about 1e-11.
var Central = &fd.Settings{Formula: fd.Central, Step: 1e-5}

// NewRand returns the stream of a test and logs what it takes to repeat it.
func NewRand(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// Normal fills m with independent normal numbers of deviation std.
func Normal(m net.Matrix[float64], std float64, rng *rand.Rand) net.Matrix[float64] {
	for i := range m.Data {
		m.Data[i] = std * rng.NormFloat64()
	}
	return m
}

// Points draws one point of the set a row.
func Points(rows int, set space.Set, rng *rand.Rand) net.Matrix[float64] {
	p := net.NewMatrix[float64](rows, set.Dim())
	for i := range rows {
		space.DrawUniform(p.Row(i), set, rng)
	}
	return p
}

// MaxAbsDiff is ‖a − b‖∞; NaN in either makes it NaN.
func MaxAbsDiff(a, b []float64) float64 {
	var worst float64
	for i, x := range a {
		worst = math.Max(worst, math.Abs(x-b[i]))
	}
	return worst
}
