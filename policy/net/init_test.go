package net_test

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// TestInitDrawsAlike: both precisions see the same network, rounded.
func TestInitDrawsAlike(t *testing.T) {
	shape := net.Shape{Sizes: []int{5, 9, 4}, Hidden: net.ReLU}
	for name, init := range map[string]func(*net.MLP[float32], *net.MLP[float64]){
		"he": func(a *net.MLP[float32], b *net.MLP[float64]) { a.InitHe(newRand(1)); b.InitHe(newRand(1)) },
		"orthogonal": func(a *net.MLP[float32], b *net.MLP[float64]) {
			a.InitOrthogonal(newRand(1))
			b.InitOrthogonal(newRand(1))
		},
	} {
		a, b := net.NewMLP[float32](shape), net.NewMLP[float64](shape)
		init(a, b)
		for i, p := range b.Params() {
			for j, x := range p.Data {
				if a.Params()[i].Data[j] != float32(x) {
					t.Fatalf("%s: %s[%d] is %v and %v", name, p.Name, j, a.Params()[i].Data[j], x)
				}
			}
		}
	}
}

func TestInitHe(t *testing.T) {
	f := net.NewMLP[float64](net.Shape{Sizes: []int{200, 300, 100}, Hidden: net.ReLU})
	f.InitHe(newRand(2))
	for i, want := range map[int]float64{0: 2.0 / 200, 2: 1.0 / 300} { // variance: 2/in under ReLU, 1/in at the output
		w, sum := f.Params()[i].Data, 0.0
		for _, x := range w {
			sum += x * x
		}
		got := sum / float64(len(w))
		if math.Abs(got/want-1) > 5*math.Sqrt(2/float64(len(w))) { // five standard errors
			t.Errorf("layer %d: variance %v, want %v", i/2, got, want)
		}
	}
}

// TestInitOrthogonal: WWᵀ = gain²·I or WᵀW = gain²·I, whichever is smaller.
func TestInitOrthogonal(t *testing.T) {
	f := net.NewMLP[float64](net.Shape{Sizes: []int{7, 12, 5}, Hidden: net.Softplus})
	f.InitOrthogonal(newRand(3))
	for i, square := range map[int]float64{0: 2, 2: 1} {
		w := f.Params()[i]
		out, in := w.Shape[0], w.Shape[1]
		at := func(r, c int) float64 { return w.Data[r*in+c] }
		n, m := out, in
		if out > in {
			n, m = in, out
			at = func(r, c int) float64 { return w.Data[c*in+r] }
		}
		for a := range n {
			for b := range n {
				sum, want := 0.0, 0.0
				for c := range m {
					sum += at(a, c) * at(b, c)
				}
				if a == b {
					want = square
				}
				if math.Abs(sum-want) > 1e-12 {
					t.Fatalf("layer %d: product %d,%d is %v, want %v", i/2, a, b, sum, want)
				}
			}
		}
	}
}

func TestScaleOutput(t *testing.T) {
	f := net.NewMLP[float64](net.Shape{Sizes: []int{2, 3, 1}, Hidden: net.Tanh})
	f.InitHe(newRand(1))
	x := normal[float64](1, 2, newRand(2))
	before := f.Forward(f.NewTape(1), x).Data[0]
	f.ScaleOutput(0.01)
	if after := f.Forward(f.NewTape(1), x).Data[0]; math.Abs(after-0.01*before) > 1e-15 {
		t.Errorf("output %v, want %v", after, 0.01*before)
	}
}
