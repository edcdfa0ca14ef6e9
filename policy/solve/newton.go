package solve

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// NewtonOptions say when Newton's method stops.
type NewtonOptions struct {
	Tol   float64 `json:"tol" yaml:"tol"`     // gap at which a row ends, in units of the energy; larger is faster
	Iters int     `json:"iters" yaml:"iters"` // most gradients of a row
}

// DefaultNewton stops at a gap of 1e-12 or after 60 gradients.
func DefaultNewton() NewtonOptions { return NewtonOptions{Tol: 1e-12, Iters: 60} }

// Newton climbs J = Φ − Ω over a box or cube by sequential quadratic programs, for energies with second derivatives and
// Ω = ½γ‖p‖² (or 0). A step maximizes the quadratic model of J at p over the whole set,
//
//	z = argmax_{z∈C} ⟨∇J(p), z−p⟩ − ½⟨z−p, H(z−p)⟩        H = −∇²J(p), made positive definite
//
// by BoxCoordinate, and goes there or, if that does not help, halves the way until it does. So which coordinates are at
// their bounds is found by the program, and the end is quadratic: a handful of steps where gradients take dozens.
//
// Where J is concave a step helps if it shrinks the gap by a tenth, and else, as everywhere, if J rises by a part of
// what its slope promised. The gap vanishes at stationary points alone; the report carries it where J is concave, and
// Gap = +Inf elsewhere. A step is O(k³), so for many coordinates projected gradient is the better choice.
type Newton struct {
	opt       NewtonOptions
	on        *Problem // whose second derivatives twice has
	twice     energy.SecondOrder
	curvature curvature
	qp        *BoxCoordinate
	rows      []newtonRow
	active    []int     // rows of the block that go on
	stepping  []int     // those of them that need another step
	y         Matrix    // trial points of the block (n×k)
	d         Matrix    // steps (n×k)
	av, ay, g Matrix    // v, y and ∇J of the active rows, then of those that step
	h         Matrix    // ∇₂₂Φ of those that step (n×k²)
	j         []float64 // J at y
	z         []float64 // scratch (k)
}

// newtonRow is the state of one row.
type newtonRow struct {
	gap, value float64 // at x; the value is NaN where it is not known
	slope, t   float64 // ⟨∇J(x), d⟩ and the part of d that y is at
	iters      int
	concave    bool
}

// NewNewton returns the solver.
func NewNewton(o NewtonOptions) *Newton {
	return &Newton{opt: o, qp: NewBoxCoordinate(DefaultBoxCoordinate())}
}

// Name is "newton".
func (s *Newton) Name() string { return "newton" }

// Clone has its own scratch.
func (s *Newton) Clone() Solver { return NewNewton(s.opt) }

// Check requires second derivatives, a quadratic or no regularizer and a box or cube.
func (s *Newton) Check(on *Problem) error {
	if _, err := energy.SecondOrderOf(on.Energy); err != nil {
		return err
	}
	return checkBoxQuadratic("newton", on)
}

// checkBoxQuadratic says why a solver for Ω = ½γ‖p‖² or 0 on boxes and cubes cannot take a problem.
func checkBoxQuadratic(name string, on *Problem) error {
	if err := checkIsotropic(name, on); err != nil {
		return err
	}
	switch on.Set.(type) {
	case space.Box, space.Cube:
		return nil
	}
	return fmt.Errorf("solve: %s needs a box or a cube, not a %v", name, on.Set)
}

// Maximize solves block after block.
func (s *Newton) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	if s.on != on {
		s.on = on
		s.twice, _ = energy.SecondOrderOf(on.Energy) // Check has seen to the error
	}
	for lo := 0; lo < v.Rows; lo += blockRows {
		hi := min(lo+blockRows, v.Rows)
		s.block(p.Slice(lo, hi), reports[lo:hi], on, v.Slice(lo, hi), rows.Slice(lo, hi))
	}
}

func (s *Newton) block(x Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	s.begin(x, on, v, rows)
	for len(s.active) > 0 {
		s.gather(v)
		on.Grad(s.g, s.av, s.ay)
		if s.uncertain() {
			on.Value(s.j, s.av, s.ay)
		}
		s.accept(x, on)
		s.step(on)
	}
	s.j = floats.Grow(s.j, v.Rows)
	on.Value(s.j, v, x)
	for i := range s.rows {
		r := &s.rows[i]
		reports[i] = Report{Value: s.j[i], Gap: math.Inf(1), Iters: r.iters}
		if r.concave {
			reports[i].Gap = r.gap
		}
	}
}

// begin writes the first points.
func (s *Newton) begin(x Matrix, on *Problem, v Matrix, rows Rows) {
	n, k := v.Rows, x.Cols
	s.rows, s.y, s.d, s.active, s.z = floats.Grow(s.rows, n), s.y.Reshape(n, k), s.d.Reshape(n, k), floats.Grow(s.active, n), floats.Grow(s.z, k)
	s.qp.prepare(on.Set, k)
	for i := range n {
		if from := rows.StartOf(i); from != nil {
			on.Set.Project(x.Row(i), from)
		} else {
			space.Center(x.Row(i), on.Set)
		}
		s.active[i] = i
		s.rows[i] = newtonRow{gap: math.Inf(1), value: math.NaN(), concave: s.curvature.concave(on, v.Row(i))}
	}
	copy(s.y.Data, x.Data)
}

