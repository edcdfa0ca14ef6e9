package loss

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// The special cases of docs/paper.md 7.1 to 7.7, where the Fenchel-Young loss is a loss with another name.

// TestUnaryBoxIsRegression: docs/paper.md 7.1, on [−1,1] with γ = 1 the unary loss is ½(u−y)² for |u| ≤ 1, and beyond
// it continues with slope ±1 − y: regression that forgives what clipping repairs.
func TestUnaryBoxIsRegression(t *testing.T) {
	rng := policytest.NewRand(t, 6)
	l := NewFenchelYoung(greedy(t, energy.Unary{K: 3}, regularizer.Quadratic{Gamma: 1}, space.UnitBox(3)))
	for range 100 {
		u, y := make([]float64, 3), make([]float64, 3)
		want := 0.0
		for i := range u {
			u[i], y[i] = 4*rng.Float64()-2, 2*rng.Float64()-1
			inside := min(max(u[i], -1), 1)
			want += 0.5*(inside-y[i])*(inside-y[i]) + math.Abs(u[i]-inside)*math.Abs(inside-y[i])
		}
		if got, _ := eval(l, u, y); math.Abs(got-want) > 1e-12 {
			t.Errorf("L(%v, %v) = %v, want %v", u, y, got, want)
		}
	}
}

// TestCrossEntropies: docs/paper.md 7.3 and 7.5, with the entropies the unary loss is binary cross-entropy on the cube
// and cross-entropy on the simplex.
func TestCrossEntropies(t *testing.T) {
	rng := policytest.NewRand(t, 7)
	const k = 4
	binary := NewFenchelYoung(greedy(t, energy.Unary{K: k}, regularizer.FermiDirac{Gamma: 1}, space.Cube{K: k}))
	multi := NewFenchelYoung(greedy(t, energy.Unary{K: k}, regularizer.Shannon{Gamma: 1}, space.Simplex{K: k}))
	for range 50 {
		u, y := normal(k, 2, rng), make([]float64, k)
		space.Cube{K: k}.Sample(y, rng)
		want, total := 0.0, 0.0
		for i := range u {
			want += math.Log1p(math.Exp(u[i])) - y[i]*u[i]
			total += math.Exp(u[i])
		}
		if got, _ := eval(binary, u, y); math.Abs(got-want) > 1e-10 {
			t.Errorf("on the cube L = %v, binary cross-entropy %v", got, want)
		}
		space.Simplex{K: k}.Sample(y, rng)
		want = math.Log(total) - u[space.ArgMax(y)]
		if got, _ := eval(multi, u, y); math.Abs(got-want) > 1e-10 {
			t.Errorf("on the simplex L = %v, cross-entropy %v", got, want)
		}
	}
}
