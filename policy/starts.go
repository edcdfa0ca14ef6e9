package policy

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// StartsOptions say how often a local solver is started.
type StartsOptions struct {
	Count int `json:"count"` // solves in all; more find better maxima of a non-concave problem
}

// DefaultStarts is 6 starts.
func DefaultStarts() StartsOptions { return StartsOptions{Count: 6} }

// Starts runs another solver from several points and keeps the best answer: first from its own start (or the
// caller's), then from points drawn in C. Rows that the first solve certified, with a finite gap, are left alone, so
// concave rows cost one solve.
type Starts struct {
	inner   Solver
	opt     StartsOptions
	stream  stream
	hard    []int    // rows without a certificate
	keys    []uint64 // their keys
	v       Matrix   // their rows of v
	start   Matrix   // their starting points
	p       Matrix   // their answers
	reports []Report
}

// NewStarts wraps a solver.
func NewStarts(inner Solver, o StartsOptions) *Starts { return &Starts{inner: inner, opt: o} }

// Name is the inner solver's, with "starts-" before it.
func (s *Starts) Name() string { return "starts-" + s.inner.Name() }

// Clone has its own scratch.
func (s *Starts) Clone() Solver { return NewStarts(s.inner.Clone(), s.opt) }

// Check is the inner solver's.
func (s *Starts) Check(on *Problem) error {
	if s.opt.Count < 1 {
		return fmt.Errorf("policy: %d starts: want at least 1", s.opt.Count)
	}
	return s.inner.Check(on)
}

// Maximize solves all rows once and the uncertified ones again.
func (s *Starts) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	s.inner.Maximize(p, reports, on, v, rows)
	s.gather(reports, v, rows)
	n := len(s.hard)
	if n == 0 {
		return
	}
	s.start, s.p, s.reports = resize(s.start, n, p.Cols), resize(s.p, n, p.Cols), grow(s.reports, n)
	at := Rows{Seed: rows.Seed, Keys: s.keys}
	for c := 1; c < s.opt.Count; c++ {
		for j := range s.hard {
			drawPoint(s.start.Row(j), on.Set, s.stream.at(at, j), c)
		}
		at.Start = s.start
		s.inner.Maximize(s.p, s.reports, on, s.v, at)
		for j, i := range s.hard {
			iters := reports[i].Iters + s.reports[j].Iters
			if s.reports[j].Value > reports[i].Value {
				reports[i] = s.reports[j]
				copy(p.Row(i), s.p.Row(j))
			}
			reports[i].Iters = iters
		}
	}
}

// gather collects the rows without a certificate.
func (s *Starts) gather(reports []Report, v Matrix, rows Rows) {
	s.hard, s.keys = s.hard[:0], s.keys[:0]
	for i := range v.Rows {
		if math.IsInf(reports[i].Gap, 1) {
			s.hard = append(s.hard, i)
			s.keys = append(s.keys, rows.key(i))
		}
	}
	s.v = resize(s.v, len(s.hard), v.Cols)
	for j, i := range s.hard {
		copy(s.v.Row(j), v.Row(i))
	}
}

// drawPoint writes the c-th point of a row's stream, uniform in C.
func drawPoint(dst []float64, set space.Set, rng *rand.Rand, c int) {
	for range c {
		DrawUniform(dst, set, rng)
	}
}

// DrawUniform writes a point drawn uniformly in C. (The set's own Sample draws an action instead, which on the cube and
// the simplex is a vertex.)
func DrawUniform(dst []float64, set space.Set, rng *rand.Rand) {
	switch set.(type) {
	case space.Cube:
		for i := range dst {
			dst[i] = rng.Float64()
		}
	case space.Simplex: // exponential spacings
		var sum float64
		for i := range dst {
			dst[i] = rng.ExpFloat64()
			sum += dst[i]
		}
		for i := range dst {
			dst[i] /= sum
		}
	default:
		set.Sample(dst, rng)
	}
}
