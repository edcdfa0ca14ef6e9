package solve

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// TestSensitivityAtTheBounds: with the energy ⟨u,p⟩ and ½γ‖p‖² a free coordinate moves by 1/γ, one at either bound stays,
// and on the simplex the free ones move so that their sum is kept.
func TestSensitivityAtTheBounds(t *testing.T) {
	const gamma = 2
	lambda := []float64{3, 5, 7}
	for _, c := range []struct {
		set     space.Set
		p, want []float64
	}{
		{space.UnitBox(3), []float64{-1, 0.2, 1}, []float64{0, 5.0 / gamma, 0}},
		{space.Cube{K: 3}, []float64{0, 1, 0.5}, []float64{0, 0, 7.0 / gamma}},
		{space.Simplex{K: 3}, []float64{0, 0.4, 0.6}, []float64{0, (5 - 6.0) / gamma, (7 - 6.0) / gamma}},
	} {
		s, err := NewSensitivity(&Problem{Energy: energy.Unary{K: 3}, Omega: regularizer.Quadratic{Gamma: gamma}, Set: c.set})
		if err != nil {
			t.Fatal(err)
		}
		row := func(x []float64) Matrix { return Matrix{Rows: 1, Cols: 3, Data: x} }
		z := make([]float64, 3)
		s.Solve(row(z), row(lambda), row(make([]float64, 3)), row(c.p))
		if policytest.MaxAbsDiff(z, c.want) > 1e-14 {
			t.Errorf("%v at %v: z = %v, want %v", c.set, c.p, z, c.want)
		}
	}
}
