package energy

import (
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"math"
	"testing"
)

// TestModesIntegral: LogIntegral is log ∫ exp Φ(v,p) dp − (k/2)·log 2πσ², here by a sum over a fine grid in the plane,
// and no Φ(v,p) is above it.
func TestModesIntegral(t *testing.T) {
	rng := policytest.NewRand(t, 60)
	e := Modes{K: 2, M: 3, Width: 0.3}
	v := policytest.Normal(NewMatrix(1, e.VDim()), 0.7, rng)
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
