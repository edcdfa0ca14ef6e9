package loss

import (
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// integrated is the loss of an energy alone.
func integrated(t *testing.T, e energy.Energy) *Integrated {
	t.Helper()
	l, err := NewIntegrated(greedy(t, e, regularizer.None{}, space.UnitBox(e.Dim())), 1)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestIntegratedWants an energy that has an integral, no regularizer, and γ = 1.
func TestIntegratedWants(t *testing.T) {
	modes := energy.Modes{K: 2, M: 2, Width: 0.1}
	for name, c := range map[string]struct {
		energy energy.Energy
		omega  regularizer.Regularizer
		gamma  float64
	}{
		"energy":      {energy.Unary{K: 2}, regularizer.None{}, 1},
		"regularizer": {modes, regularizer.Quadratic{Gamma: 1}, 1},
		"gamma":       {modes, regularizer.None{}, 2},
	} {
		if _, err := NewIntegrated(greedy(t, c.energy, c.omega, space.UnitBox(2)), c.gamma); err == nil {
			t.Errorf("%s accepted", name)
		}
	}
}

// TestIntegratedGradient compares the gradient with central differences, and holds L ≥ 0.
func TestIntegratedGradient(t *testing.T) {
	rng := policytest.NewRand(t, 70)
	const n, k = 5, 3
	e := energy.Modes{K: k, M: 4, Width: 0.5}
	l := integrated(t, e)
	v, y := policy.Matrix{Rows: n, Cols: e.VDim(), Data: normal(n*e.VDim(), 1, rng)}, policy.Matrix{Rows: n, Cols: k, Data: normal(n*k, 0.5, rng)}
	losses, grad := make([]float64, n), policy.NewMatrix(n, e.VDim())
	l.AddGrad(losses, grad, nil, 2, v, y, solve.Rows{})
	want := fd.Gradient(nil, func(x []float64) float64 {
		out, sum := make([]float64, n), 0.0
		l.AddGrad(out, policy.NewMatrix(n, e.VDim()), nil, 1, policy.Matrix{Rows: n, Cols: e.VDim(), Data: x}, y, solve.Rows{})
		for _, a := range out {
			sum += 2 * a
		}
		return sum
	}, v.Data, &fd.Settings{Formula: fd.Central, Step: 1e-5})
	if d := policytest.MaxAbsDiff(grad.Data, want); d > 1e-7 {
		t.Errorf("gradient off by %g", d)
	}
	for i, x := range losses {
		if x < 0 {
			t.Errorf("L = %g in row %d", x, i)
		}
	}
}

// TestIntegratedZero: the loss is zero where all the mass is at the expert's action, and log 2 where half of it is
// elsewhere, which the plain loss takes for perfect.
func TestIntegratedZero(t *testing.T) {
	l := integrated(t, energy.Modes{K: 1, M: 2, Width: 0.01})
	for name, c := range map[string]struct{ b, want float64 }{"sure": {-50, 0}, "torn": {0, 0.6931471805599453}} {
		losses := make([]float64, 1)
		v := policy.Matrix{Rows: 1, Cols: 4, Data: []float64{0.3, -0.8, 0, c.b}}
		l.AddGrad(losses, policy.NewMatrix(1, 4), nil, 1, v, policy.Matrix{Rows: 1, Cols: 1, Data: []float64{0.3}}, solve.Rows{})
		if d := losses[0] - c.want; d > 1e-12 || d < -1e-12 {
			t.Errorf("%s: L = %v, want %v", name, losses[0], c.want)
		}
	}
}

// TestIntegratedAllocatesNothing once warm.
func TestIntegratedAllocatesNothing(t *testing.T) {
	e := energy.Modes{K: 2, M: 4, Width: 0.1}
	l := integrated(t, e)
	v, y, gradV, losses := policy.NewMatrix(4, e.VDim()), policy.NewMatrix(4, 2), policy.NewMatrix(4, e.VDim()), make([]float64, 4)
	run := func() { l.AddGrad(losses, gradV, nil, 1, v, y, solve.Rows{}) }
	run()
	if a := testing.AllocsPerRun(20, run); a != 0 {
		t.Errorf("%v allocations", a)
	}
}
