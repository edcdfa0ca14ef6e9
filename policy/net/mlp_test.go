package net_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats/scalar"

	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func normal[T net.Float](rows, cols int, rng *rand.Rand) net.Matrix[T] {
	m := net.NewMatrix[T](rows, cols)
	for i := range m.Data {
		m.Data[i] = T(rng.NormFloat64())
	}
	return m
}

var activations = []net.Activation{net.ReLU, net.Tanh, net.Softplus}

// flatten copies every number of p into one slice; unflatten is its inverse.
func flatten(p net.Params[float64]) []float64 {
	var flat []float64
	for _, t := range p {
		flat = append(flat, t.Data...)
	}
	return flat
}

func unflatten(p net.Params[float64], flat []float64) {
	for _, t := range p {
		flat = flat[copy(t.Data, flat):]
	}
}

// TestGradients compares both gradients of the scalar ⟨c, f_W(x)⟩ with central differences.
func TestGradients(t *testing.T) {
	for _, g := range activations {
		for _, sizes := range [][]int{{3, 2}, {3, 5, 2}, {2, 4, 6, 1}} {
			t.Run(fmt.Sprint(g, sizes), func(t *testing.T) { checkGradients(t, net.Shape{Sizes: sizes, Hidden: g}) })
		}
	}
}

func checkGradients(t *testing.T, shape net.Shape) {
	rng := newRand(7)
	f := net.NewMLP[float64](shape)
	f.InitHe(rng)
	for _, p := range f.Params() {
		for i := range p.Data { // biases too
			p.Data[i] += 0.1 * rng.NormFloat64()
		}
	}
	const rows = 4
	tape := f.NewTape(rows + 3)
	x, c := normal[float64](rows, f.In(), rng), normal[float64](rows, f.Out(), rng)
	value := func() float64 {
		sum := 0.0
		for i, v := range f.Forward(tape, x).Data {
			sum += c.Data[i] * v
		}
		return sum
	}
	value()
	grad, dx := f.Params().Zeros(), net.NewMatrix[float64](rows, f.In())
	f.Backward(tape, c, grad, dx)

	central := &fd.Settings{Formula: fd.Central, Step: 1e-6}
	want := fd.Gradient(nil, func(w []float64) float64 { unflatten(f.Params(), w); return value() }, flatten(f.Params()), central)
	compare(t, "parameters", flatten(grad), want)
	at := append([]float64(nil), x.Data...)
	want = fd.Gradient(nil, func(p []float64) float64 { copy(x.Data, p); return value() }, at, central)
	compare(t, "input", dx.Data, want)
}

// compare allows what central differences of step 1e-6 lose: about 1e-9 relative.
func compare(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if !scalar.EqualWithinAbsOrRel(got[i], want[i], 1e-8, 1e-7) {
			t.Fatalf("gradient in the %s: number %d is %v, central differences say %v", what, i, got[i], want[i])
		}
	}
}

// TestPrecisions holds the float32 network, which runs on package kernel, against the float64 one, which does not.
func TestPrecisions(t *testing.T) {
	for _, g := range activations {
		shape := net.Shape{Sizes: []int{17, 70, 33, 6}, Hidden: g}
		f32, f64 := net.NewMLP[float32](shape), net.NewMLP[float64](shape)
		f32.InitOrthogonal(newRand(3))
		f64.InitOrthogonal(newRand(3))
		x64 := normal[float64](9, 17, newRand(4))
		dy64 := normal[float64](9, 6, newRand(5))
		v32, g32, dx32 := pass(f32, convert[float32](x64), convert[float32](dy64))
		v64, g64, dx64 := pass(f64, x64, dy64)
		near(t, "output", v32.Data, v64.Data)
		near(t, "dx", dx32.Data, dx64.Data)
		for i := range g64 {
			near(t, g64[i].Name, g32[i].Data, g64[i].Data)
		}
	}
}

func pass[T net.Float](f *net.MLP[T], x, dy net.Matrix[T]) (v net.Matrix[T], grad net.Params[T], dx net.Matrix[T]) {
	tape := f.NewTape(x.Rows)
	v = f.Forward(tape, x)
	grad, dx = f.Params().Zeros(), net.NewMatrix[T](x.Rows, x.Cols)
	f.Backward(tape, dy, grad, dx)
	return v, grad, dx
}

func convert[To, From net.Float](m net.Matrix[From]) net.Matrix[To] {
	c := net.NewMatrix[To](m.Rows, m.Cols)
	for i, x := range m.Data {
		c.Data[i] = To(x)
	}
	return c
}

