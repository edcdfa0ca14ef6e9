package loss

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// The tests of this file are the propositions of docs/paper.md, by their numbers there.

func row(x []float64) policy.Matrix { return policy.Matrix{Rows: 1, Cols: len(x), Data: x} }

func normal(n int, std float64, rng *rand.Rand) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = std * rng.NormFloat64()
	}
	return x
}

// inSet draws a point of the set by projecting a normal vector.
func inSet(set space.Set, rng *rand.Rand) []float64 {
	y := normal(set.Dim(), 0.7, rng)
	set.Project(y, y)
	return y
}

func greedy(t testing.TB, e energy.Energy, omega regularizer.Regularizer, set space.Set) *policy.Greedy {
	t.Helper()
	g, err := policy.NewGreedy(solve.Problem{Energy: e, Omega: omega, Set: set}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// namedLoss is a loss with what distinguishes it.
type namedLoss struct {
	*FenchelYoung
	name string
}

// concaveCases are energies concave in p with every set and regularizer they go with.
func concaveCases(t testing.TB, k int, rng *rand.Rand) []namedLoss {
	t.Helper()
	global := energy.NewGlobal(energy.LowRank{K: k, R: 2})
	for i := range global.Params()[0].Data {
		global.Params()[0].Data[i] = float32(rng.NormFloat64())
	}
	spen := energy.NewSPEN(k, []int{6, 5}, true)
	spen.Init(rng)
	linear := energy.NewLinearConcave(k, 3)
	linear.Init(rng)
	var list []namedLoss
	for _, e := range []energy.Energy{energy.Unary{K: k}, energy.LowRank{K: k, R: 2}, global, spen, linear} {
		for _, c := range []struct {
			omega regularizer.Regularizer
			set   space.Set
		}{
			{regularizer.Quadratic{Gamma: 0.8}, space.UnitBox(k)}, {regularizer.Quadratic{Gamma: 0.8}, space.Cube{K: k}},
			{regularizer.Quadratic{Gamma: 0.8}, space.Simplex{K: k}}, {regularizer.Quadratic{Gamma: 0.8}, space.Ball{K: k, Radius: 1}},
			{regularizer.Shannon{Gamma: 0.8}, space.Simplex{K: k}}, {regularizer.FermiDirac{Gamma: 0.8}, space.Cube{K: k}},
			{regularizer.BoxEntropy{Gamma: 0.8}, space.UnitBox(k)},
			{regularizer.Tsallis{Gamma: 0.8, Alpha: 1.5}, space.Simplex{K: k}}, {regularizer.Tsallis{Gamma: 0.8, Alpha: 2, Binary: true}, space.Cube{K: k}},
		} {
			name := fmt.Sprintf("%s/%s/%s", e.Name(), c.omega.Name(), space.ShapeOf(c.set).Kind)
			list = append(list, namedLoss{NewFenchelYoung(greedy(t, e, c.omega, c.set)), name})
		}
	}
	return list
}

// admissible draws a row of v from V: coefficients that must not be negative are not.
func admissible(e energy.Energy, std float64, rng *rand.Rand) []float64 {
	v := normal(e.VDim(), std, rng)
	if _, ok := e.(*energy.LinearConcave); ok {
		for j := e.Dim(); j < len(v); j++ {
			v[j] = math.Abs(v[j])
		}
	}
	return v
}

// eval is L(v,y) and its gradient for one row.
func eval(l Loss, v, y []float64) (float64, []float64) {
	losses, grad := make([]float64, 1), make([]float64, len(v))
	l.AddGrad(losses, row(grad), nil, 1, row(v), row(y), solve.Rows{})
	return losses[0], grad
}

// TestNonNegative: docs/paper.md 3.1, L ≥ 0, here L ≥ −Gap up to rounding.
func TestNonNegative(t *testing.T) {
	rng := policytest.NewRand(t, 1)
	for _, l := range concaveCases(t, 4, rng) {
		for range 50 {
			value, _ := eval(l, normal(l.Greedy.VDim(), 1, rng), inSet(l.Greedy.Set, rng))
			_, reports := l.Argmax()
			if value < -reports[0].Gap-1e-12 {
				t.Errorf("%s: L = %g with a gap of %g", l.name, value, reports[0].Gap)
			}
		}
	}
}

// TestZeroAtOwnAction: docs/paper.md 3.2, L(v,y) = 0 and no gradient where y is the policy's own action, and L > 0
// elsewhere.
func TestZeroAtOwnAction(t *testing.T) {
	rng := policytest.NewRand(t, 2)
	for _, l := range concaveCases(t, 4, rng) {
		for range 20 {
			v, y := normal(l.Greedy.VDim(), 1, rng), inSet(l.Greedy.Set, rng)
			other, _ := eval(l, v, y)
			best, _ := l.Argmax()
			own := append([]float64(nil), best.Data...)
			value, grad := eval(l, v, own)
			if math.Abs(value) > 1e-12 || norm(grad) != 0 {
				t.Errorf("%s: L = %g with gradient %v at the policy's own action", l.name, value, grad)
			}
			if distance(own, y) > 1e-3 && !(other > 0) {
				t.Errorf("%s: L = %g at %v, the policy does %v", l.name, other, y, own)
			}
		}
	}
}

// TestEnvelopeGradient: docs/paper.md 2.5 and 3.3, the gradient without any derivative of the argmax
// is the derivative.
func TestEnvelopeGradient(t *testing.T) {
	rng := policytest.NewRand(t, 3)
	worst := 0.0
	for _, l := range concaveCases(t, 4, rng) {
		for range 5 {
			v, y := normal(l.Greedy.VDim(), 1, rng), inSet(l.Greedy.Set, rng)
			_, grad := eval(l, v, y)
			value := func(v []float64) float64 { x, _ := eval(l, v, y); return x }
			want := fd.Gradient(nil, value, v, &fd.Settings{Formula: fd.Central, Step: 1e-5})
			d := policytest.MaxAbsDiff(grad, want)
			worst = max(worst, d)
			if d > 1e-6 {
				t.Errorf("%s: gradient off by %g", l.name, d)
			}
		}
	}
	t.Logf("largest error %.2g", worst)
}

// TestQuadraticLowerBound: docs/paper.md 3.6, L ≥ ½μ‖y − p*‖² with μ = γ − λ_max(U).
func TestQuadraticLowerBound(t *testing.T) {
	rng := policytest.NewRand(t, 4)
	const k, gamma = 4, 0.9
	for _, e := range []energy.Quadratic{energy.Unary{K: k}, energy.LowRank{K: k, R: 3}, energy.Pairwise{K: k}} {
		for _, set := range []space.Set{space.UnitBox(k), space.Cube{K: k}, space.Simplex{K: k}} {
			l := NewFenchelYoung(greedy(t, e, regularizer.Quadratic{Gamma: gamma}, set))
			for range 60 {
				v, y := normal(e.VDim(), 0.4, rng), inSet(set, rng)
				value, _ := eval(l, v, y)
				best, reports := l.Argmax()
				mu := gamma - largestEigenvalue(e, v)
				if bound := mu / 2 * distance(y, best.Data) * distance(y, best.Data); value < bound-reports[0].Gap-1e-10 && mu > 0 {
					t.Errorf("%s on %v: L = %g below ½μ‖y−p*‖² = %g", e.Name(), set, value, bound)
				}
			}
		}
	}
}

// TestInexact: docs/paper.md 3.8, an inner solution that is not finished gives L − Gap ≤ L̃ ≤ L and a gradient that is
// off by no more than β‖p̃ − p*‖, β the Lipschitz constant of ∇₁Φ(v,·), which is 1 for a global U.
func TestInexact(t *testing.T) {
	rng := policytest.NewRand(t, 10)
	const k = 5
	e := energy.NewGlobal(energy.LowRank{K: k, R: 2})
	for i := range e.Params()[0].Data {
		e.Params()[0].Data[i] = float32(rng.NormFloat64())
	}
	q := solve.Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 0.3}, Set: space.UnitBox(k)}
	exact := NewFenchelYoung(greedy(t, e, q.Omega, q.Set))
	unfinished := 0
	for steps := 1; steps <= 4; steps++ {
		g, err := policy.NewGreedy(q, solve.NewProjectedGradient(solve.ProjectedGradientOptions{Tol: 1e-12, Iters: steps}))
		if err != nil {
			t.Fatal(err)
		}
		rough := NewFenchelYoung(g)
		for range 40 {
			v, y := normal(k, 1, rng), inSet(q.Set, rng)
			want, wantGrad := eval(exact, v, y)
			got, gotGrad := eval(rough, v, y)
			best, _ := exact.Argmax()
			point, reports := rough.Argmax()
			if got > want+1e-10 || got < want-reports[0].Gap-1e-10 {
				t.Errorf("%d steps: L̃ = %g with gap %g, L = %g", steps, got, reports[0].Gap, want)
			}
			if off := distance(gotGrad, wantGrad); off > distance(point.Data, best.Data)+1e-9 {
				t.Errorf("%d steps: gradient off by %g, the point by %g", steps, off, distance(point.Data, best.Data))
			}
			if want-got > 1e-4 {
				unfinished++
			}
		}
	}
	if unfinished < 10 {
		t.Errorf("only %d of 160 solves were unfinished: this test shows nothing", unfinished)
	}
}

func largestEigenvalue(e energy.Quadratic, v []float64) float64 {
	k := e.Dim()
	u, upper := make([]float64, k), make([]float64, k*k)
	e.Coefficients(u, upper, v)
	var eig mat.EigenSym
	eig.Factorize(mat.NewSymDense(k, upper), false)
	values := eig.Values(nil)
	return values[k-1]
}

func norm(x []float64) float64 { return distance(x, make([]float64, len(x))) }

func distance(a, b []float64) float64 {
	var sum float64
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum)
}
