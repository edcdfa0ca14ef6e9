package energy

import (
	"testing"

	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/google/go-cmp/cmp"
)

// TestSPENStaysConcave: whatever a step does to the weights, the projection makes Ψ convex again: Φ lies above its chords.
func TestSPENStaysConcave(t *testing.T) {
	rng := policytest.NewRand(t, 60)
	const k = 4
	e := NewSPEN(k, []int{7, 6, 5}, true)
	for range 20 {
		for _, w := range e.Params() {
			for i := range w.Data {
				w.Data[i] = float32(rng.NormFloat64())
			}
		}
		e.ProjectParams()
		if err := e.CheckParams(); err != nil {
			t.Fatal(err)
		}
		u, p, phi := policytest.Normal(NewMatrix(1, k), 1, rng), policytest.Normal(NewMatrix(3, k), 2, rng), make([]float64, 3)
		s := rng.Float64()
		for j := range k {
			p.Row(2)[j] = s*p.Row(0)[j] + (1-s)*p.Row(1)[j]
		}
		e.Value(phi, u, p)
		if chord := s*phi[0] + (1-s)*phi[1]; phi[2] < chord-1e-9 {
			t.Errorf("Φ = %v below its chord %v", phi[2], chord)
		}
	}
}

// TestSPENInit: the first Ψ is small compared with ⟨u,p⟩ and admissible, and another seed draws another.
func TestSPENInit(t *testing.T) {
	const k = 3
	for _, concave := range []bool{false, true} {
		a, b := NewSPEN(k, []int{16, 16}, concave), NewSPEN(k, []int{16, 16}, concave)
		a.Init(policytest.NewRand(t, 61))
		b.Init(policytest.NewRand(t, 62))
		if err := a.CheckParams(); err != nil {
			t.Error(err)
		}
		u, p, x, y := NewMatrix(1, k), policytest.Normal(NewMatrix(1, k), 1, policytest.NewRand(t, 63)), make([]float64, 1), make([]float64, 1)
		a.Value(x, u, p)
		b.Value(y, u, p)
		if cmp.Equal(x, y) || x[0] < -1.5 || x[0] > 1.5 {
			t.Errorf("%s: −Ψ = %v and %v at the start", a.Name(), x, y)
		}
	}
}
