package solve

import (
	"fmt"
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// TestNewtonIsQuadratic: where J is concave Newton's method needs a handful of gradients to a gap at rounding, also from
// the middle of the set and with many coordinates at their bounds, and agrees with projected gradient.
func TestNewtonIsQuadratic(t *testing.T) {
	rng := policytest.NewRand(t, 80)
	const n = 50
	for _, k := range []int{1, 3, 8, 17} {
		e := energy.NewSPEN(k, []int{24}, true)
		for _, w := range e.Params() {
			for i := range w.Data {
				w.Data[i] = float32(0.7 * rng.NormFloat64())
			}
		}
		e.ProjectParams()
		for _, set := range []space.Set{space.UnitBox(k), space.Cube{K: k}} {
			q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 0.5}, Set: set}
			v := policytest.Normal(energy.NewMatrix(n, k), 2, rng)
			p, reports := maximize(NewNewton(DefaultNewton()), &q, v, Rows{})
			other, _ := maximize(NewProjectedGradient(DefaultProjectedGradient()), &q, v, Rows{})
			if d := policytest.MaxAbsDiff(p.Data, other.Data); d > 1e-5 {
				t.Errorf("k = %d on %v: off projected gradient by %g", k, set, d)
			}
			for _, r := range reports {
				if r.Gap > 1e-12 || r.Iters > 12 {
					t.Errorf("k = %d on %v: gap %g after %d gradients", k, set, r.Gap, r.Iters)
				}
			}
		}
	}
}

// TestNewtonClimbs: on an energy that is not concave the answer is stationary, and no worse than the start.
func TestNewtonClimbs(t *testing.T) {
	rng := policytest.NewRand(t, 81)
	const n, k = 50, 4
	e := energy.NewSPEN(k, []int{12}, false)
	for _, w := range e.Params() {
		for i := range w.Data {
			w.Data[i] = float32(2 * rng.NormFloat64())
		}
	}
	q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 0.5}, Set: space.UnitBox(k)}
	v, start := policytest.Normal(energy.NewMatrix(n, k), 1, rng), policytest.Points(n, q.Set, rng)
	p, reports := maximize(NewNewton(DefaultNewton()), &q, v, Rows{Start: start})
	g, z := energy.NewMatrix(n, k), make([]float64, k)
	q.Grad(g, v, p)
	for i, r := range reports {
		if gap := q.Gap(g.Row(i), p.Row(i), z); gap > 1e-9 || !math.IsInf(r.Gap, 1) {
			t.Errorf("slope %g left after %d gradients, gap reported as %g", gap, r.Iters, r.Gap)
		}
		if from := objective(&q, v.Row(i), start.Row(i)); r.Value < from-1e-12 {
			t.Errorf("J fell from %v to %v", from, r.Value)
		}
	}
}

// BenchmarkConcaveSPEN is a batch of 128 solves of an input-concave SPEN, cold, in ns a row.
func BenchmarkConcaveSPEN(b *testing.B) {
	for _, k := range []int{3, 6, 17} {
		for _, h := range []int{16, 64} {
			rng := policytest.NewRand(b, 82)
			e := energy.NewSPEN(k, []int{h}, true)
			e.Init(rng)
			q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 1}, Set: space.UnitBox(k)}
			v := policytest.Normal(energy.NewMatrix(128, k), 1, rng)
			for _, s := range []Solver{
				NewNewton(NewtonOptions{Tol: 1e-6, Iters: 20}), NewProjectedGradient(ProjectedGradientOptions{Tol: 1e-6, Iters: 100}),
			} {
				b.Run(fmt.Sprintf("%s/k=%d/h=%d", s.Name(), k, h), func(b *testing.B) {
					p, reports := energy.NewMatrix(128, k), make([]Report, 128)
					b.ReportAllocs()
					for b.Loop() {
						s.Maximize(p, reports, &q, v, Rows{})
					}
					iters := 0
					for _, r := range reports {
						iters += r.Iters
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/128, "ns/row")
					b.ReportMetric(float64(iters)/128, "iters")
				})
			}
		}
	}
}
