package regularizer

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// regularizers returns every Ω of the table with a set that it lives on, and Tsallis's at other orders and on the cube.
func regularizers(k int) map[Regularizer]space.Set {
	all := map[Regularizer]space.Set{
		Tsallis{0.7, 2, false}: space.Simplex{K: k}, Tsallis{0.7, 1.3, true}: space.Cube{K: k}, Tsallis{0.7, 2, true}: space.Cube{K: k},
	}
	for _, name := range Names() {
		c := Choose(name)
		_ = c.Set("gamma", "0.7") // refused where there is no such option
		for _, set := range []space.Set{space.UnitBox(k), space.Simplex{K: k}, space.Cube{K: k}, space.Ball{K: k, Radius: 1}} {
			omega := c.Options.New(set)
			if _, found := all[omega]; !found && omega.Over(set) == nil {
				all[omega] = set
			}
		}
	}
	return all
}

// TestRegistered: every regularizer has the name that it is registered by, valid defaults and a set that it lives on, and
// options out of range are refused.
func TestRegistered(t *testing.T) {
	found := map[string]bool{}
	for omega := range regularizers(3) {
		found[omega.Name()] = true
	}
	for _, name := range Names() {
		c := Choose(name)
		if err := c.Validate(); err != nil || !found[name] {
			t.Errorf("%s: on a set %v, defaults %v", name, found[name], err)
		}
		if c.Set("gamma", "-1") == nil && c.Validate() == nil {
			t.Errorf("%s: a negative gamma was accepted", name)
		}
	}
	if err := Choose("quadratik").Validate(); err == nil || err.Error() != `unknown regularizer "quadratik": did you mean quadratic?` {
		t.Errorf("error %v", err)
	}
}

// TestTsallisLimits: sparsemax and binary sparsemax at α = 2, the limits of Shannon and of Fermi and Dirac at α = 1, and
// the conjugate of binary sparsemax, docs/paper.md 7.7: 0, (u+1)²/4, u.
func TestTsallisLimits(t *testing.T) {
	rng := policytest.NewRand(t, 32)
	const k, gamma = 5, 0.8
	u, got, want := make([]float64, k), make([]float64, k), make([]float64, k)
	for range 50 {
		for i := range u {
			u[i] = 2 * rng.NormFloat64()
		}
		for _, c := range []struct {
			a, b Regularizer
			set  space.Set
			tol  float64
		}{
			{Tsallis{gamma, 2, false}, Quadratic{gamma}, space.Simplex{K: k}, 1e-12},
			{Tsallis{gamma, 1.0001, false}, Shannon{gamma}, space.Simplex{K: k}, 1e-3},
			{Tsallis{gamma, 1.0001, true}, FermiDirac{gamma}, space.Cube{K: k}, 1e-3},
		} {
			c.a.Argmax(got, u, c.set)
			c.b.Argmax(want, u, c.set)
			if d := policytest.MaxAbsDiff(got, want); d > c.tol {
				t.Errorf("%v: %v, want %v", c.a, got, want)
			}
			if d := c.a.Value(got) - c.b.Value(got); c.tol > 1e-9 && math.Abs(d) > c.tol {
				t.Errorf("%v: Ω off by %v", c.a, d)
			}
		}
		sparse := Tsallis{1, 2, true}
		sparse.Argmax(got, u, space.Cube{K: k})
		for i, x := range u {
			p := min(max((x+1)/2, 0), 1)
			conjugate := x*got[i] - sparse.Value(got[i:i+1])
			if math.Abs(got[i]-p) > 1e-12 || math.Abs(conjugate-(x*p-p*p+p)) > 1e-12 {
				t.Errorf("binary sparsemax of %v: %v with conjugate %v", x, got[i], conjugate)
			}
		}
	}
}

// TestRegularizerGradients compares ∇Ω with central differences in the interior.
func TestRegularizerGradients(t *testing.T) {
	for omega, set := range regularizers(4) {
		p := policytest.Points(1, set, policytest.NewRand(t, 30)).Row(0)
		for i := range p { // away from the boundary, where differences mean nothing
			p[i] = 0.1 + 0.8*math.Abs(p[i])
		}
		got := make([]float64, 4)
		omega.AddGrad(got, 2, p)
		want := fd.Gradient(nil, func(x []float64) float64 { return 2 * omega.Value(x) }, p, policytest.Central)
		if d := policytest.MaxAbsDiff(got, want); d > 1e-8 {
			t.Errorf("%s: ∇Ω off by %g", omega.Name(), d)
		}
		omega.Curvature(got, p)
		for i := range p {
			slope := func(x float64) float64 {
				g, at := make([]float64, 4), append([]float64(nil), p...)
				at[i] = x
				omega.AddGrad(g, 1, at)
				return g[i]
			}
			if want := fd.Derivative(slope, p[i], policytest.Central); math.Abs(want-got[i]) > 1e-6 {
				t.Errorf("%s: ∂²Ω/∂p² = %g, want %g", omega.Name(), got[i], want)
			}
		}
	}
}

// TestModulus: Ω(½(p+q)) ≤ ½Ω(p) + ½Ω(q) − ⅛μ‖p−q‖², strong convexity with the modulus claimed, also between boundary
// points, where Ω is finite.
func TestModulus(t *testing.T) {
	for omega, set := range regularizers(4) {
		rng := policytest.NewRand(t, 31)
		mid, p, q := make([]float64, 4), make([]float64, 4), make([]float64, 4)
		for c := range 200 {
			space.DrawUniform(p, set, rng)
			space.DrawUniform(q, set, rng)
			if c%2 == 0 {
				set.Sample(q, rng)
			}
			square := 0.0
			for i := range mid {
				mid[i] = (p[i] + q[i]) / 2
				square += (p[i] - q[i]) * (p[i] - q[i])
			}
			if bound := (omega.Value(p)+omega.Value(q))/2 - omega.Modulus()*square/8; !(omega.Value(mid) <= bound+1e-12) {
				t.Errorf("%s: Ω = %v between, at most %v by strong convexity", omega.Name(), omega.Value(mid), bound)
			}
		}
	}
}

// TestArgmax: no random point of C beats the closed form.
func TestArgmax(t *testing.T) {
	for omega, set := range regularizers(4) {
		rng := policytest.NewRand(t, 32)
		u, p, z := make([]float64, 4), make([]float64, 4), make([]float64, 4)
		for range 50 {
			for i := range u {
				u[i] = 2 * rng.NormFloat64()
			}
			omega.Argmax(p, u, set)
			best := floats.Dot(u, p) - omega.Value(p)
			for range 50 {
				space.DrawUniform(z, set, rng)
				if at := floats.Dot(u, z) - omega.Value(z); at > best+1e-12 {
					t.Errorf("%s: %v at %v, %v at the argmax %v", omega.Name(), at, z, best, p)
				}
			}
		}
	}
}

// TestExtremeLogits: the closed forms stay finite where exp overflows.
func TestExtremeLogits(t *testing.T) {
	for omega, set := range regularizers(3) {
		p := make([]float64, 3)
		omega.Argmax(p, []float64{1e5, -1e5, 0}, set)
		if !set.Contains(p, 1e-12) || math.IsNaN(omega.Value(p)) {
			t.Errorf("%s: %v with Ω = %v at extreme logits", omega.Name(), p, omega.Value(p))
		}
	}
}
