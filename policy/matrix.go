package policy

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// Matrix is a batch in float64, one sample a row.
type Matrix = net.Matrix[float64]

// NewMatrix returns a batch of zeros.
func NewMatrix(rows, cols int) Matrix { return net.NewMatrix[float64](rows, cols) }

// Rows says which rows a batch holds. Row i draws, if anything draws, from PCG(Seed, First+i); a training step passes
// a seed of its own and the place of the first row in the whole batch, a policy the seed of its episode and its step.
type Rows struct {
	Seed  uint64
	First uint64
	Keys  []uint64 // if not nil, row i draws from PCG(Seed, Keys[i]) instead
	Start Matrix   // if it has rows, points of C that an iterative solver starts from (warm start), one for each row; NaN: its own start
}

// start is where row i starts, nil where that is the solver's business.
func (r Rows) start(i int) []float64 {
	if r.Start.Rows == 0 {
		return nil
	}
	x := r.Start.Row(i)
	if math.IsNaN(x[0]) {
		return nil
	}
	return x
}

// key is the second half of row i's seed.
func (r Rows) key(i int) uint64 {
	if r.Keys != nil {
		return r.Keys[i]
	}
	return r.First + uint64(i)
}

// slice is the part of r that belongs to rows lo to hi.
func (r Rows) slice(lo, hi int) Rows {
	r.First += uint64(lo)
	if r.Keys != nil {
		r.Keys = r.Keys[lo:hi]
	}
	if r.Start.Rows > 0 {
		r.Start = r.Start.Slice(lo, hi)
	}
	return r
}

// stream is a generator that is set to the stream of one row after another without allocating.
type stream struct {
	pcg rand.PCG
	rng *rand.Rand
}

// at sets the stream to the beginning of row i's numbers.
func (s *stream) at(r Rows, i int) *rand.Rand {
	if s.rng == nil {
		s.rng = rand.New(&s.pcg)
	}
	s.pcg.Seed(r.Seed, r.key(i))
	return s.rng
}

// resize returns a matrix of the given shape in m's memory, or in new memory when that is too small.
func resize(m Matrix, rows, cols int) Matrix {
	if cap(m.Data) < rows*cols {
		return NewMatrix(rows, cols)
	}
	return Matrix{Rows: rows, Cols: cols, Data: m.Data[:rows*cols]}
}

// grow is resize for a slice.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

func dot(a, b []float64) float64 {
	var sum float64
	b = b[:len(a)]
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// axpy adds alpha·x to the first len(x) entries of y.
func axpy(y []float64, alpha float64, x []float64) {
	y = y[:len(x)]
	for i, xi := range x {
		y[i] += alpha * xi
	}
}

func fill(dst []float64, x float64) {
	for i := range dst {
		dst[i] = x
	}
}

// finite reports whether no entry is NaN or infinite.
func finite(xs []float64) bool {
	for _, x := range xs {
		if x-x != 0 {
			return false
		}
	}
	return true
}
