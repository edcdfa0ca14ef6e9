package net_test

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// one is a parameter list with a weight (two dimensions) and a bias.
func one[T net.Float](w, b T) net.Params[T] {
	return net.Params[T]{
		{Name: "w", Shape: []int{1, 1}, Data: []T{w}},
		{Name: "b", Shape: []int{1}, Data: []T{b}},
	}
}

// TestAdamFirstSteps works two steps out by hand: the first moves by the rate against the sign of the gradient,
// whatever its size.
func TestAdamFirstSteps(t *testing.T) {
	p, adam := one(1.0, 1.0), net.NewAdam(one(0.0, 0.0), net.DefaultAdam())
	adam.Step(p, one(123.0, -1e-3), 0.1)
	for i, want := range []float64{0.9, 1.1} {
		if math.Abs(p[i].Data[0]-want) > 1e-5 {
			t.Errorf("after one step %s is %v, want %v", p[i].Name, p[i].Data[0], want)
		}
	}
	adam.Step(p, one(0.0, 0.0), 0.1)
	m, v := 0.9*0.1*123, 0.999*0.001*123*123 // both decayed once
	want := 0.9 - 0.1*(m/(1-0.81))/(math.Sqrt(v/(1-0.999*0.999))+1e-8)
	if math.Abs(p[0].Data[0]-want) > 1e-9 {
		t.Errorf("after two steps w is %v, want %v", p[0].Data[0], want)
	}
}

func TestWeightDecaySparesBiases(t *testing.T) {
	o := net.DefaultAdam()
	o.WeightDecay = 0.5
	p, adam := one[float32](2, 2), net.NewAdam(one[float32](0, 0), o)
	adam.Step(p, one[float32](0, 0), 0.1)
	if w, b := p[0].Data[0], p[1].Data[0]; w != 2*0.95 || b != 2 {
		t.Errorf("weight %v and bias %v, want 1.9 and 2", w, b)
	}
}

// TestAdamPrecisions runs the float32 kernel against the formula in float64.
func TestAdamPrecisions(t *testing.T) {
	shape := net.Shape{Sizes: []int{13, 11, 3}}
	a, b := net.NewMLP[float32](shape), net.NewMLP[float64](shape)
	a.InitHe(newRand(1))
	b.InitHe(newRand(1))
	ga, gb := a.Params().Zeros(), b.Params().Zeros()
	o := net.DefaultAdam()
	o.WeightDecay = 0.01
	adamA, adamB := net.NewAdam(a.Params(), o), net.NewAdam(b.Params(), o)
	rng := newRand(2)
	for range 50 {
		for i := range gb {
			for j := range gb[i].Data {
				gb[i].Data[j] = rng.NormFloat64()
			}
		}
		net.CopyParams(ga, gb)
		adamA.Step(a.Params(), ga, 1e-2)
		adamB.Step(b.Params(), gb, 1e-2)
	}
	for i, p := range b.Params() {
		near(t, p.Name, a.Params()[i].Data, p.Data)
	}
}

// TestAdamResumes: state restored from its tensors continues with the same bits.
func TestAdamResumes(t *testing.T) {
	step := func(a *net.Adam[float32], p net.Params[float32], i int) { a.Step(p, one(float32(i), 1), 0.1) }
	p, a := one[float32](1, 1), net.NewAdam(one[float32](0, 0), net.DefaultAdam())
	step(a, p, 1)
	q, b := one[float32](0, 0), net.NewAdam(one[float32](0, 0), net.DefaultAdam())
	net.CopyParams(q, p)
	b.Steps = a.Steps
	if err := b.State().Load(&net.File{Tensors: a.State().Tensors()}); err != nil {
		t.Fatal(err)
	}
	step(a, p, 2)
	step(b, q, 2)
	if p[0].Data[0] != q[0].Data[0] || p[1].Data[0] != q[1].Data[0] {
		t.Errorf("%v after resuming, want %v", q, p)
	}
}

func TestClipNorm(t *testing.T) {
	g := one[float32](3, 4)
	if n := net.ClipNorm(g, 10); n != 5 || g[0].Data[0] != 3 {
		t.Errorf("norm %v, %v: a shorter gradient must stay", n, g)
	}
	if n := net.ClipNorm(g, 1); n != 5 || math.Abs(g.Norm()-1) > 1e-6 {
		t.Errorf("norm %v, then %v: want 5, then 1", n, g.Norm())
	}
	bad := one(float32(math.NaN()), 4)
	if n := net.ClipNorm(bad, 1); !math.IsNaN(n) || bad[1].Data[0] != 4 {
		t.Errorf("norm %v, %v: NaN must be told and nothing changed", n, bad)
	}
	far := one(float32(math.Inf(1)), 4)
	if n := net.ClipNorm(far, 1); !math.IsInf(n, 1) || far[1].Data[0] != 4 {
		t.Errorf("norm %v, %v: Inf must be told and nothing changed", n, far)
	}
}

func TestAdamOptionsValidate(t *testing.T) {
	if err := net.DefaultAdam().Validate(); err != nil {
		t.Error(err)
	}
	for _, change := range []func(*net.AdamOptions){
		func(o *net.AdamOptions) { o.Beta1 = 1 },
		func(o *net.AdamOptions) { o.Beta2 = math.NaN() },
		func(o *net.AdamOptions) { o.Epsilon = 0 },
		func(o *net.AdamOptions) { o.WeightDecay = -1 },
	} {
		o := net.DefaultAdam()
		change(&o)
		if o.Validate() == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}
