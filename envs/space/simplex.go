package space

import (
	"fmt"
	"math/rand/v2"
)

// Simplex is {p ≥ 0 : Σp = 1} in ℝ^K, the relaxation of a choice among K. Round takes the vertex of the largest
// entry, the lowest index on ties; Sample draws a vertex uniformly.
type Simplex struct {
	K int
}

// Dim is K.
func (s Simplex) Dim() int { return s.K }

// Project is sparsemax: p ↦ [p − τ]₊ with τ such that the entries sum to one. τ is found by Michelot's active-set
// iteration ("A finite algorithm for finding the projection of a point onto the canonical simplex of ℝⁿ", 1986),
// which drops the entries below the current τ until none is left to drop; it needs no sorting and no memory.
func (s Simplex) Project(dst, p []float64) {
	tau, active := 0.0, len(p)
	for i, x := range p {
		dst[i] = x
		tau += x
	}
	tau = (tau - 1) / float64(active)
	for {
		sum, n := 0.0, 0
		for _, x := range dst {
			if x > tau {
				sum += x
				n++
			}
		}
		if n == active || n == 0 {
			break
		}
		active = n
		tau = (sum - 1) / float64(n)
	}
	for i, x := range dst {
		dst[i] = max(x-tau, 0)
	}
}

// Support takes the vertex of the largest entry of g.
func (s Simplex) Support(dst, g []float64) float64 {
	best := ArgMax(g)
	top := g[best]
	s.Vertex(dst, best)
	return top
}

// Round takes the vertex of the largest entry of p, the lowest index on ties.
func (s Simplex) Round(dst, p []float64) { s.Vertex(dst, ArgMax(p)) }

// Sample draws one of the K vertices uniformly: a random choice, not a random mixture.
func (s Simplex) Sample(dst []float64, rng *rand.Rand) { s.Vertex(dst, rng.IntN(s.K)) }

// Vertex writes the i-th unit vector, the choice of i.
func (s Simplex) Vertex(dst []float64, i int) {
	clear(dst)
	dst[i] = 1
}

// Contains reports whether p is non-negative and sums to one up to tol.
func (s Simplex) Contains(p []float64, tol float64) bool {
	var sum float64
	for _, x := range p {
		if !(x >= -tol) {
			return false
		}
		sum += x
	}
	return sum >= 1-tol && sum <= 1+tol
}

func (s Simplex) String() string { return fmt.Sprintf("simplex of %d choices", s.K) }

// ArgMax is the index of the largest entry, the lowest on ties. A NaN is never the largest.
func ArgMax(xs []float64) int {
	best := 0
	for i, x := range xs {
		if x > xs[best] || xs[best] != xs[best] {
			best = i
		}
	}
	return best
}
