package solve

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/energy/energytest"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// mirrorProblems are concave problems with an entropy, by hard and soft couplings.
func mirrorProblems(t *testing.T, k int) []Problem {
	rng := policytest.NewRand(t, 85)
	spen := energy.NewSPEN(k, []int{10}, true)
	energytest.Shake(spen, 1, rng)
	var list []Problem
	for _, e := range []energy.Energy{energy.LowRank{K: k, R: 3}, spen} {
		for _, gamma := range []float64{0.2, 2} {
			list = append(list, Problem{e, regularizer.Shannon{Gamma: gamma}, space.Simplex{K: k}}, Problem{e, regularizer.FermiDirac{Gamma: gamma}, space.Cube{K: k}},
				Problem{e, regularizer.BoxEntropy{Gamma: gamma}, space.UnitBox(k)})
		}
	}
	return list
}

// TestMirrorIsStationary: where the solver says it has arrived, with a gap of 1e-12, ∇Φ(v,p) = ∇Ω(p), on the simplex but
// for a constant.
func TestMirrorIsStationary(t *testing.T) {
	const n, k = 20, 5
	rng := policytest.NewRand(t, 86)
	for _, q := range mirrorProblems(t, k) {
		v := policytest.Normal(energy.NewMatrix(n, q.Energy.VDim()), 1, rng)
		p, reports := maximize(NewMirror(DefaultMirror()), &q, v, Rows{})
		g, curve := energy.NewMatrix(n, k), make([]float64, k)
		q.Grad(g, v, p)
		for i := range n {
			if reports[i].Gap > 1e-12 {
				t.Errorf("%s, %s: gap %g after %d steps", q.Energy.Name(), q.Omega.Name(), reports[i].Gap, reports[i].Iters)
			}
			row, level := g.Row(i), 0.0
			if _, choice := q.Set.(space.Simplex); choice {
				level = floats.Dot(row, p.Row(i))
			}
			q.Omega.Curvature(curve, p.Row(i))
			for j, x := range row { // a slope s that is left misses about s²/2Ω″
				if off := math.Abs(x-level) / math.Sqrt(curve[j]); off > 3e-6 {
					t.Errorf("%s, %s: slope %g left in coordinate %d at %v", q.Energy.Name(), q.Omega.Name(), x-level, j, p.Row(i))
				}
			}
		}
	}
}

// TestMirrorGap: an unfinished solve misses at most its gap, and its gap says so: it is not far above what is missed.
func TestMirrorGap(t *testing.T) {
	const n, k = 20, 5
	rng := policytest.NewRand(t, 87)
	unfinished := 0
	for _, q := range mirrorProblems(t, k) {
		v := policytest.Normal(energy.NewMatrix(n, q.Energy.VDim()), 1, rng)
		_, exact := maximize(NewMirror(DefaultMirror()), &q, v, Rows{})
		for steps := range 4 {
			_, rough := maximize(NewMirror(MirrorOptions{Tol: 1e-13, Iters: steps}), &q, v, Rows{})
			for i := range n {
				missed := exact[i].Value - rough[i].Value
				if missed > rough[i].Gap+1e-9 || missed < -exact[i].Gap-1e-9 {
					t.Errorf("%s, %s: %d steps miss %g with a gap of %g", q.Energy.Name(), q.Omega.Name(), steps, missed, rough[i].Gap)
				}
				if missed > 1e-3 {
					unfinished++
				}
			}
		}
	}
	if unfinished < 50 {
		t.Errorf("only %d solves were unfinished: this test shows nothing", unfinished)
	}
}
