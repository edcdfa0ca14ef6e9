package loss

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Order and convexity: how the loss and the conjugate depend on v, Ω and C (docs/paper.md 2.3, 3.4 and 3.5).

// TestConvexInV: docs/paper.md 3.4, L is convex in v where Φ is linear in v and the inner maximum is global: in u, and
// in (u,U) of the pairwise energy, and in (u,w) of the linear-concave one where w ≥ 0.
func TestConvexInV(t *testing.T) {
	rng := policytest.NewRand(t, 5)
	const k = 3
	spen, linear := energy.NewSPEN(k, []int{6}, true), energy.NewLinearConcave(k, 4)
	spen.Init(rng)
	linear.Init(rng)
	for _, e := range []energy.Energy{energy.Unary{K: k}, energy.Pairwise{K: k}, spen, linear} {
		l := NewFenchelYoung(greedy(t, e, regularizer.Quadratic{Gamma: 1}, space.UnitBox(k)))
		certified := 0
		for range 200 {
			a, b, y := admissible(e, 0.5, rng), admissible(e, 0.5, rng), inSet(space.UnitBox(k), rng)
			s := rng.Float64()
			mid := make([]float64, len(a))
			for i := range mid {
				mid[i] = s*a[i] + (1-s)*b[i]
			}
			la, ga := certifiedLoss(l, a, y)
			lb, gb := certifiedLoss(l, b, y)
			lm, gm := certifiedLoss(l, mid, y)
			if !ga || !gb || !gm {
				continue
			}
			certified++
			if lm > s*la+(1-s)*lb+1e-10 {
				t.Errorf("%s: L = %g between, chord %g", e.Name(), lm, s*la+(1-s)*lb)
			}
		}
		if certified < 50 {
			t.Errorf("%s: only %d of 200 triples were certified global", e.Name(), certified)
		}
	}
}

// TestNotConvexInA: the loss is not convex in A of U = −AAᵀ (docs/paper.md 3.9). With k = 1, y = 0 and u
// small, L(A) = u²/2(γ+A²), which has its maximum at A = 0, half way between A = 1 and A = −1.
func TestNotConvexInA(t *testing.T) {
	l := NewFenchelYoung(greedy(t, energy.LowRank{K: 1, R: 1}, regularizer.Quadratic{Gamma: 1}, space.UnitBox(1)))
	y := []float64{0}
	at := func(a float64) float64 { x, _ := eval(l, []float64{0.5, a}, y); return x }
	for _, a := range []float64{-1, 0, 1} {
		if want := 0.25 / (2 * (1 + a*a)); math.Abs(at(a)-want) > 1e-12 {
			t.Errorf("L(A=%v) = %v, want %v", a, at(a), want)
		}
	}
	if !(at(0) > (at(1)+at(-1))/2) {
		t.Error("the counterexample to convexity in A is none")
	}
}

// TestSmallerSet: docs/paper.md 3.5, a smaller set has a smaller loss: simplex ⊂ cube ⊂ box.
func TestSmallerSet(t *testing.T) {
	rng := policytest.NewRand(t, 8)
	const k = 4
	e := energy.LowRank{K: k, R: 2}
	for range 50 {
		v, y := normal(e.VDim(), 1, rng), inSet(space.Simplex{K: k}, rng)
		before := 0.0
		for _, set := range []space.Set{space.Simplex{K: k}, space.Cube{K: k}, space.UnitBox(k)} {
			value, _ := eval(NewFenchelYoung(greedy(t, e, regularizer.Quadratic{Gamma: 0.7}, set)), v, y)
			if value < before-1e-8 {
				t.Errorf("L = %g on %v, %g on a smaller set", value, set, before)
			}
			before = value
		}
	}
}

// TestConjugate: docs/paper.md 2.1 and 2.3, Φ(v,p) ≤ Ω^Φ(v) + Ω(p), and Ω ≤ Λ has Ω^Φ ≥ Λ^Φ.
func TestConjugate(t *testing.T) {
	rng := policytest.NewRand(t, 9)
	const k = 4
	e, set := energy.LowRank{K: k, R: 2}, space.UnitBox(k)
	small, large := greedy(t, e, regularizer.Quadratic{Gamma: 0.5}, set), greedy(t, e, regularizer.Quadratic{Gamma: 1.5}, set)
	p, reports, phi := policy.NewMatrix(1, k), make([]solve.Report, 2), make([]float64, 1)
	for range 50 {
		v := row(normal(e.VDim(), 1, rng))
		small.Decode(p, reports[:1], v, solve.Rows{})
		large.Decode(p, reports[1:], v, solve.Rows{})
		if reports[0].Value < reports[1].Value-1e-12 {
			t.Errorf("Ω^Φ = %g for the smaller Ω, %g for the larger", reports[0].Value, reports[1].Value)
		}
		z := inSet(set, rng)
		e.Value(phi, v, row(z))
		if bound := reports[0].Value + reports[0].Gap + small.Omega.Value(z); phi[0] > bound+1e-12 {
			t.Errorf("Φ = %g above Ω^Φ + Ω = %g", phi[0], bound)
		}
	}
}

// certifiedLoss is L(v,y) and whether its inner maximum is known to be global.
func certifiedLoss(l *FenchelYoung, v, y []float64) (float64, bool) {
	value, _ := eval(l, v, y)
	_, reports := l.Argmax()
	return value, reports[0].Gap < 1e-9
}