// near allows the rounding of float32 sums of some 70 terms of order one.
func near(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	for i := range want {
		if math.Abs(float64(got[i])-want[i]) > 3e-5*(1+math.Abs(want[i])) {
			t.Fatalf("%s: number %d is %v in float32 and %v in float64", what, i, got[i], want[i])
		}
	}
}

func TestBackwardAccumulates(t *testing.T) {
	f := net.NewMLP[float64](net.Shape{Sizes: []int{2, 3, 2}, Hidden: net.Tanh})
	f.InitHe(newRand(1))
	x, dy := normal[float64](5, 2, newRand(2)), normal[float64](5, 2, newRand(3))
	_, once, _ := pass(f, x, dy)
	tape, twice := f.NewTape(5), f.Params().Zeros()
	f.Forward(tape, x)
	f.Backward(tape, dy, twice, net.Matrix[float64]{})
	f.Backward(tape, dy, twice, net.Matrix[float64]{})
	for i, x := range flatten(twice) {
		if y := 2 * flatten(once)[i]; math.Abs(x-y) > 1e-14 {
			t.Fatalf("number %d: two passes give %v, want twice one pass: %v", i, x, y)
		}
	}
}

// TestPool: the passes have the same bits whichever goroutine computes them.
func TestPool(t *testing.T) {
	f := net.NewMLP[float32](net.Shape{Sizes: []int{17, 200, 200, 6}, Hidden: net.ReLU})
	f.InitHe(newRand(1))
	x, dy := normal[float32](300, 17, newRand(2)), normal[float32](300, 6, newRand(3))
	_, want, _ := pass(f, x, dy)
	pool := kernel.NewPool(3)
	defer pool.Close()
	tape, got := f.NewTape(300), f.Params().Zeros()
	tape.Use(pool)
	f.Forward(tape, x)
	f.Backward(tape, dy, got, net.Matrix[float32]{})
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestTrainingStepAllocates holds the whole step of the package comment at no allocation.
func TestTrainingStepAllocates(t *testing.T) {
	for _, g := range activations {
		f := net.NewMLP[float32](net.Shape{Sizes: []int{17, 96, 96, 6}, Hidden: g})
		f.InitHe(newRand(1))
		tape, grad := f.NewTape(80), f.Params().Zeros()
		adam := net.NewAdam(f.Params(), net.DefaultAdam())
		x, dv := normal[float32](80, 17, newRand(2)), net.NewMatrix[float32](80, 6)
		step := func() {
			copy(dv.Data, f.Forward(tape, x).Data)
			grad.Zero()
			f.Backward(tape, dv, grad, net.Matrix[float32]{})
			net.ClipNorm(grad, 1)
			adam.Step(f.Params(), grad, 1e-3)
		}
		if n := testing.AllocsPerRun(10, step); n != 0 {
			t.Errorf("%v: one training step allocates %v times", g, n)
		}
	}
}

// BenchmarkStep is the step of the package comment, for a network as locomotion uses it.
func BenchmarkStep(b *testing.B) {
	for _, rows := range []int{64, 256, 1024} {
		for _, g := range activations {
			b.Run(fmt.Sprint(rows, g), func(b *testing.B) {
				f := net.NewMLP[float32](net.Shape{Sizes: []int{17, 256, 256, 27}, Hidden: g})
				f.InitHe(newRand(1))
				tape, grad := f.NewTape(rows), f.Params().Zeros()
				adam := net.NewAdam(f.Params(), net.DefaultAdam())
				x, dv := normal[float32](rows, 17, newRand(2)), normal[float32](rows, 27, newRand(3))
				fastest := time.Hour
				for b.Loop() {
					start := time.Now()
					f.Forward(tape, x)
					grad.Zero()
					f.Backward(tape, dv, grad, net.Matrix[float32]{})
					net.ClipNorm(grad, 1)
					adam.Step(f.Params(), grad, 1e-4)
					fastest = min(fastest, time.Since(start))
				}
				b.ReportMetric(float64(fastest.Microseconds()), "best-µs")
			})
		}
	}
}

func BenchmarkForwardOne(b *testing.B) {
	f := net.NewMLP[float32](net.Shape{Sizes: []int{17, 256, 256, 27}, Hidden: net.ReLU})
	f.InitHe(newRand(1))
	tape, x := f.NewTape(1), normal[float32](1, 17, newRand(2))
	for b.Loop() {
		f.Forward(tape, x)
	}
}
