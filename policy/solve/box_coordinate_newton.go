package solve

import (
	"math"

	"github.com/fenchel-gym/fenchel/internal/floats"
)

// newton maximizes over the coordinates off their bounds, the others fixed: it solves H_FF·d = g_F and goes along d to
// the maximum or to the first bound, where it leaves one coordinate behind and solves again. It stops early where
// H_FF is not positive definite.
func (s *BoxCoordinate) newton(x []float64) bool {
	moved := false
	for {
		free := s.collect(x)
		if len(free) == 0 || !s.direction(free, len(x)) {
			return moved
		}
		moved = true
		if s.walk(x, free) {
			return true
		}
	}
}

// collect lists the coordinates off their bounds.
func (s *BoxCoordinate) collect(x []float64) []int {
	free := s.free[:0]
	for i, xi := range x {
		if xi > s.lo[i] && xi < s.hi[i] {
			free = append(free, i)
		}
	}
	return free
}

// direction solves H_FF·d = g_F into s.d, if H_FF is positive definite.
func (s *BoxCoordinate) direction(free []int, k int) bool {
	n := len(free)
	sub, d := s.sub[:n*n], s.d[:n]
	for a, i := range free {
		d[a] = s.g[i]
		for b, j := range free[:a+1] {
			sub[a*n+b] = s.h[i*k+j]
		}
	}
	if !cholesky(s.l, sub, n) {
		return false
	}
	cholSolve(s.l, d, n)
	return true
}

// walk moves the free coordinates along d, updates the gradient, and reports whether it arrived; if not, the
// coordinate that stopped it is at its bound.
func (s *BoxCoordinate) walk(x []float64, free []int) bool {
	k := len(x)
	t, stop := 1.0, -1
	for a, i := range free {
		if room := s.bound(i, s.d[a]) - x[i]; t*math.Abs(s.d[a]) > math.Abs(room) {
			t, stop = room/s.d[a], i
		}
	}
	for a, i := range free {
		z := min(max(x[i]+t*s.d[a], s.lo[i]), s.hi[i])
		if i == stop {
			z = s.bound(i, s.d[a])
		}
		floats.AddScaled(s.g, x[i]-z, s.h[i*k:i*k+k])
		x[i] = z
	}
	return stop < 0
}

// bound is the end of coordinate i's interval in direction d.
func (s *BoxCoordinate) bound(i int, d float64) float64 {
	if d < 0 {
		return s.lo[i]
	}
	return s.hi[i]
}
