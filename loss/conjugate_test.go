package loss

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// The generalized conjugate by itself, and what the loss owes to it (docs/paper.md, section 2).

// finite is an energy on finitely many actions, Φ(v,p_j) = ½⟨v,M_j v⟩ + ⟨v,φ_j⟩, with any numbers Ω_j: neither concave
// in p nor tied to a convex Ω, so that only its shape in v can make the conjugate convex.
type finite struct {
	m     []*mat.SymDense
	phi   [][]float64
	omega []float64
}

// newFinite draws n actions with v of length d. M_j ⪰ 0 where sign is 1, M_j ⪯ 0 where it is −1.
func newFinite(n, d int, sign float64, normal func(int) []float64) *finite {
	f := &finite{omega: normal(n)}
	for range n {
		m := mat.NewSymDense(d, nil)
		m.SymRankOne(m, sign, mat.NewVecDense(d, normal(d)))
		f.m, f.phi = append(f.m, m), append(f.phi, normal(d))
	}
	return f
}

func (f *finite) energy(v []float64, j int) float64 {
	x := mat.NewVecDense(len(v), v)
	return 0.5*mat.Inner(x, f.m[j], x) + floats.Dot(v, f.phi[j])
}

func (f *finite) conjugate(v []float64) float64 {
	best := math.Inf(-1)
	for j, o := range f.omega {
		best = max(best, f.energy(v, j)-o)
	}
	return best
}

// excess is by how much f lies above its chord, s of the way from b to a: above 0 nowhere if f is convex.
func excess(f func(v []float64) float64, a, b []float64, s float64) float64 {
	mid := make([]float64, len(a))
	for i := range mid {
		mid[i] = s*a[i] + (1-s)*b[i]
	}
	return f(mid) - s*f(a) - (1-s)*f(b)
}

// TestConjugateIsConvex: docs/paper.md 2.2, Ω^Φ is convex in v where every Φ(·,p) is, whatever Ω and the shape in p;
// where Φ(·,p) is concave it is not.
func TestConjugateIsConvex(t *testing.T) {
	rng := policytest.NewRand(t, 20)
	draw := func(n int) []float64 { return normal(n, 1, rng) }
	worst := map[float64]float64{1: math.Inf(-1), -1: math.Inf(-1)}
	for range 300 {
		for sign := range worst {
			f := newFinite(5, 3, sign, draw)
			worst[sign] = max(worst[sign], excess(f.conjugate, draw(3), draw(3), rng.Float64()))
		}
	}
	if worst[1] > 1e-12 {
		t.Errorf("convex energies: the conjugate lies %g above a chord", worst[1])
	}
	if worst[-1] < 0.1 {
		t.Errorf("concave energies: the conjugate lies at most %g above a chord, so the test shows nothing", worst[-1])
	}
}

// TestLinearConjugatesAreConvex: the same of the solvers' values, for every energy that is linear in v and concave in
// p, with every regularizer and set.
func TestLinearConjugatesAreConvex(t *testing.T) {
	rng := policytest.NewRand(t, 21)
	for _, l := range concaveCases(t, 3, rng) {
		if _, ok := l.Greedy.Energy.(energy.LowRank); ok {
			continue // not linear in A
		}
		value := conjugateOf(l.Greedy)
		for range 30 {
			if e := excess(value, admissible(l.Greedy.Energy, 1, rng), admissible(l.Greedy.Energy, 1, rng), rng.Float64()); e > 1e-7 {
				t.Errorf("%s: the conjugate lies %g above a chord", l.name, e)
			}
		}
	}
}

// conjugateOf is Ω^Φ(v) as the solver finds it.
func conjugateOf(g *policy.Greedy) func(v []float64) float64 {
	p, reports := policy.NewMatrix(1, g.Dim()), make([]solve.Report, 1)
	return func(v []float64) float64 {
		g.Decode(p, reports, row(v), solve.Rows{})
		return reports[0].Value
	}
}

// TestDifferenceOfConvex: docs/paper.md 3.4, L(·,y) = Ω^Φ − (Φ(·,y) − Ω(y)) is a difference of two convex functions
// where Φ(·,p) is convex, and need not be convex itself.
func TestDifferenceOfConvex(t *testing.T) {
	rng := policytest.NewRand(t, 22)
	draw := func(n int) []float64 { return normal(n, 1, rng) }
	whole := math.Inf(-1)
	for range 300 {
		f := newFinite(4, 3, 1, draw)
		own := func(v []float64) float64 { return f.energy(v, 0) - f.omega[0] }
		loss := func(v []float64) float64 { return f.conjugate(v) - own(v) }
		a, b, s := draw(3), draw(3), rng.Float64()
		if e := max(excess(f.conjugate, a, b, s), excess(own, a, b, s)); e > 1e-12 {
			t.Fatalf("a part lies %g above a chord", e)
		}
		if loss(a) < -1e-12 {
			t.Fatalf("L = %g", loss(a))
		}
		whole = max(whole, excess(loss, a, b, s))
	}
	if whole < 0.1 {
		t.Errorf("the loss lies at most %g above a chord: these energies do not need the difference", whole)
	}
}

