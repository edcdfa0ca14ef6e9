package solve

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// Matrix is a batch in float64, one sample a row.
type Matrix = net.Matrix[float64]

// Rows says which rows a batch holds. Row i draws, if anything draws, from PCG(Seed, First+i); a training step passes
// a seed of its own and the place of the first row in the whole batch, a policy the seed of its episode and its step.
type Rows struct {
	Seed  uint64
	First uint64
	Keys  []uint64 // if not nil, row i draws from PCG(Seed, Keys[i]) instead
	Start Matrix   // if it has rows, points of C that an iterative solver starts from (warm start), one for each row; NaN: its own start
}

// StartOf is where row i starts, nil where that is the solver's business.
func (r Rows) StartOf(i int) []float64 {
	if r.Start.Rows == 0 {
		return nil
	}
	x := r.Start.Row(i)
	if math.IsNaN(x[0]) {
		return nil
	}
	return x
}

// Key is the second half of row i's seed.
func (r Rows) Key(i int) uint64 {
	if r.Keys != nil {
		return r.Keys[i]
	}
	return r.First + uint64(i)
}

// Slice is the part of r that belongs to rows lo to hi.
func (r Rows) Slice(lo, hi int) Rows {
	r.First += uint64(lo)
	if r.Keys != nil {
		r.Keys = r.Keys[lo:hi]
	}
	if r.Start.Rows > 0 {
		r.Start = r.Start.Slice(lo, hi)
	}
	return r
}

// Stream is a generator that is set to the stream of one row after another without allocating.
type Stream struct {
	pcg rand.PCG
	rng *rand.Rand
}

// At sets the stream to the beginning of row i's numbers.
func (s *Stream) At(r Rows, i int) *rand.Rand {
	if s.rng == nil {
		s.rng = rand.New(&s.pcg)
	}
	s.pcg.Seed(r.Seed, r.Key(i))
	return s.rng
}
