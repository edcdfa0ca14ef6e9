package solve

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// MeanShiftOptions say when a climb ends.
type MeanShiftOptions struct {
	Tol   float64 `json:"tol" yaml:"tol"`     // move of a coordinate, in normalized coordinates, below which a climb has arrived
	Iters int     `json:"iters" yaml:"iters"` // most steps of a climb
}

// DefaultMeanShift stops at moves of 1e-7, or after 100 of them.
func DefaultMeanShift() MeanShiftOptions { return MeanShiftOptions{Tol: 1e-7, Iters: 100} }

// MeanShift maximizes Modes minus ½γ‖p‖² (or nothing, γ = 0) over any convex C. From each center it climbs by
//
//	p ← Proj_C( Σ_j q_j·u_j / (1 + γσ²) )      q = softmax_j(b_j − ‖p−u_j‖²/2σ²)
//
// and the highest of the M tops is the answer. A step maximizes over C what Jensen's inequality leaves of the objective
// with q held fixed, a quadratic of the same curvature in all directions: so its maximum is a projection, no step
// descends, and none has a size to be chosen (Fukunaga and Hostetler 1975; as an EM algorithm, Carreira-Perpiñán 2007).
// Where peaks are several σ apart one step arrives. No bound is known: Gap = +Inf.
type MeanShift struct {
	opt MeanShiftOptions
	p   []float64 // where the climb is (k)
	to  []float64 // where it goes
}

// NewMeanShift returns the solver.
func NewMeanShift(o MeanShiftOptions) *MeanShift { return &MeanShift{opt: o} }

// Name is "mean-shift".
func (s *MeanShift) Name() string { return "mean-shift" }

// Clone has its own scratch.
func (s *MeanShift) Clone() Solver { return NewMeanShift(s.opt) }

// Check requires modes, and a regularizer of the same curvature in all directions.
func (s *MeanShift) Check(on *Problem) error {
	if err := s.opt.Validate(); err != nil {
		return fmt.Errorf("solve: mean-shift: %w", err)
	}
	if _, ok := on.Energy.(energy.Mixture); !ok {
		return fmt.Errorf("solve: mean-shift climbs mixtures of peaks, not energy %q", on.Energy.Name())
	}
	return checkIsotropic("mean-shift", on)
}

// checkIsotropic says why a solver for Ω = ½γ‖p‖² or 0 cannot take a regularizer.
func checkIsotropic(name string, on *Problem) error {
	if _, ok := on.Omega.(regularizer.Isotropic); !ok {
		return fmt.Errorf("solve: %s needs the regularizer quadratic or none, not %q", name, on.Omega.Name())
	}
	return nil
}

// Maximize climbs from every center of every row.
func (s *MeanShift) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, _ Rows) {
	e := on.Energy.(energy.Mixture)
	k := e.Dim()
	s.p, s.to = floats.Grow(s.p, k), floats.Grow(s.to, k)
	for i := range v.Rows {
		row, best := v.Row(i), Report{Value: math.Inf(-1), Gap: math.Inf(1)}
		floats.Fill(p.Row(i), math.NaN()) // where no height is a number there is no maximum
		for j := range e.Components() {
			value, steps := s.climb(e, on, row, e.Center(row, j))
			best.Iters += steps
			if value > best.Value {
				best.Value = value
				copy(p.Row(i), s.p)
			}
		}
		reports[i] = best
	}
}

// climb moves s.p from a center to its top and returns the objective there.
func (s *MeanShift) climb(e energy.Mixture, on *Problem, v, center []float64) (value float64, steps int) {
	gamma, sigma := on.Omega.Modulus(), e.Deviation()
	shrink := 1 / (1 + gamma*sigma*sigma)
	for i, u := range center {
		s.p[i] = shrink * u
	}
	on.Set.Project(s.p, s.p)
	for moved := math.Inf(1); moved > s.opt.Tol && steps < s.opt.Iters; steps++ {
		e.Mean(s.to, v, s.p)
		for i := range s.to {
			s.to[i] *= shrink
		}
		on.Set.Project(s.to, s.to)
		moved = 0
		for i, x := range s.to {
			moved = max(moved, math.Abs(x-s.p[i]))
		}
		copy(s.p, s.to)
	}
	return e.Mean(s.to, v, s.p) - on.Omega.Value(s.p), steps
}

// Validate bounds them.
func (o MeanShiftOptions) Validate() error {
	return config.Join(config.AtLeast("tol", o.Tol, 0), config.Range("iters", o.Iters, 1, maxIters))
}

// New makes the solver.
func (o MeanShiftOptions) New() Solver { return NewMeanShift(o) }

// Limit sets what is not nil.
func (o MeanShiftOptions) Limit(tol *float64, iters *int) Options {
	o.Tol, o.Iters = limit(o.Tol, o.Iters, tol, iters)
	return o
}

func init() {
	Register(Registration{Name: "mean-shift", About: "mixtures of peaks on any set, by climbing from every peak", Options: DefaultMeanShift(), Rank: 50})
}
