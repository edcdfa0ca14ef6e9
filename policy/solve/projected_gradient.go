package solve

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// ProjectedGradientOptions say when the ascent stops.
type ProjectedGradientOptions struct {
	Tol   float64 `json:"tol" yaml:"tol"`     // bound on what is missed at which a row ends, in units of the energy; larger is faster
	Iters int     `json:"iters" yaml:"iters"` // most accepted steps
}

// DefaultProjectedGradient stops at 1e-13 or after 1000 steps.
func DefaultProjectedGradient() ProjectedGradientOptions {
	return ProjectedGradientOptions{Tol: 1e-13, Iters: 1000}
}

// ProjectedGradient climbs J = Φ − Ω over any set by accelerated projected gradient (FISTA, Beck and Teboulle 2009):
//
//	y = Project(q + η∇J(q))     q ← y + (t−1)/t⁺·(y − x)     t⁺ = ½(1 + √(1+4t²))     x ← y
//
// η is halved until J(y) ≥ J(q) + ⟨∇J(q), y−q⟩ − ‖y−q‖²/2η and grows slowly when that holds at once (docs/paper.md
// 8.5). The momentum is dropped when it points downhill or J falls (O'Donoghue and Candès 2015), so J(x) never
// decreases.
//
// All rows of a block step together, each with its own η and t: one call of the energy serves all that go on. Where J
// is concave a row ends when J(q) + max_z ⟨∇J(q), z−q⟩ − J(y), a bound on what is missed, is below Tol, and the report
// carries the gap at the point returned; elsewhere it ends when the step's own gain is below Tol, with Gap = +Inf.
type ProjectedGradient struct {
	opt       ProjectedGradientOptions
	curvature curvature
	rows      []climber
	v, x      Matrix    // of the rows that go on: v, where they are,
	q, y, g   Matrix    // extrapolated points, trial points, gradients (rows×k)
	jq, jy    []float64 // J(q), J(y)
	z         []float64 // scratch of the support function (k)
}

// climber is the state of one row.
type climber struct {
	at      int // its place in the block
	eta, t  float64
	jx      float64 // J(x)
	iters   int
	concave bool
	done    bool
	pending bool // the trial point was refused: try again with half the step
}

// blockRows is the number of rows that step together: enough to serve many by one call of the energy, few enough that
// the halvings which some of them need cost the others little.
const blockRows = 64

// NewProjectedGradient returns the solver.
func NewProjectedGradient(o ProjectedGradientOptions) *ProjectedGradient {
	return &ProjectedGradient{opt: o}
}

// Name is "projected-gradient".
func (s *ProjectedGradient) Name() string { return "projected-gradient" }

// Clone has its own scratch.
func (s *ProjectedGradient) Clone() Solver { return NewProjectedGradient(s.opt) }

// Check refuses regularizers whose gradient is infinite on the boundary, where projections land.
func (s *ProjectedGradient) Check(on *Problem) error {
	if on.Omega.Interior() {
		return fmt.Errorf("solve: projected gradient cannot climb regularizer %q, whose gradient is infinite on the boundary", on.Omega.Name())
	}
	return nil
}

// Maximize solves block after block.
func (s *ProjectedGradient) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	for lo := 0; lo < v.Rows; lo += blockRows {
		hi := min(lo+blockRows, v.Rows)
		s.block(p.Slice(lo, hi), reports[lo:hi], on, v.Slice(lo, hi), rows.Slice(lo, hi))
	}
}

func (s *ProjectedGradient) block(x Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	s.begin(x, on, v, rows)
	for len(s.rows) > 0 {
		on.Value(s.jq, s.v, s.q)
		on.Grad(s.g, s.v, s.q)
		s.propose(on)
		s.accept(on)
		s.retire(x, reports)
	}
	s.g = s.g.Reshape(v.Rows, x.Cols)
	on.Grad(s.g, v, x)
	for i := range reports {
		if reports[i].Gap == 0 {
			reports[i].Gap = on.Gap(s.g.Row(i), x.Row(i), s.z)
		}
	}
}

// retire takes the rows that are done out of the block, and moves the others together.
func (s *ProjectedGradient) retire(x Matrix, reports []Report) {
	kept := 0
	for i := range s.rows {
		r := s.rows[i]
		if r.done {
			copy(x.Row(r.at), s.x.Row(i))
			reports[r.at] = Report{Value: r.jx, Iters: r.iters}
			if !r.concave {
				reports[r.at].Gap = math.Inf(1)
			}
			continue
		}
		if kept < i {
			s.rows[kept] = r
			copy(s.v.Row(kept), s.v.Row(i))
			copy(s.x.Row(kept), s.x.Row(i))
			copy(s.q.Row(kept), s.q.Row(i))
		}
		kept++
	}
	s.resize(kept)
}

// resize keeps the first n rows.
func (s *ProjectedGradient) resize(n int) {
	for _, m := range []*Matrix{&s.v, &s.x, &s.q, &s.y, &s.g} {
		*m = m.Reshape(n, m.Cols)
	}
	s.jq, s.jy, s.rows = floats.Grow(s.jq, n), floats.Grow(s.jy, n), floats.Grow(s.rows, n)
}

