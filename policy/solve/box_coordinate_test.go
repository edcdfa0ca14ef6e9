package solve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// enumerate finds the global maximum of ⟨u,p⟩ − ½⟨p,Hp⟩ over [lo,hi]^k the slow way: for each of the 3^k faces the
// stationary point of its interior, kept if it lies there. The maximizer is the stationary point of its own face.
func enumerate(u, h []float64, lo, hi float64) (value float64, best []float64) {
	k := len(u)
	value = math.Inf(-1)
	faces := 1
	for range k {
		faces *= 3
	}
	for face := range faces {
		p, ok := facePoint(u, h, lo, hi, face)
		if !ok {
			continue
		}
		at := 0.0
		for i := range p {
			at += p[i] * (u[i] - 0.5*floats.Dot(h[i*k:(i+1)*k], p))
		}
		if at > value {
			value, best = at, p
		}
	}
	return value, best
}

// facePoint reads face in base 3: coordinate i at lo, at hi, or free.
func facePoint(u, h []float64, lo, hi float64, face int) ([]float64, bool) {
	k := len(u)
	p := make([]float64, k)
	var free []int
	for i := range k {
		switch face % 3 {
		case 0:
			p[i] = lo
		case 1:
			p[i] = hi
		default:
			free = append(free, i)
		}
		face /= 3
	}
	n := len(free)
	if n == 0 {
		return p, true
	}
	a, b := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for r, i := range free {
		b.SetVec(r, u[i]-floats.Dot(h[i*k:(i+1)*k], p))
		for c, j := range free {
			a.Set(r, c, h[i*k+j])
		}
	}
	var x mat.VecDense
	if err := x.SolveVec(a, b); err != nil {
		return nil, false
	}
	for r, i := range free {
		p[i] = x.AtVec(r)
		if p[i] < lo || p[i] > hi {
			return nil, false
		}
	}
	return p, true
}

// hessian returns H = γI − U of one row.
func hessian(e energy.Quadratic, gamma float64, v []float64) (u, h []float64) {
	k := e.Dim()
	u, h = make([]float64, k), make([]float64, k*k)
	e.Coefficients(u, h, v)
	for i := range h {
		h[i] = -h[i]
		if i%(k+1) == 0 {
			h[i] += gamma
		}
	}
	return u, h
}

// TestBoxCoordinateExact compares concave problems with the enumeration of all faces: same value, same point, and the
// certificate says so.
func TestBoxCoordinateExact(t *testing.T) {
	rng := policytest.NewRand(t, 20)
	for _, set := range []space.Set{space.UnitBox(4), space.Cube{K: 4}} {
		lo, hi := 0.0, 1.0
		if b, ok := set.(space.Box); ok {
			lo, hi = b.Lo[0], b.Hi[0]
		}
		for _, e := range []energy.Quadratic{energy.Unary{K: 4}, energy.LowRank{K: 4, R: 2}, energy.LowRank{K: 4, R: 4}, energy.Pairwise{K: 4}} {
			q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 0.5}, Set: set}
			s := NewBoxCoordinate(DefaultBoxCoordinate())
			certified := 0
			for range 100 {
				v := policytest.Normal(energy.NewMatrix(1, e.VDim()), 1, rng)
				if _, free := e.(energy.Pairwise); free {
					shrink(v.Data[4:], 0.15)
				}
				p, reports := maximize(s, &q, v, Rows{})
				if math.IsInf(reports[0].Gap, 1) {
					continue
				}
				certified++
				u, h := hessian(e, 0.5, v.Data)
				want, best := enumerate(u, h, lo, hi)
				if math.Abs(reports[0].Value-want) > 1e-10 || policytest.MaxAbsDiff(p.Data, best) > 1e-5 || reports[0].Gap > 1e-10 {
					t.Fatalf("%s on %v: value %v at %v (gap %g), want %v at %v", e.Name(), set, reports[0].Value, p.Data, reports[0].Gap, want, best)
				}
			}
			if certified < 60 {
				t.Errorf("%s on %v: only %d of 100 problems were found concave", e.Name(), set, certified)
			}
		}
	}
}

func shrink(xs []float64, s float64) {
	for i := range xs {
		xs[i] *= s
	}
}

// TestIndefinite: a free U with γ too small. No bound is claimed, no single coordinate can improve the point, and a
// handful of starts finds the global maximum nearly always.
func TestIndefinite(t *testing.T) {
	rng := policytest.NewRand(t, 21)
	e := energy.Pairwise{K: 4}
	q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 0.2}, Set: space.UnitBox(4)}
	s := NewMultiStart(NewBoxCoordinate(DefaultBoxCoordinate()), DefaultMultiStart())
	const n = 200
	v := policytest.Normal(energy.NewMatrix(n, e.VDim()), 1, rng)
	p, reports := maximize(s, &q, v, Rows{Seed: 5})
	found, hard := 0, 0
	for i := range n {
		if !math.IsInf(reports[i].Gap, 1) {
			continue
		}
		hard++
		u, h := hessian(e, 0.2, v.Row(i))
		want, _ := enumerate(u, h, -1, 1)
		if reports[i].Value > want+1e-9 {
			t.Fatalf("value %v above the maximum %v", reports[i].Value, want)
		}
		if reports[i].Value > want-1e-9 {
			found++
		}
		coordinatewise(t, &q, v.Row(i), p.Row(i))
	}
	t.Logf("global maximum in %d of %d indefinite problems", found, hard)
	if hard < n/2 || found < hard*9/10 {
		t.Errorf("global maximum in %d of %d indefinite problems", found, hard)
	}
}

