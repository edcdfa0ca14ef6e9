package solve

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/internal/floats"
)

// MirrorOptions say when the ascent stops.
type MirrorOptions struct {
	Tol   float64 `json:"tol" yaml:"tol"`     // gap at which a row ends, in units of the energy; larger is faster
	Iters int     `json:"iters" yaml:"iters"` // most steps
}

// DefaultMirror stops at a gap of 1e-13 or after 1000 steps.
func DefaultMirror() MirrorOptions { return MirrorOptions{Tol: 1e-13, Iters: 1000} }

// Mirror climbs Φ − Ω where the gradient of Ω is infinite on the boundary: entropies with energies that are not
// linear. It works on θ = ∇Ω(p), so that p = argmax_{p∈C} ⟨θ,p⟩ − Ω(p) stays in the interior, and each step solves
//
//	p⁺ = argmax_{z∈C} Φ(p) + ⟨∇Φ(p), z−p⟩ − Ω(z) − D_Ω(z,p)/η        θ⁺ = (θ + η∇Φ(p))/(1 + η)
//
// with the Bregman divergence D_Ω; a fixed point is ∇Φ(p) = ∇Ω(p). η is halved until the model bounds Φ(p⁺) from
// below and grows when it does; as η → ∞ the step becomes p⁺ = argmax ⟨∇Φ(p),·⟩ − Ω, mean-field iteration.
//
// The gap is its own: where Φ is concave, Φ(z) ≤ Φ(p) + ⟨∇Φ(p), z−p⟩ for all z, so what is missed is at most
//
//	Gap = max_{z∈C} ⟨∇Φ(p), z−p⟩ − Ω(z) + Ω(p),
//
// the Fenchel-Young loss of Ω between ∇Φ(p) and p, finite up to the boundary. Where Φ − Ω alone is known to be concave
// it is max_z ⟨∇Φ(p) − θ, z−p⟩. Otherwise Gap = +Inf.
type Mirror struct {
	opt          MirrorOptions
	curvature    curvature
	theta        Matrix    // θ (n×k)
	g            Matrix    // ∇Φ(p) (n×k)
	next         Matrix    // p⁺ (n×k)
	phi, phiNext []float64 // Φ(p), Φ(p⁺)
	z            []float64 // scratch (k)
	eta          []float64
	done         []bool
	concave      []bool
}

// NewMirror returns the solver.
func NewMirror(o MirrorOptions) *Mirror { return &Mirror{opt: o} }

// Name is "mirror".
func (s *Mirror) Name() string { return "mirror" }

// Clone has its own scratch.
func (s *Mirror) Clone() Solver { return NewMirror(s.opt) }

// Check requires an entropy.
func (s *Mirror) Check(on *Problem) error {
	if !on.Omega.Interior() {
		return fmt.Errorf("solve: mirror ascent needs an entropy, not regularizer %q", on.Omega.Name())
	}
	return nil
}

// Maximize steps all rows together.
func (s *Mirror) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	s.begin(p, on, v, rows)
	for i := range reports[:v.Rows] {
		reports[i] = Report{}
	}
	for step := 0; ; step++ {
		on.Energy.Value(s.phi, v, p)
		on.Energy.GradP(s.g, v, p)
		if s.report(p, reports, on) || step == s.opt.Iters {
			break
		}
		s.propose(p, on)
		on.Energy.Value(s.phiNext, v, s.next)
		s.accept(p, reports, on)
	}
	for i := range v.Rows {
		if !s.concave[i] {
			reports[i].Gap = math.Inf(1)
		}
	}
}

