package regularizer

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// newRand returns the stream of a test and prints what it takes to repeat it.
func newRand(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func maxAbsDiff(a, b []float64) float64 {
	var worst float64
	for i, x := range a {
		worst = math.Max(worst, math.Abs(x-b[i]))
	}
	return worst
}

// points draws one point of the set a row.
func points(rows int, set space.Set, rng *rand.Rand) net.Matrix[float64] {
	p := net.NewMatrix[float64](rows, set.Dim())
	for i := range rows {
		space.DrawUniform(p.Row(i), set, rng)
	}
	return p
}

// central is the rule of every gradient check.
var central = &fd.Settings{Formula: fd.Central, Step: 1e-5}
