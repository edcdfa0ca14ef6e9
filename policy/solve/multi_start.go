package solve

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// MultiStartOptions say how often a local solver is started.
type MultiStartOptions struct {
	Count int `json:"count"` // solves in all; more find better maxima of a non-concave problem
}

// DefaultMultiStart is 6 starts.
func DefaultMultiStart() MultiStartOptions { return MultiStartOptions{Count: 6} }

// MultiStart runs another solver from several points and keeps the best answer: first from its own start (or the
// caller's), then from points drawn in C. Rows that the first solve certified, with a finite gap, are left alone, so
// concave rows cost one solve.
type MultiStart struct {
	inner   Solver
	opt     MultiStartOptions
	stream  Stream
	hard    []int    // rows without a certificate
	keys    []uint64 // their keys
	v       Matrix   // their rows of v
	start   Matrix   // their starting points
	p       Matrix   // their answers
	reports []Report
}

// NewMultiStart wraps a solver.
func NewMultiStart(inner Solver, o MultiStartOptions) *MultiStart {
	return &MultiStart{inner: inner, opt: o}
}

// Name is the inner solver's, with "multi-start-" before it.
func (s *MultiStart) Name() string { return "multi-start-" + s.inner.Name() }

// Clone has its own scratch.
func (s *MultiStart) Clone() Solver { return NewMultiStart(s.inner.Clone(), s.opt) }

// Check is the inner solver's.
func (s *MultiStart) Check(on *Problem) error {
	if s.opt.Count < 1 {
		return fmt.Errorf("solve: %d starts: want at least 1", s.opt.Count)
	}
	return s.inner.Check(on)
}

// Maximize solves all rows once and the uncertified ones again.
func (s *MultiStart) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	s.inner.Maximize(p, reports, on, v, rows)
	s.gather(reports, v, rows)
	n := len(s.hard)
	if n == 0 {
		return
	}
	s.start, s.p, s.reports = s.start.Reshape(n, p.Cols), s.p.Reshape(n, p.Cols), floats.Grow(s.reports, n)
	at := Rows{Seed: rows.Seed, Keys: s.keys}
	for c := 1; c < s.opt.Count; c++ {
		for j := range s.hard {
			drawPoint(s.start.Row(j), on.Set, s.stream.At(at, j), c)
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
func (s *MultiStart) gather(reports []Report, v Matrix, rows Rows) {
	s.hard, s.keys = s.hard[:0], s.keys[:0]
	for i := range v.Rows {
		if math.IsInf(reports[i].Gap, 1) {
			s.hard = append(s.hard, i)
			s.keys = append(s.keys, rows.Key(i))
		}
	}
	s.v = s.v.Reshape(len(s.hard), v.Cols)
	for j, i := range s.hard {
		copy(s.v.Row(j), v.Row(i))
	}
}

// drawPoint writes the c-th point of a row's stream, uniform in C.
func drawPoint(dst []float64, set space.Set, rng *rand.Rand, c int) {
	for range c {
		space.DrawUniform(dst, set, rng)
	}
}
