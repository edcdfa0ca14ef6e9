package space

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Ball is {p : ‖p‖₂ ≤ Radius} in ℝ^K. Round projects; Sample is uniform in the ball.
type Ball struct {
	K      int
	Radius float64
}

// Dim is K.
func (b Ball) Dim() int { return b.K }

// Project shrinks p to the sphere when it lies outside.
func (b Ball) Project(dst, p []float64) {
	scale := 1.0
	if n := norm(p); n > b.Radius {
		scale = b.Radius / n
	}
	for i, x := range p {
		dst[i] = x * scale
	}
}

// Support is Radius·g/‖g‖, of value Radius·‖g‖; the first axis where g = 0.
func (b Ball) Support(dst, g []float64) float64 {
	n := norm(g)
	if n == 0 {
		clear(dst)
		dst[0] = b.Radius
		return 0
	}
	for i, x := range g {
		dst[i] = b.Radius * x / n
	}
	return b.Radius * n
}

// Round projects onto the ball.
func (b Ball) Round(dst, p []float64) { b.Project(dst, p) }

// Sample draws uniformly in the ball: a normal direction, a radius with the density of r^(K−1).
func (b Ball) Sample(dst []float64, rng *rand.Rand) {
	for i := range dst {
		dst[i] = rng.NormFloat64()
	}
	r := b.Radius * math.Pow(rng.Float64(), 1/float64(b.K))
	n := norm(dst)
	for i := range dst {
		dst[i] *= r / n
	}
}

// Contains reports whether ‖p‖ ≤ Radius + tol.
func (b Ball) Contains(p []float64, tol float64) bool { return norm(p) <= b.Radius+tol }

func (b Ball) String() string {
	return fmt.Sprintf("ball of radius %g in %d dimensions", b.Radius, b.K)
}

func norm(xs []float64) float64 {
	var sum float64
	for _, x := range xs {
		sum += x * x
	}
	return math.Sqrt(sum)
}
