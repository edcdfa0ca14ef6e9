package solve

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// BoxCoordinateOptions say when coordinate ascent stops.
type BoxCoordinateOptions struct {
	Tol   float64 `json:"tol" yaml:"tol"`     // gap at which a solve ends, in units of the energy, unless it drowns in rounding before; larger is faster
	Iters int     `json:"iters" yaml:"iters"` // most passes over the coordinates
}

// DefaultBoxCoordinate stops at a gap of 1e-12 or after 500 sweeps.
func DefaultBoxCoordinate() BoxCoordinateOptions {
	return BoxCoordinateOptions{Tol: 1e-12, Iters: 500}
}

// BoxCoordinate maximizes a quadratic energy with Ω = ½γ‖p‖² (or 0) over a box or cube. With H = γI − U the
// objective is J(p) = ⟨u,p⟩ − ½⟨p,Hp⟩ and its gradient g = u − Hp. One coordinate at a time is moved to its best value,
//
//	H_ii > 0:  p_i ← clip(p_i + g_i/H_ii)        H_ii ≤ 0:  the better end point
//
// and g is updated in O(k) (docs/paper.md 8.2). Where H is positive definite, the start is the unconstrained maximizer
// H⁻¹u, clipped: inside the box it is the answer. Between sweeps Newton steps are taken among the coordinates off
// their bounds; they end the solve once the right ones are at their bounds, where plain ascent would only creep.
//
// Every move raises J. Exact where H is positive semidefinite; otherwise a point that no single coordinate can
// improve, reported with Gap = +Inf. Whether H is definite is tested row by row, so one batch may hold both kinds.
type BoxCoordinate struct {
	opt     BoxCoordinateOptions
	lo, hi  []float64 // bounds (k)
	u       []float64 // linear part of the row at work (k)
	h       []float64 // H = γI − U (k×k)
	l       []float64 // Cholesky factor of H or of its free part (k×k)
	sub     []float64 // free part of H (≤ k×k)
	g       []float64 // u − Hp (k)
	inverse []float64 // 1/H_ii (k)
	d       []float64 // Newton direction on the free coordinates (≤ k)
	free    []int     // coordinates off their bounds
}

// NewBoxCoordinate returns the solver.
func NewBoxCoordinate(o BoxCoordinateOptions) *BoxCoordinate { return &BoxCoordinate{opt: o} }

// Name is "box-coordinate".
func (s *BoxCoordinate) Name() string { return "box-coordinate" }

// Clone has its own scratch.
func (s *BoxCoordinate) Clone() Solver { return NewBoxCoordinate(s.opt) }

// Check requires a quadratic energy, a quadratic or no regularizer and a box or cube.
func (s *BoxCoordinate) Check(on *Problem) error {
	if _, ok := on.Energy.(energy.Quadratic); !ok {
		return fmt.Errorf("solve: coordinate ascent needs an energy quadratic in p, not %q", on.Energy.Name())
	}
	return checkBoxQuadratic("coordinate ascent", on)
}

// Maximize solves row after row; a row's start, if given, is used as it is.
func (s *BoxCoordinate) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	e := on.Energy.(energy.Quadratic)
	k := p.Cols
	s.prepare(on.Set, k)
	gamma, concave := on.Omega.Modulus(), on.Energy.Concave()
	for i := range v.Rows {
		e.Coefficients(s.u, s.h, v.Row(i))
		for j := range s.h {
			s.h[j] = -s.h[j]
		}
		for j := 0; j < len(s.h); j += k + 1 {
			s.h[j] += gamma
		}
		x := p.Row(i)
		definite := (k <= smallDim || !concave) && cholesky(s.l, s.h, k)
		s.start(x, rows, i, definite)
		sweeps, gap := s.ascend(x, definite)
		if !definite && !concave {
			gap = math.Inf(1)
		}
		reports[i] = Report{Value: 0.5 * (floats.Dot(s.u, x) + floats.Dot(s.g, x)), Gap: gap, Iters: sweeps} // J = ½⟨u+g,p⟩
	}
}

// smallDim is the number of coordinates up to which factorizations, O(k³), cost no more than a few sweeps, O(k²).
// Beyond it a concave problem starts without one and sweeps more often between Newton steps.
const smallDim = 32

func (s *BoxCoordinate) prepare(set space.Set, k int) {
	s.lo, s.hi = floats.Grow(s.lo, k), floats.Grow(s.hi, k)
	if b, ok := set.(space.Box); ok {
		copy(s.lo, b.Lo)
		copy(s.hi, b.Hi)
	} else {
		for i := range k {
			s.lo[i], s.hi[i] = 0, 1
		}
	}
	s.u, s.g, s.d, s.inverse, s.free = floats.Grow(s.u, k), floats.Grow(s.g, k), floats.Grow(s.d, k), floats.Grow(s.inverse, k), floats.Grow(s.free, k)
	s.h, s.l, s.sub = floats.Grow(s.h, k*k), floats.Grow(s.l, k*k), floats.Grow(s.sub, k*k)
}

