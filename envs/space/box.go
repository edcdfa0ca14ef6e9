package space

import (
	"fmt"
	"math/rand/v2"
)

// Box is {p : Lo ≤ p ≤ Hi}, a continuous action with bounds. Round clips; Sample is uniform.
type Box struct {
	Lo, Hi []float64 // bounds in the task's units, Lo < Hi (k)
}

// UnitBox is [−1,1]^k, every box in normalized coordinates.
func UnitBox(k int) Box { return SymmetricBox(k, 1) }

// SymmetricBox is [−r,r]^k.
func SymmetricBox(k int, r float64) Box {
	b := Box{Lo: make([]float64, k), Hi: make([]float64, k)}
	for i := range b.Lo {
		b.Lo[i], b.Hi[i] = -r, r
	}
	return b
}

// Dim is k.
func (b Box) Dim() int { return len(b.Lo) }

// Project clips p to the bounds, coordinate by coordinate.
func (b Box) Project(dst, p []float64) {
	for i, x := range p {
		dst[i] = min(max(x, b.Lo[i]), b.Hi[i])
	}
}

// Support takes the upper bound where g is positive and the lower one elsewhere.
func (b Box) Support(dst, g []float64) float64 {
	var sum float64
	for i, x := range g {
		z := b.Lo[i]
		if x > 0 {
			z = b.Hi[i]
		}
		dst[i] = z
		sum += x * z
	}
	return sum
}

// Round clips: the action that a bounded actuator applies.
func (b Box) Round(dst, p []float64) { b.Project(dst, p) }

// Sample draws uniformly.
func (b Box) Sample(dst []float64, rng *rand.Rand) {
	for i := range dst {
		dst[i] = b.Lo[i] + (b.Hi[i]-b.Lo[i])*rng.Float64()
	}
}

// Contains reports whether every coordinate is within its bounds up to tol.
func (b Box) Contains(p []float64, tol float64) bool {
	for i, x := range p {
		if !(x >= b.Lo[i]-tol && x <= b.Hi[i]+tol) {
			return false
		}
	}
	return true
}

func (b Box) String() string {
	for i := range b.Lo {
		if b.Lo[i] != b.Lo[0] || b.Hi[i] != b.Hi[0] {
			return fmt.Sprintf("box %v to %v", b.Lo, b.Hi)
		}
	}
	return fmt.Sprintf("box [%g, %g]^%d", b.Lo[0], b.Hi[0], b.Dim())
}