// begin writes the first points and classifies the rows.
func (s *ProjectedGradient) begin(x Matrix, on *Problem, v Matrix, rows Rows) {
	n, k := v.Rows, x.Cols
	s.v.Cols, s.x.Cols, s.q.Cols, s.y.Cols, s.g.Cols = v.Cols, k, k, k, k
	s.resize(n)
	s.z = floats.Grow(s.z, k)
	eta := 1.0
	if mu := on.Omega.Modulus(); mu > 0 {
		eta = 1 / mu
	}
	for i := range n {
		if from := rows.StartOf(i); from != nil {
			on.Set.Project(x.Row(i), from)
		} else {
			space.Center(x.Row(i), on.Set)
		}
		s.rows[i] = climber{at: i, eta: eta, t: 1, concave: s.curvature.concave(on, v.Row(i))}
	}
	copy(s.v.Data, v.Data)
	copy(s.x.Data, x.Data)
	copy(s.q.Data, x.Data)
	on.Value(s.jq, v, x)
	for i := range n {
		s.rows[i].jx = s.jq[i]
	}
}

// propose finds trial points y that satisfy the sufficient increase.
func (s *ProjectedGradient) propose(on *Problem) {
	for i := range s.rows {
		s.rows[i].pending = true
	}
	for again, halvings := true, 0; again && halvings < maxHalvings; halvings++ {
		for i := range s.rows {
			if s.rows[i].pending {
				s.trial(i, on)
			}
		}
		on.Value(s.jy, s.v, s.y)
		again = false
		for i := range s.rows {
			r := &s.rows[i]
			if !r.pending {
				continue
			}
			if s.increases(i) || math.IsNaN(s.jq[i]) {
				r.pending = false
				if halvings == 0 {
					r.eta *= growth
				}
				continue
			}
			r.eta /= 2
			again = true
		}
	}
}

const (
	maxHalvings = 60
	growth      = 1.1   // of η after a step that was accepted at once
	slack       = 1e-14 // relative rounding of J that the test forgives
)

// trial writes y = Project(q + η∇J(q)) for one row.
func (s *ProjectedGradient) trial(i int, on *Problem) {
	y := s.y.Row(i)
	copy(y, s.q.Row(i))
	floats.AddScaled(y, s.rows[i].eta, s.g.Row(i))
	on.Set.Project(y, y)
}

// increases tests J(y) ≥ J(q) + ⟨∇J(q), y−q⟩ − ‖y−q‖²/2η.
func (s *ProjectedGradient) increases(i int) bool {
	slope, square := s.move(i)
	return s.jy[i] >= s.jq[i]+slope-square/(2*s.rows[i].eta)-slack*(1+math.Abs(s.jq[i]))
}

// move returns ⟨∇J(q), y−q⟩ and ‖y−q‖².
func (s *ProjectedGradient) move(i int) (slope, square float64) {
	q, y, g := s.q.Row(i), s.y.Row(i), s.g.Row(i)
	for j := range q {
		d := y[j] - q[j]
		slope += g[j] * d
		square += d * d
	}
	return slope, square
}

// accept moves every row to its trial point and extrapolates.
func (s *ProjectedGradient) accept(on *Problem) {
	for i := range s.rows {
		r := &s.rows[i]
		r.iters++
		s.advance(i, s.x.Row(i), on)
		if r.iters >= s.opt.Iters || math.IsNaN(s.jq[i]) {
			r.done = true
		}
	}
}

func (s *ProjectedGradient) advance(i int, x []float64, on *Problem) {
	r, q, y := &s.rows[i], s.q.Row(i), s.y.Row(i)
	r.done = s.small(i, on)
	if s.jy[i] < r.jx { // J fell: drop the momentum and start again from x
		r.done = r.done || r.t == 1
		r.t = 1
		copy(q, x)
		return
	}
	downhill := 0.0 // ⟨q−y, y−x⟩ > 0: the momentum points against the step
	for j := range x {
		downhill += (q[j] - y[j]) * (y[j] - x[j])
	}
	if downhill > 0 {
		r.t = 1
	}
	next := (1 + math.Sqrt(1+4*r.t*r.t)) / 2
	beta := (r.t - 1) / next
	r.t = next
	for j := range x {
		q[j] = y[j] + beta*(y[j]-x[j])
		x[j] = y[j]
	}
	r.jx = s.jy[i]
}

// small reports whether what is missed, or what the step gained where that is not known, is below Tol.
func (s *ProjectedGradient) small(i int, on *Problem) bool {
	r := &s.rows[i]
	if !r.concave {
		_, square := s.move(i)
		return square/r.eta <= s.opt.Tol
	}
	g, q := s.g.Row(i), s.q.Row(i)
	return s.jq[i]+on.Set.Support(s.z, g)-floats.Dot(g, q)-max(s.jy[i], r.jx) <= s.opt.Tol
}

// Validate bounds them.
func (o ProjectedGradientOptions) Validate() error { return checkLimits(o.Tol, o.Iters) }

// New makes the solver.
func (o ProjectedGradientOptions) New() Solver { return NewProjectedGradient(o) }

// Limit sets what is not nil.
func (o ProjectedGradientOptions) Limit(tol *float64, iters *int) Options {
	o.Tol, o.Iters = limit(o.Tol, o.Iters, tol, iters)
	return o
}

func init() {
	Register(Registration{Name: "projected-gradient", About: "any energy on any set, by accelerated gradients; no entropies",
		Options: DefaultProjectedGradient(), Warm: true, Local: true, Rank: 10})
}
