package loss

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// TestGradients compares ∂L/∂v of every loss with central differences at random points, and checks that AddGrad adds:
// what was there stays, times scale what comes.
func TestGradients(t *testing.T) {
	rng := policytest.NewRand(t, 20)
	const n, k = 4, 3
	for _, l := range []Loss{
		Squared{}, Gaussian{},
		NewFenchelYoung(greedy(t, energy.Unary{K: k}, regularizer.Quadratic{Gamma: 0.5}, space.UnitBox(k))),
		NewFenchelYoung(greedy(t, energy.Pairwise{K: k}, regularizer.Quadratic{Gamma: 3}, space.UnitBox(k))),
	} {
		cols := map[string]int{"squared": k, "gaussian": 2 * k}[l.Name()]
		if f, ok := l.(*FenchelYoung); ok {
			cols = f.Greedy.VDim()
		}
		v := policy.Matrix{Rows: n, Cols: cols, Data: normal(n*cols, 0.5, rng)}
		y := policy.NewMatrix(n, k)
		for i := range n {
			copy(y.Row(i), inSet(space.UnitBox(k), rng))
		}
		losses, grad := make([]float64, n), policy.NewMatrix(n, cols)
		for i := range grad.Data {
			grad.Data[i] = 7
		}
		l.AddGrad(losses, grad, nil, -0.5, v, y, solve.Rows{})
		sum := func(x []float64) float64 {
			out := make([]float64, n)
			l.AddGrad(out, policy.NewMatrix(n, cols), nil, 1, policy.Matrix{Rows: n, Cols: cols, Data: x}, y, solve.Rows{})
			return out[0] + out[1] + out[2] + out[3]
		}
		want := fd.Gradient(nil, sum, v.Data, &fd.Settings{Formula: fd.Central, Step: 1e-4})
		for i := range want {
			want[i] = 7 - 0.5*want[i]
		}
		if d := policytest.MaxAbsDiff(grad.Data, want); d > 1e-6 {
			t.Errorf("%s: gradient off by %g", l.Name(), d)
		}
	}
}

// TestGaussianIsALikelihood: the loss is the negative logarithm of the density of a normal distribution, its constant
// included: the numbers in metrics can be compared with those of others.
func TestGaussianIsALikelihood(t *testing.T) {
	rng := policytest.NewRand(t, 24)
	for range 50 {
		v, y := normal(6, 0.5, rng), normal(3, 2, rng) // log σ far from its bounds
		want := 0.0
		for i, target := range y {
			want -= distuv.Normal{Mu: v[i], Sigma: math.Exp(v[3+i])}.LogProb(target)
		}
		if got, _ := eval(Gaussian{}, v, y); math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
			t.Errorf("L(%v, %v) = %v, −log density %v", v, y, got, want)
		}
	}
}

// TestGaussianBounds: beyond the bounds of log σ the loss is constant in it, and its gradient zero.
func TestGaussianBounds(t *testing.T) {
	for _, logStd := range []float64{policy.MinLogStd - 1, policy.MaxLogStd + 1} {
		value, grad := eval(Gaussian{}, []float64{0.3, logStd}, []float64{0.3})
		at, _ := eval(Gaussian{}, []float64{0.3, min(max(logStd, policy.MinLogStd), policy.MaxLogStd)}, []float64{0.3})
		if value != at || grad[1] != 0 {
			t.Errorf("log σ = %v: L = %v with slope %v, want %v and 0", logStd, value, grad[1], at)
		}
	}
}

// TestParameterGradient: the envelope theorem holds for the energy's own weights too: ∂L/∂w = ∂Φ(v,p*)/∂w −
// ∂Φ(v,y)/∂w. The weights are float32, so the step is a power of two, and the difference has an error of its square.
func TestParameterGradient(t *testing.T) {
	rng := policytest.NewRand(t, 21)
	const n, k, h = 6, 4, 1.0 / 1024
	for _, inner := range []energy.Energy{energy.Pairwise{K: k}, energy.LowRank{K: k, R: 2}} {
		e := energy.NewGlobal(inner)
		w := e.Params()[0].Data
		for i := range w {
			w[i] = float32(math.Round(300*rng.NormFloat64()) / 1024)
		}
		l := NewFenchelYoung(greedy(t, e, regularizer.Quadratic{Gamma: 3}, space.UnitBox(k)))
		v, y := policy.Matrix{Rows: n, Cols: k, Data: normal(n*k, 1.5, rng)}, policy.NewMatrix(n, k)
		for i := range n {
			copy(y.Row(i), inSet(space.UnitBox(k), rng))
		}
		losses, gradV, grad := make([]float64, n), policy.NewMatrix(n, k), e.Params().Zeros()
		sum := func() (total float64) {
			l.AddGrad(losses, gradV, nil, 1, v, y, solve.Rows{})
			for _, x := range losses {
				total += x
			}
			return total
		}
		l.AddGrad(losses, gradV, grad, 1, v, y, solve.Rows{})
		for i := range w {
			old := w[i]
			w[i] = old + h
			up := sum()
			w[i] = old - h
			down := sum()
			w[i] = old
			if want := (up - down) / (2 * h); math.Abs(want-float64(grad[0].Data[i])) > 1e-4*(1+math.Abs(want)) {
				t.Errorf("%s: ∂L/∂w[%d] = %v, want %v", e.Name(), i, grad[0].Data[i], want)
			}
		}
	}
}

// TestAddGradAllocatesNothing once warm.
func TestAddGradAllocatesNothing(t *testing.T) {
	rng := policytest.NewRand(t, 22)
	for _, l := range concaveCases(t, 4, rng) {
		v, y := row(normal(l.Greedy.VDim(), 1, rng)), row(inSet(l.Greedy.Set, rng))
		losses, gradV := make([]float64, 1), policy.NewMatrix(1, v.Cols)
		run := func() { l.AddGrad(losses, gradV, nil, 1, v, y, solve.Rows{}) }
		run()
		if a := testing.AllocsPerRun(5, run); a != 0 {
			t.Errorf("%s: %v allocations", l.name, a)
		}
	}
}