// gather copies v and y of the active rows next to each other.
func (s *Newton) gather(v Matrix) {
	n, k := len(s.active), s.y.Cols
	s.av, s.ay, s.g, s.j = s.av.Reshape(n, v.Cols), s.ay.Reshape(n, k), s.g.Reshape(n, k), floats.Grow(s.j, n)
	for a, i := range s.active {
		copy(s.av.Row(a), v.Row(i))
		copy(s.ay.Row(a), s.y.Row(i))
	}
}

// uncertain reports whether any active row needs the value of J to decide on its trial point.
func (s *Newton) uncertain() bool {
	for _, i := range s.active {
		if !s.rows[i].concave {
			return true
		}
	}
	return false
}

// accept takes the trial points that help, halves the way to the others, and ends the rows that have arrived or have no
// steps left.
func (s *Newton) accept(x Matrix, on *Problem) {
	next := s.active[:0]
	s.stepping = s.stepping[:0]
	for a, i := range s.active {
		r, y := &s.rows[i], s.y.Row(i)
		r.iters++
		gap, value := on.Gap(s.g.Row(a), y, s.z), math.NaN()
		if !r.concave {
			value = s.j[a]
		}
		if !s.helps(r, gap, value, a, x.Row(i), on) {
			if r.iters < s.opt.Iters && r.t > 1e-9 {
				r.t /= 2
				for c, from := range x.Row(i) {
					y[c] = from + r.t*s.d.Row(i)[c]
				}
				next = append(next, i)
			}
			continue
		}
		copy(x.Row(i), y)
		r.gap, r.value = gap, value
		if gap > s.opt.Tol && r.iters < s.opt.Iters {
			m := len(s.stepping)
			copy(s.av.Row(m), s.av.Row(a))
			copy(s.ay.Row(m), y)
			copy(s.g.Row(m), s.g.Row(a))
			s.stepping = append(s.stepping, i)
			next = append(next, i)
		}
	}
	s.active = next
}

// helps is the test of the type's comment for the a-th active row.
func (s *Newton) helps(r *newtonRow, gap, value float64, a int, x []float64, on *Problem) bool {
	if math.IsInf(r.gap, 1) || gap != gap || r.concave && gap <= 0.9*r.gap { // the first point, one that is no number, or a good one
		return true
	}
	if r.concave {
		v, y := s.av.Slice(a, a+1), s.ay.Slice(a, a+1)
		on.Value(s.z[:1], v, Matrix{Rows: 1, Cols: len(x), Data: x})
		r.value = s.z[0]
		on.Value(s.z[:1], v, y)
		value = s.z[0]
	}
	return value >= r.value+1e-4*r.t*r.slope-slack*(1+math.Abs(value))
}

// step solves the quadratic program of every row that needs another step.
func (s *Newton) step(on *Problem) {
	n, k := len(s.stepping), s.y.Cols
	if n == 0 {
		return
	}
	s.h = s.h.Reshape(n, k*k)
	clear(s.h.Data)
	s.twice.AddHessian(s.h, -1, s.av.Slice(0, n), s.ay.Slice(0, n))
	for m, i := range s.stepping {
		r, h, x := &s.rows[i], s.h.Row(m), s.ay.Row(m)
		for c := 0; c < len(h); c += k + 1 {
			h[c] += on.Omega.Modulus()
		}
		z := s.y.Row(i)
		s.program(z, h, s.g.Row(m), x, r.gap)
		r.t, r.slope = 1, 0
		for c, to := range z {
			s.d.Row(i)[c] = to - x[c]
			r.slope += s.g.Row(m)[c] * (to - x[c])
		}
	}
}

// program writes the maximizer z of the model at x. H grows along its diagonal until it is positive definite. The
// program is solved as well as a step deserves that starts with this gap.
func (s *Newton) program(z, h, g, x []float64, gap float64) {
	k := len(x)
	q := s.qp
	copy(q.h, h)
	for more := 0.0; !cholesky(q.l, q.h, k); {
		if more == 0 {
			for c := 0; c < len(h); c += k + 1 {
				more = max(more, 1e-3*math.Abs(h[c]))
			}
			more = max(more, 1e-9)
		}
		for c := 0; c < len(h); c += k + 1 {
			q.h[c] += more
		}
		more *= 4
	}
	for i := range k { // ⟨g, z−x⟩ − ½⟨z−x, H(z−x)⟩ = ⟨g + Hx, z⟩ − ½⟨z, Hz⟩ + const
		q.u[i] = g[i] + floats.Dot(q.h[i*k:i*k+k], x)
	}
	q.opt.Tol = max(1e-6*gap, 0.1*s.opt.Tol)
	q.start(z, Rows{}, 0, true)
	q.ascend(z, true)
}

// Validate bounds them.
func (o NewtonOptions) Validate() error { return checkLimits(o.Tol, o.Iters) }

// New makes the solver.
func (o NewtonOptions) New() Solver { return NewNewton(o) }

// Limit sets what is not nil.
func (o NewtonOptions) Limit(tol *float64, iters *int) Options {
	o.Tol, o.Iters = limit(o.Tol, o.Iters, tol, iters)
	return o
}

func init() {
	Register(Registration{Name: "newton", About: "energies with second derivatives on boxes and cubes, by sequential quadratic programs",
		Options: DefaultNewton(), Warm: true, Local: true, Rank: 20,
		Suits: func(on *Problem) bool { return on.Energy.Dim() <= smallDim }})
}
