package net_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// shaken is a residual network all of whose parameters are drawn.
func shaken[T net.Float](s net.ResidualShape) *net.Residual[T] {
	rng := newRand(3)
	f := net.NewResidual[T](s)
	f.InitHe(rng)
	for _, p := range f.Params() {
		for i := range p.Data {
			p.Data[i] += T(0.3 * rng.NormFloat64())
		}
	}
	return f
}

// TestResidualGradients compares both gradients of ⟨c, f_W(x)⟩ with central differences.
func TestResidualGradients(t *testing.T) {
	for _, g := range activations {
		for _, blocks := range []int{0, 1, 3} {
			t.Run(fmt.Sprint(g, blocks), func(t *testing.T) {
				f, rng := shaken[float64](net.ResidualShape{In: 3, Width: 5, Blocks: blocks, Out: 2, Hidden: g}), newRand(8)
				const rows = 4
				tape := f.NewTape(rows + 3)
				x, c := normal[float64](rows, 3, rng), normal[float64](rows, 2, rng)
				value := func() (sum float64) {
					for i, v := range f.Forward(tape, x).Data {
						sum += c.Data[i] * v
					}
					return sum
				}
				value()
				grad, dx := f.Params().Zeros(), net.NewMatrix[float64](rows, 3)
				f.Backward(tape, c, grad, dx)
				central := &fd.Settings{Formula: fd.Central, Step: 1e-6}
				want := fd.Gradient(nil, func(w []float64) float64 { unflatten(f.Params(), w); return value() }, flatten(f.Params()), central)
				compare(t, "parameters", flatten(grad), want)
				at := append([]float64(nil), x.Data...)
				want = fd.Gradient(nil, func(z []float64) float64 { copy(x.Data, z); return value() }, at, central)
				compare(t, "input", dx.Data, want)
			})
		}
	}
}

// TestResidualPrecisions: float32 agrees with float64 to its rounding.
func TestResidualPrecisions(t *testing.T) {
	s := net.ResidualShape{In: 7, Width: 33, Blocks: 2, Out: 5}
	f := shaken[float64](s)
	g := net.NewResidual[float32](s)
	net.CopyParams(g.Params(), f.Params())
	rng := newRand(9)
	x, dy := normal[float64](9, 7, rng), normal[float64](9, 5, rng)
	tape, tape32 := f.NewTape(9), g.NewTape(9)
	v, v32 := f.Forward(tape, x), g.Forward(tape32, convert[float32](x))
	near(t, "v", v32.Data, v.Data)
	grad, grad32 := f.Params().Zeros(), g.Params().Zeros()
	f.Backward(tape, dy, grad, net.Matrix[float64]{})
	g.Backward(tape32, convert[float32](dy), grad32, net.Matrix[float32]{})
	for i := range grad {
		near(t, grad[i].Name, grad32[i].Data, grad[i].Data)
	}
}

// TestResidualStartsAsIdentity: with fresh weights the blocks add nothing, and the count of weights is right.
func TestResidualStartsAsIdentity(t *testing.T) {
	s := net.ResidualShape{In: 3, Width: 6, Blocks: 2, Out: 2}
	deep, flat := net.NewResidual[float64](s), net.NewResidual[float64](net.ResidualShape{In: 3, Width: 6, Out: 2})
	deep.InitHe(newRand(1))
	for _, p := range flat.Params() {
		for _, q := range deep.Params() {
			if p.Name == q.Name {
				copy(p.Data, q.Data)
			}
		}
	}
	x := normal[float64](4, 3, newRand(2))
	compare(t, "outputs", deep.Forward(deep.NewTape(4), x).Data, flat.Forward(flat.NewTape(4), x).Data)
	if n := deep.Params().Count(); float64(n) != s.Count() {
		t.Errorf("%d weights, counted %v", n, s.Count())
	}
}

func TestResidualAllocatesNothing(t *testing.T) {
	f := shaken[float32](net.ResidualShape{In: 5, Width: 16, Blocks: 2, Out: 3})
	tape, x, dy, grad := f.NewTape(8), normal[float32](8, 5, newRand(1)), normal[float32](8, 3, newRand(2)), f.Params().Zeros()
	if n := testing.AllocsPerRun(20, func() {
		f.Forward(tape, x)
		f.Backward(tape, dy, grad, net.Matrix[float32]{})
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestResidualShapeRefuses(t *testing.T) {
	for _, s := range []net.ResidualShape{
		{In: 0, Width: 1, Out: 1}, {In: 1, Width: 0, Out: 1}, {In: 1, Width: 1, Out: 1, Blocks: -1}, {In: 1, Width: 1, Out: 1, Blocks: 65},
		{In: 1, Width: 1 << 20, Out: 1 << 20},
	} {
		if s.Validate() == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}