func (s *Mirror) begin(p Matrix, on *Problem, v Matrix, rows Rows) {
	n, k := v.Rows, p.Cols
	s.theta, s.g, s.next = s.theta.Reshape(n, k), s.g.Reshape(n, k), s.next.Reshape(n, k)
	s.phi, s.phiNext, s.z, s.eta = floats.Grow(s.phi, n), floats.Grow(s.phiNext, n), floats.Grow(s.z, k), floats.Grow(s.eta, n)
	s.done, s.concave = floats.Grow(s.done, n), floats.Grow(s.concave, n)
	clear(s.theta.Data)
	for i := range n {
		s.eta[i], s.done[i], s.concave[i] = 1, false, s.curvature.concave(on, v.Row(i))
		theta := s.theta.Row(i)
		if from := rows.StartOf(i); from != nil {
			on.Omega.AddGrad(theta, 1, from)
			bound := maxLogit * on.Omega.Modulus()
			for j := range theta {
				theta[j] = min(max(theta[j], -bound), bound)
			}
		}
		on.Omega.Argmax(p.Row(i), theta, on.Set)
	}
}

// maxLogit keeps a start on the boundary just inside it.
const maxLogit = 6.0

// report writes value and gap of every row, ends those whose gap is closed, and tells whether all have ended.
func (s *Mirror) report(p Matrix, reports []Report, on *Problem) bool {
	all := true
	for i := range p.Rows {
		if s.done[i] {
			continue
		}
		x := p.Row(i)
		reports[i].Value = s.phi[i] - on.Omega.Value(x)
		reports[i].Gap = s.gap(i, x, on)
		s.done[i] = !(reports[i].Gap > s.opt.Tol) // also where it is NaN
		all = all && s.done[i]
	}
	return all
}

// gap is the bound of the type's comment; for a row that is not known to be concave it is zero at stationary points
// and serves to stop there.
func (s *Mirror) gap(i int, x []float64, on *Problem) float64 {
	g := s.g.Row(i)
	if on.Energy.Concave() || !s.concave[i] {
		on.Omega.Argmax(s.z, g, on.Set)
		return max(floats.Dot(g, s.z)-floats.Dot(g, x)-on.Omega.Value(s.z)+on.Omega.Value(x), 0)
	}
	d := s.next.Row(i)
	for j := range d {
		d[j] = g[j] - s.theta.Row(i)[j]
	}
	return on.Gap(d, x, s.z)
}

// propose writes p⁺ of the rows that run.
func (s *Mirror) propose(p Matrix, on *Problem) {
	for i := range p.Rows {
		if s.done[i] {
			copy(s.next.Row(i), p.Row(i))
			continue
		}
		s.blend(s.z, i)
		on.Omega.Argmax(s.next.Row(i), s.z, on.Set)
	}
}

// blend writes θ⁺ = (θ + η∇Φ)/(1 + η).
func (s *Mirror) blend(dst []float64, i int) {
	a := s.eta[i] / (1 + s.eta[i])
	g := s.g.Row(i)
	for j, t := range s.theta.Row(i) {
		dst[j] = t + a*(g[j]-t)
	}
}

// accept moves the rows whose model was a lower bound and halves the step of the others.
func (s *Mirror) accept(p Matrix, reports []Report, on *Problem) {
	for i := range p.Rows {
		if s.done[i] {
			continue
		}
		reports[i].Iters++
		x, y, g, theta := p.Row(i), s.next.Row(i), s.g.Row(i), s.theta.Row(i)
		linear := floats.Dot(g, y) - floats.Dot(g, x)
		bregman := on.Omega.Value(y) - on.Omega.Value(x) - floats.Dot(theta, y) + floats.Dot(theta, x) // D_Ω(p⁺,p)
		if s.phiNext[i] < s.phi[i]+linear-bregman/s.eta[i]-slack*(1+math.Abs(s.phi[i])) {
			s.eta[i] /= 2
			continue
		}
		s.blend(theta, i)
		copy(x, y)
		s.eta[i] *= 1.5
	}
}

// Validate bounds them.
func (o MirrorOptions) Validate() error { return checkLimits(o.Tol, o.Iters) }

// New makes the solver.
func (o MirrorOptions) New() Solver { return NewMirror(o) }

// Limit sets what is not nil.
func (o MirrorOptions) Limit(tol *float64, iters *int) Options {
	o.Tol, o.Iters = limit(o.Tol, o.Iters, tol, iters)
	return o
}

func init() {
	Register(Registration{Name: "mirror", About: "any energy with an entropy, by mirror ascent", Options: DefaultMirror(), Warm: true, Local: true, Rank: 30})
}