// coordinatewise fails when moving one coordinate improves the objective.
func coordinatewise(t *testing.T, q *Problem, v, p []float64) {
	t.Helper()
	at := objective(q, v, p)
	for i, old := range p {
		for z := -1.0; z <= 1; z += 0.05 {
			p[i] = z
			if better := objective(q, v, p); better > at+1e-9 {
				t.Errorf("coordinate %d at %v instead of %v gains %g", i, z, old, better-at)
			}
		}
		p[i] = old
	}
}

// TestIllConditioned: strong ties with little regularization, where plain coordinate ascent creeps.
func TestIllConditioned(t *testing.T) {
	rng := policytest.NewRand(t, 22)
	for _, k := range []int{6, 17, 60} {
		e := energy.LowRank{K: k, R: 3}
		q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 1e-4}, Set: space.UnitBox(k)}
		v := policytest.Normal(energy.NewMatrix(20, e.VDim()), 1, rng)
		for i := range v.Rows {
			for j := k; j < e.VDim(); j++ {
				v.Row(i)[j] *= 10
			}
		}
		_, reports := maximize(NewBoxCoordinate(DefaultBoxCoordinate()), &q, v, Rows{})
		for _, r := range reports {
			if r.Gap > 1e-6 {
				t.Errorf("k = %d: gap %g after %d sweeps", k, r.Gap, r.Iters)
			}
		}
	}
}

// TestBadlyScaled: problems in large units, whose gap cannot be closed to Tol, are solved to about its rounding error and
// not only to a multiple of it. A loss is as exact as its gap.
func TestBadlyScaled(t *testing.T) {
	const k, rows, scale = 40, 400, 1e6
	rng := policytest.NewRand(t, 23)
	e := energy.LowRank{K: k, R: 3}
	q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 1}, Set: space.UnitBox(k)}
	v := policytest.Normal(energy.NewMatrix(rows, e.VDim()), 1, rng)
	for i := range rows {
		shrink(v.Row(i)[:k], scale)
		shrink(v.Row(i)[k:], math.Sqrt(scale)) // U = −AAᵀ
	}
	_, reports := maximize(NewBoxCoordinate(DefaultBoxCoordinate()), &q, v, Rows{})
	for i, r := range reports {
		u, h := hessian(e, 1, v.Row(i))
		var rounding float64 // 2⁻⁵²·Σ_i (|u_i| + |H_ii|)·(hi_i − lo_i)
		for j := range u {
			rounding += 0x1p-52 * (math.Abs(u[j]) + math.Abs(h[j*k+j])) * 2
		}
		if r.Gap > 4*rounding {
			t.Errorf("row %d: gap %g after %d sweeps, %.0f times the rounding error of one", i, r.Gap, r.Iters, r.Gap/rounding)
		}
	}
}

// benchmarkQP measures solves to a gap of 1e-6 of problems like those that training meets: u of order one, so that
// about a third of the coordinates are at their bounds.
func benchmarkQP(b *testing.B, k int, e func(k int) energy.Quadratic) {
	rng := rand.New(rand.NewPCG(1, 0))
	const n = 256
	phi := e(k)
	q := Problem{Energy: phi, Omega: regularizer.Quadratic{Gamma: 1}, Set: space.UnitBox(k)}
	v := policytest.Normal(energy.NewMatrix(n, phi.VDim()), 1, rng)
	for i := range n {
		shrink(v.Row(i)[k:], 1/math.Sqrt(float64(k)))
	}
	p, reports := energy.NewMatrix(n, k), make([]Report, n)
	s := NewBoxCoordinate(BoxCoordinateOptions{Tol: 1e-6, Iters: 500})
	s.Maximize(p, reports, &q, v, Rows{})
	b.ReportAllocs()
	for b.Loop() {
		s.Maximize(p, reports, &q, v, Rows{})
	}
	worst, sweeps := 0.0, 0
	for _, r := range reports {
		worst, sweeps = max(worst, r.Gap), sweeps+r.Iters
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "solves/s")
	b.ReportMetric(worst, "gap")
	b.ReportMetric(float64(sweeps)/n, "sweeps")
}

func BenchmarkBoxCoordinate(b *testing.B) {
	for _, k := range []int{3, 6, 8, 17, 174} {
		b.Run(fmt.Sprint("lowrank-", k), func(b *testing.B) {
			benchmarkQP(b, k, func(k int) energy.Quadratic { return energy.LowRank{K: k, R: 4} })
		})
	}
	b.Run("free-6", func(b *testing.B) { benchmarkQP(b, 6, func(k int) energy.Quadratic { return energy.Pairwise{K: k} }) })
}
