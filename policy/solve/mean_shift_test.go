package solve

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// TestMeanShift: on a box the answer is the highest point of a fine grid, also where modes overlap, a center lies
// outside and a regularizer pulls.
func TestMeanShift(t *testing.T) {
	rng := policytest.NewRand(t, 61)
	const n, cells = 40, 200
	for _, omega := range []regularizer.Regularizer{regularizer.None{}, regularizer.Quadratic{Gamma: 3}} {
		q := Problem{Energy: energy.Modes{K: 2, M: 4, Width: 0.4}, Omega: omega, Set: space.UnitBox(2)}
		v := policytest.Normal(energy.NewMatrix(n, q.Energy.VDim()), 0.8, rng)
		p, reports := maximize(NewMeanShift(DefaultMeanShift()), &q, v, Rows{})
		for i := range n {
			if at := objective(&q, v.Row(i), p.Row(i)); math.Abs(at-reports[i].Value) > 1e-12 {
				t.Errorf("%s: the value reported is %v, the objective there %v", omega.Name(), reports[i].Value, at)
			}
			for c := range (cells + 1) * (cells + 1) {
				x := []float64{2*float64(c%(cells+1))/cells - 1, 2*float64(c/(cells+1))/cells - 1}
				if at := objective(&q, v.Row(i), x); at > reports[i].Value+1e-9 {
					t.Fatalf("%s: %v at %v, above %v at %v", omega.Name(), at, x, reports[i].Value, p.Row(i))
				}
			}
		}
	}
}

// TestMeanShiftChecks: it refuses energies and regularizers that it does not climb.
func TestMeanShiftChecks(t *testing.T) {
	s := NewMeanShift(DefaultMeanShift())
	for name, q := range map[string]Problem{
		"energy":      {Energy: energy.Unary{K: 2}, Omega: regularizer.None{}, Set: space.UnitBox(2)},
		"regularizer": {Energy: energy.Modes{K: 2, M: 2, Width: 1}, Omega: regularizer.BoxEntropy{Gamma: 1}, Set: space.UnitBox(2)},
	} {
		if s.Check(&q) == nil {
			t.Errorf("%s accepted", name)
		}
	}
}

// TestMeanShiftDeterminate: separated modes are chosen by height, to the last digits of the center, and a broken height
// gives no action.
func TestMeanShiftDeterminate(t *testing.T) {
	q := Problem{Energy: energy.Modes{K: 1, M: 2, Width: 0.05}, Omega: regularizer.None{}, Set: space.UnitBox(1)}
	v := energy.NewMatrix(3, 4)
	copy(v.Row(0), []float64{-0.7, 0.6, 2, 1})
	copy(v.Row(1), []float64{-0.7, 0.6, 1, 2})
	copy(v.Row(2), []float64{-0.7, 0.6, math.NaN(), 2})
	p, _ := maximize(NewMeanShift(DefaultMeanShift()), &q, v, Rows{})
	if policytest.MaxAbsDiff(p.Data[:2], []float64{-0.7, 0.6}) > 1e-12 || !math.IsNaN(p.Data[2]) {
		t.Errorf("p = %v, want −0.7, 0.6 and NaN", p.Data)
	}
}

// TestMeanShiftAllocatesNothing once warm.
func TestMeanShiftAllocatesNothing(t *testing.T) {
	rng := policytest.NewRand(t, 62)
	q := Problem{Energy: energy.Modes{K: 2, M: 4, Width: 0.1}, Omega: regularizer.None{}, Set: space.UnitBox(2)}
	v := policytest.Normal(energy.NewMatrix(8, q.Energy.VDim()), 1, rng)
	p, reports, s := energy.NewMatrix(8, 2), make([]Report, 8), NewMeanShift(DefaultMeanShift())
	s.Maximize(p, reports, &q, v, Rows{})
	if a := testing.AllocsPerRun(20, func() { s.Maximize(p, reports, &q, v, Rows{}) }); a != 0 {
		t.Errorf("%v allocations", a)
	}
}
