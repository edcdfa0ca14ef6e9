package energy

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// lateOracle is the energy as one plain float64 network of the joined input (v,p), the definition of Late.
func lateOracle(e *Late) (*net.MLP[float64], *net.Tape[float64]) {
	sizes := []int{e.embed + e.k, len(e.bias)}
	m := net.NewMLP[float64](net.Shape{Sizes: append(sizes, e.top.Shape().Sizes[1:]...), Hidden: e.g})
	net.CopyParams(m.Params(), e.params)
	return m, m.NewTape(1)
}

// TestLate compares value and all three gradients with the float64 network, and that network's input gradient with
// central differences: float32 cannot be differenced, but it can be compared with what can.
func TestLate(t *testing.T) {
	rng := policytest.NewRand(t, 6)
	for i, widths := range [][]int{{16}, {16, 8}, {7, 6, 5}} {
		e := NewLate(5, 3, widths, net.Activation(i))
		e.Init(rng)
		const n, m = 4, 3
		v, p := policytest.Normal(NewMatrix(n, 5), 1, rng), policytest.Normal(NewMatrix(n*m, 3), 1, rng)
		f, tape := lateOracle(e)
		value, dp, dv, dw := make([]float64, n*m), NewMatrix(n*m, 3), NewMatrix(n, 5), e.Params().Zeros()
		e.Value(value, v, p)
		e.GradP(dp, v, p)
		e.AddGradV(dv, 2, v, p)
		e.AddGradParams(dw, 2, v, p)
		wantV, wantW := NewMatrix(n, 5), f.Params().Zeros()
		for j := range n * m {
			x := Matrix{Rows: 1, Cols: 8, Data: slices.Concat(v.Row(j/m), p.Row(j))}
			at := func(x []float64) float64 {
				return f.Forward(tape, Matrix{Rows: 1, Cols: 8, Data: x}).Data[0]
			}
			if want := at(x.Data); math.Abs(value[j]-want) > 1e-5 {
				t.Errorf("widths %v: Φ = %v, want %v", widths, value[j], want)
			}
			dx := NewMatrix(1, 8)
			f.Forward(tape, x)
			f.Backward(tape, Matrix{Rows: 1, Cols: 1, Data: []float64{1}}, nil, dx)
			f.Backward(tape, Matrix{Rows: 1, Cols: 1, Data: []float64{2}}, wantW, Matrix{})
			floats.AddScaled(wantV.Row(j/m), 2, dx.Data[:5])
			if d := policytest.MaxAbsDiff(dp.Row(j), dx.Data[5:]); d > 1e-5 {
				t.Errorf("widths %v: ∇₂Φ off by %g", widths, d)
			}
			if d := policytest.MaxAbsDiff(dx.Data, fd.Gradient(nil, at, x.Data, policytest.Central)); d > 1e-8 {
				t.Errorf("widths %v: the oracle's own gradient is off by %g", widths, d)
			}
		}
		if d := policytest.MaxAbsDiff(dv.Data, wantV.Data); d > 1e-5 {
			t.Errorf("widths %v: ∇₁Φ off by %g", widths, d)
		}
		compareParams(t, dw, wantW)
	}
}

// compareParams fails where a float32 gradient is not the float64 one to four digits.
func compareParams(t *testing.T, got net.Params[float32], want net.Params[float64]) {
	t.Helper()
	for i := range want {
		for j, x := range want[i].Data {
			if math.Abs(float64(got[i].Data[j])-x) > 1e-4*(1+math.Abs(x)) {
				t.Errorf("∂Φ/∂%s[%d] = %v, want %v", got[i].Name, j, got[i].Data[j], x)
			}
		}
	}
}

// TestLateBlocks: a batch larger than a block, and more candidates than a block holds, give what single rows give.
func TestLateBlocks(t *testing.T) {
	rng := policytest.NewRand(t, 7)
	e := NewLate(4, 2, []int{8}, net.ReLU)
	e.Init(rng)
	for _, c := range []struct{ n, m int }{{3, 700}, {2, lateBlock + 100}, {lateBlock + 5, 1}} {
		v, p := policytest.Normal(NewMatrix(c.n, 4), 1, rng), policytest.Normal(NewMatrix(c.n*c.m, 2), 1, rng)
		got, want := make([]float64, c.n*c.m), make([]float64, 1)
		e.Value(got, v, p)
		for j := 0; j < c.n*c.m; j += 97 {
			e.Value(want, v.Slice(j/c.m, j/c.m+1), p.Slice(j, j+1))
			if math.Abs(got[j]-want[0]) > 1e-5 {
				t.Fatalf("%d rows of %d candidates: value %d is %v, alone %v", c.n, c.m, j, got[j], want[0])
			}
		}
	}
}
