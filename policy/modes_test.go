package policy

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// TestModesIntegral: LogIntegral is log ∫ exp Φ(v,p) dp − (k/2)·log 2πσ², here by a sum over a fine grid in the plane,
// and no Φ(v,p) is above it.
func TestModesIntegral(t *testing.T) {
	rng := newRand(t, 60)
	e := Modes{K: 2, M: 3, Width: 0.3}
	v := normal(NewMatrix(1, e.VDim()), 0.7, rng)
	got, phi := make([]float64, 1), make([]float64, 1)
	e.LogIntegral(got, v)
	const h, reach = 0.05, 6.0
	var sum float64
	for x := -reach; x <= reach; x += h {
		for y := -reach; y <= reach; y += h {
			e.Value(phi, v, Matrix{Rows: 1, Cols: 2, Data: []float64{x, y}})
			sum += h * h * math.Exp(phi[0])
			if phi[0] > got[0] {
				t.Fatalf("Φ = %v at (%v, %v), above %v", phi[0], x, y, got[0])
			}
		}
	}
	if want := math.Log(sum) - math.Log(2*math.Pi*e.Width*e.Width); math.Abs(got[0]-want) > 1e-9 {
		t.Errorf("LogIntegral = %v, the sum gives %v", got[0], want)
	}
}

// TestMeanShift: on a box the answer is the highest point of a fine grid, also where modes overlap, a centre lies
// outside and a regularizer pulls.
func TestMeanShift(t *testing.T) {
	rng := newRand(t, 61)
	const n, cells = 40, 200
	for _, omega := range []Regularizer{None{}, Norm2{3}} {
		q := Problem{Energy: Modes{K: 2, M: 4, Width: 0.4}, Omega: omega, Set: space.UnitBox(2)}
		v := normal(NewMatrix(n, q.Energy.VDim()), 0.8, rng)
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
		"energy":      {Energy: Unary{K: 2}, Omega: None{}, Set: space.UnitBox(2)},
		"regularizer": {Energy: Modes{K: 2, M: 2, Width: 1}, Omega: BoxEntropy{1}, Set: space.UnitBox(2)},
	} {
		if s.Check(&q) == nil {
			t.Errorf("%s accepted", name)
		}
	}
}

// TestMeanShiftDeterminate: separated modes are chosen by height, to the last digits of the centre, and a broken height
// gives no action.
func TestMeanShiftDeterminate(t *testing.T) {
	q := Problem{Energy: Modes{K: 1, M: 2, Width: 0.05}, Omega: None{}, Set: space.UnitBox(1)}
	v := NewMatrix(3, 4)
	copy(v.Row(0), []float64{-0.7, 0.6, 2, 1})
	copy(v.Row(1), []float64{-0.7, 0.6, 1, 2})
	copy(v.Row(2), []float64{-0.7, 0.6, math.NaN(), 2})
	p, _ := maximize(NewMeanShift(DefaultMeanShift()), &q, v, Rows{})
	if maxAbsDiff(p.Data[:2], []float64{-0.7, 0.6}) > 1e-12 || !math.IsNaN(p.Data[2]) {
		t.Errorf("p = %v, want −0.7, 0.6 and NaN", p.Data)
	}
}

// TestMeanShiftAllocatesNothing once warm.
func TestMeanShiftAllocatesNothing(t *testing.T) {
	rng := newRand(t, 62)
	q := Problem{Energy: Modes{K: 2, M: 4, Width: 0.1}, Omega: None{}, Set: space.UnitBox(2)}
	v := normal(NewMatrix(8, q.Energy.VDim()), 1, rng)
	p, reports, s := NewMatrix(8, 2), make([]Report, 8), NewMeanShift(DefaultMeanShift())
	s.Maximize(p, reports, &q, v, Rows{})
	if a := testing.AllocsPerRun(20, func() { s.Maximize(p, reports, &q, v, Rows{}) }); a != 0 {
		t.Errorf("%v allocations", a)
	}
}