// start writes the first point: the caller's, or the clipped unconstrained maximizer, or else the middle of the box.
func (s *BoxCoordinate) start(x []float64, rows Rows, i int, definite bool) {
	from := rows.StartOf(i)
	switch {
	case from != nil:
		copy(x, from)
	case definite:
		copy(x, s.u)
		cholSolve(s.l, x, len(x))
	default:
		for j := range x {
			x[j] = (s.lo[j] + s.hi[j]) / 2
		}
	}
	for j := range x {
		x[j] = min(max(x[j], s.lo[j]), s.hi[j])
	}
}

// ascend improves x until the gap is closed or no sweeps are left. From a clipped unconstrained maximizer most
// coordinates that should be at their bounds are, so the Newton steps come first.
func (s *BoxCoordinate) ascend(x []float64, definite bool) (sweeps int, gap float64) {
	k := len(x)
	for i := range x {
		s.g[i] = s.u[i] - floats.Dot(s.h[i*k:i*k+k], x)
		s.inverse[i] = 1 / s.h[i*k+i]
	}
	if gap = s.gap(x); gap > s.opt.Tol && definite {
		s.newton(x)
		gap = s.gap(x)
	}
	every, tol := s.newtonInterval(k, definite), s.opt.Tol
	if gap > tol {
		tol = max(tol, s.floor())
	}
	for gap > tol && sweeps < s.opt.Iters {
		moved := s.sweep(x)
		sweeps++
		if sweeps%every == 0 {
			moved = s.newton(x) || moved
		}
		gap = s.gap(x)
		if !moved {
			break
		}
	}
	return sweeps, gap
}

// newtonInterval is the number of sweeps between Newton steps: few where they are cheap and sure to succeed.
func (s *BoxCoordinate) newtonInterval(k int, definite bool) int {
	switch {
	case k > smallDim:
		return 16
	case definite:
		return 1
	}
	return 2
}

// floor is about the rounding error of a gap, 2⁻⁵²·Σ_i (|u_i| + |H_ii|)·(hi_i − lo_i): below it, a gap says nothing,
// and further sweeps of a badly scaled problem would only chase it.
func (s *BoxCoordinate) floor() float64 {
	var sum float64
	k := len(s.u)
	for i, u := range s.u {
		sum += (math.Abs(u) + math.Abs(s.h[i*k+i])) * (s.hi[i] - s.lo[i])
	}
	return 0x1p-52 * sum
}

// gap is max_{z∈box} ⟨g, z−x⟩.
func (s *BoxCoordinate) gap(x []float64) float64 {
	var sum float64
	g, lo, hi := s.g[:len(x)], s.lo[:len(x)], s.hi[:len(x)]
	for i, xi := range x {
		z := lo[i]
		if g[i] > 0 {
			z = hi[i]
		}
		sum += g[i] * (z - xi)
	}
	return sum
}

// sweep moves every coordinate once and reports whether any moved.
func (s *BoxCoordinate) sweep(x []float64) bool {
	k := len(x)
	g := s.g[:k]
	moved := false
	for i, xi := range x {
		row := s.h[i*k : i*k+k]
		z := s.best(i, xi, g[i], row[i])
		if d := z - xi; d != 0 {
			x[i] = z
			moved = true
			for j, c := range row {
				g[j] -= d * c
			}
		}
	}
	return moved
}

// best is the maximizer of t ↦ g·(t−x) − ½h·(t−x)² over [lo_i, hi_i].
func (s *BoxCoordinate) best(i int, x, g, h float64) float64 {
	lo, hi := s.lo[i], s.hi[i]
	if h > 0 {
		return min(max(x+g*s.inverse[i], lo), hi)
	}
	down, up := lo-x, hi-x
	gainDown, gainUp := down*(g-0.5*h*down), up*(g-0.5*h*up)
	switch {
	case gainUp > 0 && gainUp >= gainDown:
		return hi
	case gainDown > 0:
		return lo
	}
	return x
}

// Validate bounds them.
func (o BoxCoordinateOptions) Validate() error { return checkLimits(o.Tol, o.Iters) }

// New makes the solver.
func (o BoxCoordinateOptions) New() Solver { return NewBoxCoordinate(o) }

// Limit sets what is not nil.
func (o BoxCoordinateOptions) Limit(tol *float64, iters *int) Options {
	o.Tol, o.Iters = limit(o.Tol, o.Iters, tol, iters)
	return o
}

func init() {
	Register(Registration{Name: "box-coordinate", About: "energies quadratic in p on boxes and cubes, by coordinate ascent with Newton steps",
		Options: DefaultBoxCoordinate(), Warm: true, Local: true, Rank: 40})
}
