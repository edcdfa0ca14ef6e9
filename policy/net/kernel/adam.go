package kernel

import "math"

// AdamStep holds the constants of one step of Adam, its bias corrections already multiplied in. The assembly reads
// the fields by their place.
type AdamStep struct {
	Beta1, Beta2 float32 // memories of the two running means
	New1, New2   float32 // 1−β₁ and 1−β₂, each rounded once
	Epsilon      float32 // ε
	Rate         float32 // η/(1−β₁ᵗ)
	Scale        float32 // 1/√(1−β₂ᵗ)
	Keep         float32 // 1 − ηλ, what weight decay leaves of a weight
}

// Adam updates the running means m and v with the gradient, and the weights w with them:
//
//	m ← β₁m + New1·g    v ← β₂v + New2·g²    w ← Keep·w − Rate·m/(Scale·√v + ε)
func Adam(w, m, v, grad []float32, s *AdamStep) {
	checkLen(len(m), len(w))
	checkLen(len(v), len(w))
	checkLen(len(grad), len(w))
	if fastAdam(w, m, v, grad, s) {
		return
	}
	for i, g := range grad {
		mi := s.Beta1*m[i] + s.New1*g
		vi := s.Beta2*v[i] + s.New2*(g*g)
		m[i], v[i] = mi, vi
		root := float32(math.Sqrt(float64(vi)))
		w[i] = s.Keep*w[i] - s.Rate*mi/(s.Scale*root+s.Epsilon)
	}
}
