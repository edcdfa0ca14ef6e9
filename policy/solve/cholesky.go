package solve

import (
	"math"

	"github.com/fenchel-gym/fenchel/internal/floats"
)

// cholesky writes the lower triangle L of H = LLᵀ, both n×n and row-major, and reports whether H is positive definite
// beyond rounding. Problems here have a handful of coordinates, where a plain loop beats a library call.
func cholesky(l, h []float64, n int) bool {
	for i := range n {
		ri := l[i*n : i*n+n]
		for j := range i {
			rj := l[j*n : j*n+n]
			ri[j] = (h[i*n+j] - floats.Dot(ri[:j], rj)) / rj[j]
		}
		pivot := h[i*n+i] - floats.Dot(ri[:i], ri)
		if !(pivot > definite*math.Abs(h[i*n+i])) {
			return false
		}
		ri[i] = math.Sqrt(pivot)
	}
	return true
}

// definite is the relative size below which a pivot counts as zero.
const definite = 1e-13

// cholSolve overwrites x = b with the solution of LLᵀx = b.
func cholSolve(l, x []float64, n int) {
	for i := range n {
		row := l[i*n : i*n+n]
		x[i] = (x[i] - floats.Dot(row[:i], x)) / row[i]
	}
	for i := n - 1; i >= 0; i-- {
		sum := x[i]
		for j := i + 1; j < n; j++ {
			sum -= l[j*n+i] * x[j]
		}
		x[i] = sum / l[i*n+i]
	}
}