// TestModulus: docs/paper.md 2.4, Ω^Φ varies no faster than Φ(·,p) does at its worst p: for Φ = ⟨u,p⟩ + … by
// max_p‖p‖·‖u − u'‖.
func TestModulus(t *testing.T) {
	rng := policytest.NewRand(t, 23)
	const k = 4
	radius := map[string]float64{"box": 2, "cube": 2, "simplex": 1, "ball": 1} // max_p ‖p‖, k = 4
	for _, l := range concaveCases(t, k, rng) {
		if l.Greedy.VDim() != k {
			continue
		}
		value, r := conjugateOf(l.Greedy), radius[space.ShapeOf(l.Greedy.Set).Kind]
		for range 40 {
			a, b := normal(k, 1, rng), normal(k, 1, rng)
			if d := math.Abs(value(a) - value(b)); d > r*distance(a, b)+1e-8 {
				t.Errorf("%s: the conjugate moves by %g, v by %g, ‖p‖ ≤ %g", l.name, d, distance(a, b), r)
			}
		}
	}
}

// TestSmoothness: docs/paper.md 2.6, with Φ β-smooth and concave in p and Ω γ-strongly convex, v ↦ p* is
// β/γ-Lipschitz and ∇Ω^Φ is (β+β²/γ)-Lipschitz. Here Φ = ⟨u,p⟩ − ½‖Aᵀp‖², whose Hessian [[0, I], [I, −AAᵀ]] has norm β.
// For one coordinate and A = 0 the first constant is attained.
func TestSmoothness(t *testing.T) {
	rng := policytest.NewRand(t, 24)
	const k, gamma = 4, 0.3
	e := energy.NewGlobal(energy.LowRank{K: k, R: 2})
	weights := e.Params()[0].Data
	for i := range weights {
		weights[i] = float32(rng.NormFloat64())
	}
	beta := hessianNorm(k, 2, weights)
	g := greedy(t, e, regularizer.Quadratic{Gamma: gamma}, space.UnitBox(k))
	l := NewFenchelYoung(g)
	for range 200 {
		a, b := normal(k, 1, rng), normal(k, 1, rng)
		_, gradA := eval(l, a, make([]float64, k)) // y = 0: ∇L = ∇Ω^Φ − ∇₁Φ(v,0) = p*
		pa := append([]float64(nil), bestOf(l)...)
		_, gradB := eval(l, b, make([]float64, k))
		if d := distance(pa, bestOf(l)); d > beta/gamma*distance(a, b)+1e-7 {
			t.Errorf("p* moves by %g, v by %g: the constant is %g", d, distance(a, b), beta/gamma)
		}
		if d := distance(gradA, gradB); d > (beta+beta*beta/gamma)*distance(a, b)+1e-7 {
			t.Errorf("∇Ω^Φ moves by %g, v by %g: the constant is %g", d, distance(a, b), beta+beta*beta/gamma)
		}
	}
	line := NewFenchelYoung(greedy(t, energy.Unary{K: 1}, regularizer.Quadratic{Gamma: gamma}, space.UnitBox(1)))
	eval(line, []float64{0.1}, []float64{0})
	from := bestOf(line)[0]
	eval(line, []float64{0.2}, []float64{0})
	if ratio := (bestOf(line)[0] - from) / 0.1; math.Abs(ratio-1/gamma) > 1e-9 {
		t.Errorf("one coordinate: p* moves %g times as far as v, want β/γ = %g", ratio, 1/gamma)
	}
}

func bestOf(l *FenchelYoung) []float64 {
	p, _ := l.Argmax()
	return p.Data
}

// hessianNorm is the largest |eigenvalue| of [[0, I], [I, −AAᵀ]], A k×r.
func hessianNorm(k, r int, a []float32) float64 {
	h := mat.NewSymDense(2*k, nil)
	for i := range k {
		h.SetSym(i, k+i, 1)
		for j := i; j < k; j++ {
			sum := 0.0
			for c := range r {
				sum += float64(a[i*r+c]) * float64(a[j*r+c])
			}
			h.SetSym(k+i, k+j, -sum)
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(h, false) {
		panic("loss: no eigenvalues")
	}
	values := eig.Values(nil)
	return math.Max(math.Abs(values[0]), math.Abs(values[len(values)-1]))
}

// TestUpperBound: docs/paper.md 3.7, L ≤ α‖y − p*‖ where p ↦ Φ(v,p) − Ω(p) is α-Lipschitz on C: with ½γ‖p‖² and
// U = −AAᵀ on [−1,1]^k, α = ‖u‖ + (‖A‖² + γ)·√k.
func TestUpperBound(t *testing.T) {
	rng := policytest.NewRand(t, 25)
	const k, r, gamma = 4, 2, 0.7
	l := NewFenchelYoung(greedy(t, energy.LowRank{K: k, R: r}, regularizer.Quadratic{Gamma: gamma}, space.UnitBox(k)))
	tightest := math.Inf(1)
	for range 200 {
		v, y := normal(k*(1+r), 0.7, rng), inSet(l.Greedy.Set, rng)
		value, _ := eval(l, v, y)
		alpha := norm(v[:k]) + (mat.Norm(mat.NewDense(k, r, v[k:]), 2)*mat.Norm(mat.NewDense(k, r, v[k:]), 2)+gamma)*math.Sqrt(k)
		bound := alpha * distance(y, bestOf(l))
		if value > bound+1e-9 {
			t.Errorf("L = %g above α‖y−p*‖ = %g", value, bound)
		}
		tightest = min(tightest, bound/value)
	}
	t.Logf("the tightest bound is %.3g times the loss", tightest)
}
