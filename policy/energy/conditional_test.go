package energy

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// conditionalOracle is Φ(v,p) = top(g(c + W·p)) in float64, by its definition.
func conditionalOracle(e *Conditional) func(v, p []float64) float64 {
	top := net.NewMLP[float64](e.top.Shape())
	net.CopyParams(top.Params(), e.top.Params())
	tape, x := top.NewTape(1), NewMatrix(1, e.h)
	return func(v, p []float64) float64 {
		for i := range x.Data {
			z := v[i] + floats.Dot(v[e.h+i*e.k:e.h+(i+1)*e.k], p)
			x.Data[i] = max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
		}
		return top.Forward(tape, x).Data[0]
	}
}

// TestConditional compares value and gradients with policytest.Central differences of the float64 definition.
func TestConditional(t *testing.T) {
	rng := policytest.NewRand(t, 50)
	const n, m, k = 4, 3, 2
	for _, widths := range [][]int{{6}, {8, 5}} {
		e := NewConditional(k, widths)
		e.Init(rng)
		phi := conditionalOracle(e)
		v, p := policytest.Normal(NewMatrix(n, e.VDim()), 1, rng), policytest.Normal(NewMatrix(n*m, k), 1, rng)
		value, dp, dv, want := make([]float64, n*m), NewMatrix(n*m, k), NewMatrix(n, e.VDim()), NewMatrix(n, e.VDim())
		e.Value(value, v, p)
		e.GradP(dp, v, p)
		e.AddGradV(dv, 2, v, p)
		for j := range n * m {
			row, x := v.Row(j/m), p.Row(j)
			if at := phi(row, x); math.Abs(value[j]-at) > 1e-5 {
				t.Errorf("widths %v: Φ = %v, want %v", widths, value[j], at)
			}
			inP := fd.Gradient(nil, func(x []float64) float64 { return phi(row, x) }, x, policytest.Central)
			if d := policytest.MaxAbsDiff(dp.Row(j), inP); d > 1e-5 {
				t.Errorf("widths %v: ∇₂Φ off by %g", widths, d)
			}
			floats.AddScaled(want.Row(j/m), 2, fd.Gradient(nil, func(row []float64) float64 { return phi(row, x) }, row, policytest.Central))
		}
		if d := policytest.MaxAbsDiff(dv.Data, want.Data); d > 1e-4 {
			t.Errorf("widths %v: ∇₁Φ off by %g", widths, d)
		}
	}
}
