package net_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// newNormed is a network all of whose parameters are drawn.
func newNormed[T net.Float](s net.Shape) *net.Normed[T] {
	rng := newRand(3)
	f := net.NewNormed[T](s)
	f.InitHe(rng)
	for _, p := range f.Params() {
		for i := range p.Data {
			p.Data[i] += T(0.3 * rng.NormFloat64())
		}
	}
	return f
}

// TestNormedGradients compares the gradient of ⟨c, f_W(x)⟩ with central differences, twice after one Forward.
func TestNormedGradients(t *testing.T) {
	for _, g := range activations {
		for _, sizes := range [][]int{{3, 2}, {3, 5, 2}, {3, 6, 4, 2}} {
			t.Run(fmt.Sprint(g, sizes), func(t *testing.T) {
				f, rng := newNormed[float64](net.Shape{Sizes: sizes, Hidden: g}), newRand(8)
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
				grad := f.Params().Zeros()
				f.Backward(tape, c, grad)
				once := flatten(grad)
				f.Backward(tape, c, grad)
				twice := flatten(grad)
				for i := range twice {
					twice[i] /= 2
				}
				want := fd.Gradient(nil, func(w []float64) float64 { unflatten(f.Params(), w); return value() }, flatten(f.Params()),
					&fd.Settings{Formula: fd.Central, Step: 1e-6})
				compare(t, "parameters", once, want)
				compare(t, "parameters, the second time", twice, want)
			})
		}
	}
}

// TestNormedPrecisions: float32 agrees with float64 to its rounding.
func TestNormedPrecisions(t *testing.T) {
	s := net.Shape{Sizes: []int{7, 33, 20, 5}, Hidden: net.Tanh}
	f, g := newNormed[float64](s), net.NewNormed[float32](s)
	net.CopyParams(g.Params(), f.Params())
	rng := newRand(9)
	x, dy := normal[float64](9, 7, rng), normal[float64](9, 5, rng)
	tape, tape32 := f.NewTape(9), g.NewTape(9)
	near(t, "v", g.Forward(tape32, convert[float32](x)).Data, f.Forward(tape, x).Data)
	grad, grad32 := f.Params().Zeros(), g.Params().Zeros()
	f.Backward(tape, dy, grad)
	g.Backward(tape32, convert[float32](dy), grad32)
	for i := range grad {
		near(t, grad[i].Name, grad32[i].Data, grad[i].Data)
	}
}

// TestNormedForgetsScale: what is normalized does not depend on the size of the first layer's weights.
func TestNormedForgetsScale(t *testing.T) {
	f := net.NewNormed[float64](net.Shape{Sizes: []int{3, 8, 2}, Hidden: net.Tanh})
	f.InitHe(newRand(4))
	x := normal[float64](5, 3, newRand(5))
	tape := f.NewTape(5)
	before := append([]float64(nil), f.Forward(tape, x).Data...)
	for i := range f.Params()[0].Data {
		f.Params()[0].Data[i] *= 1000
	}
	for i, v := range f.Forward(tape, x).Data {
		if d := v - before[i]; d > 1e-3 || d < -1e-3 {
			t.Errorf("output %d is %v with weights a thousand times larger, %v before", i, v, before[i])
		}
	}
}
