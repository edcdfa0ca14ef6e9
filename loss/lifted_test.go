package loss

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// mixable is the pairwise energy with mixtures taken the slow way, in float64, so that differences mean something.
type mixable struct{ energy.Pairwise }

func (e mixable) AddGradWeighted(gradV policy.Matrix, _ net.Params[float32], weights []float64, v, p policy.Matrix) {
	m := p.Rows / v.Rows
	for j, w := range weights {
		i := j / m
		e.AddGradV(gradV.Slice(i, i+1), w, v.Slice(i, i+1), p.Slice(j, j+1))
	}
}

// TestLiftedGradient compares the gradient with central differences; the candidates are the same for the same rows.
func TestLiftedGradient(t *testing.T) {
	rng := policytest.NewRand(t, 30)
	const n, k = 3, 2
	e := mixable{energy.Pairwise{K: k}}
	l := NewLifted(greedy(t, e, regularizer.Quadratic{Gamma: 1}, space.UnitBox(k)), DefaultLifted())
	v, y := policy.Matrix{Rows: n, Cols: e.VDim(), Data: normal(n*e.VDim(), 1, rng)}, policy.NewMatrix(n, k)
	for i := range n {
		copy(y.Row(i), inSet(space.UnitBox(k), rng))
	}
	rows := solve.Rows{Seed: 4, First: 10}
	losses, grad := make([]float64, n), policy.NewMatrix(n, e.VDim())
	l.AddGrad(losses, grad, nil, 1, v, y, rows)
	want := fd.Gradient(nil, func(x []float64) float64 {
		out := make([]float64, n)
		l.AddGrad(out, policy.NewMatrix(n, e.VDim()), nil, 1, policy.Matrix{Rows: n, Cols: e.VDim(), Data: x}, y, rows)
		return out[0] + out[1] + out[2]
	}, v.Data, &fd.Settings{Formula: fd.Central, Step: 1e-5})
	if d := policytest.MaxAbsDiff(grad.Data, want); d > 1e-8 {
		t.Errorf("gradient off by %g", d)
	}
	for i, x := range losses {
		if x < 0 {
			t.Errorf("L = %g in row %d: the expert's action is one of the candidates", x, i)
		}
	}
}

// TestLiftedFlat: a flat objective, which the plain loss takes for perfect, costs γ·log m: the price of not knowing
// which of m candidates the expert takes.
func TestLiftedFlat(t *testing.T) {
	e := mixable{energy.Pairwise{K: 2}}
	o := DefaultLifted()
	o.Gamma = 0.5
	g := greedy(t, e, regularizer.Quadratic{Gamma: 1}, space.UnitBox(2))
	flat := []float64{0, 0, 1, 0, 1} // u = 0, U = γI: Φ = Ω
	want := o.Gamma * math.Log(float64(1+o.Uniform+o.Near))
	if got, _ := eval(NewLifted(g, o), flat, []float64{0.3, -0.2}); math.Abs(got-want) > 1e-12 {
		t.Errorf("L = %v of a flat objective, want γ·log m = %v", got, want)
	}
	if got, _ := eval(NewFenchelYoung(g), flat, []float64{0.3, -0.2}); math.Abs(got) > 1e-12 {
		t.Errorf("the plain loss of a flat objective is %v, want 0", got)
	}
}

// TestLiftedAllocatesNothing once warm.
func TestLiftedAllocatesNothing(t *testing.T) {
	n := smallPolicy(t, 2, withGreedy("late", "quadratic"))
	l := NewLifted(n.Head().(*policy.Greedy), DefaultLifted())
	v, y := policy.NewMatrix(4, 16), policy.NewMatrix(4, 2)
	losses, gradV := make([]float64, 4), policy.NewMatrix(4, 16)
	_, energy := n.Split(n.Params().Zeros())
	run := func() { l.AddGrad(losses, gradV, energy, 1, v, y, solve.Rows{}) }
	run()
	if a := testing.AllocsPerRun(5, run); a != 0 {
		t.Errorf("%v allocations", a)
	}
}
