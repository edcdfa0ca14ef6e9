// Package floats holds plain loops over short float64 vectors, for the inner loops of energies and solvers: rows of a
// handful of numbers, where a call of a kernel costs more than the sum. Sums run from the first entry to the last, so
// that results repeat to the bit.
package floats

// Dot is Σ a_i·b_i; b has at least as many entries as a.
func Dot(a, b []float64) float64 {
	var sum float64
	b = b[:len(a)]
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// AddScaled adds alpha·x to the first len(x) entries of dst.
func AddScaled(dst []float64, alpha float64, x []float64) {
	dst = dst[:len(x)]
	for i, xi := range x {
		dst[i] += alpha * xi
	}
}

// Fill sets every entry to x.
func Fill(dst []float64, x float64) {
	for i := range dst {
		dst[i] = x
	}
}

// Finite reports whether no entry is NaN or infinite.
func Finite(xs []float64) bool {
	for _, x := range xs {
		if x-x != 0 {
			return false
		}
	}
	return true
}

// Grow returns a slice of n entries in s's memory, or in new memory when that is too small. The entries are whatever
// was there: it serves scratch that is written before it is read.
func Grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
