package space

import (
	"fmt"
	"math/rand/v2"
)

// Cube is [0,1]^K, the relaxation of a set of labels. Round keeps the labels with p > ½; Sample draws a vertex
// uniformly.
type Cube struct {
	K int
}

// Dim is K.
func (c Cube) Dim() int { return c.K }

// Project clips to [0,1].
func (c Cube) Project(dst, p []float64) {
	for i, x := range p {
		dst[i] = min(max(x, 0), 1)
	}
}

// Support takes the labels with a positive entry of g.
func (c Cube) Support(dst, g []float64) float64 {
	var sum float64
	for i, x := range g {
		dst[i] = 0
		if x > 0 {
			dst[i] = 1
			sum += x
		}
	}
	return sum
}

// Round decodes label by label: 1 where p > ½, else 0.
func (c Cube) Round(dst, p []float64) {
	for i, x := range p {
		dst[i] = 0
		if x > 0.5 {
			dst[i] = 1
		}
	}
}

// Sample draws each label by a fair coin.
func (c Cube) Sample(dst []float64, rng *rand.Rand) {
	for i := range dst {
		dst[i] = float64(rng.Uint64() >> 63)
	}
}

// Contains reports whether every coordinate lies in [0,1] up to tol.
func (c Cube) Contains(p []float64, tol float64) bool {
	for _, x := range p {
		if !(x >= -tol && x <= 1+tol) {
			return false
		}
	}
	return true
}

func (c Cube) String() string { return fmt.Sprintf("cube of %d labels", c.K) }
