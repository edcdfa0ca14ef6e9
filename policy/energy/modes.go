package energy

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// Modes is an energy of several peaks, each where the network puts it: v = (u_1, …, u_M, b) holds their centers u_j ∈ ℝ^k
// and their heights b ∈ ℝ^M,
//
//	Φ(v,p) = log Σ_j exp(b_j − ‖p−u_j‖²/2σ²)
//
// State and action meet late, in M distances. It is neither concave in p nor linear in v, and can prefer either of two
// actions to all between them, as Late can; but a center is an output of the network, so a peak is as exact as a
// regression, and which of them is highest is a choice among M. Its maximum is climbed to from every center (see
// MeanShift), and exp Φ has an integral in closed form, so that the lifted loss needs no candidates (see Integrable).
// The price: there are never more than about M peaks, all of one width, and the plain Fenchel-Young loss learns no
// heights, since all may be equal for nothing.
//
// σ is in normalized coordinates. Actions nearer than σ to each other share a peak; the smaller it is, the longer it
// takes until every mode has found a kind of action of its own.
type Modes struct {
	K, M  int
	Width float64 // σ
}

// maxModes bounds M, so that the modes' shares fit on the stack.
const maxModes = 64

// minModeWidth keeps 1/σ² far from overflow.
const minModeWidth = 1e-6

// Name is "modes".
func (e Modes) Name() string { return "modes" }

// Dim is K.
func (e Modes) Dim() int { return e.K }

// VDim is M·(K+1): u_1, …, u_M, then b.
func (e Modes) VDim() int { return e.M * (e.K + 1) }

// Concave is false.
func (e Modes) Concave() bool { return false }

// Clone returns e, which has no scratch.
func (e Modes) Clone() Energy { return e }

// Value sums over the modes.
func (e Modes) Value(dst []float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf [maxModes]float64
	for r := range p.Rows {
		_, dst[r] = e.shares(&buf, v.Row(r/m), p.Row(r))
	}
}

// GradP writes Σ_j q_j·(u_j − p)/σ², q_j the share of mode j in exp Φ(v,p).
func (e Modes) GradP(dst, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf [maxModes]float64
	for r := range p.Rows {
		row, x, g := v.Row(r/m), p.Row(r), dst.Row(r)
		q, _ := e.shares(&buf, row, x)
		e.mean(g, q, row)
		for i := range g {
			g[i] = (g[i] - x[i]) / (e.Width * e.Width)
		}
	}
}

// AddGradV adds scale·q_j·(p − u_j)/σ² for each center and scale·q_j for its height.
func (e Modes) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf [maxModes]float64
	for r := range p.Rows {
		row, x, g := v.Row(r/m), p.Row(r), dst.Row(r/m)
		q, _ := e.shares(&buf, row, x)
		for j, qj := range q {
			pull, u := scale*qj/(e.Width*e.Width), e.Center(row, j)
			for i, to := range e.Center(g, j) {
				g[j*e.K+i] = to + pull*(x[i]-u[i])
			}
		}
		floats.AddScaled(e.heights(g), scale, q)
	}
}

// LogIntegral writes log Σ_j exp(b_j) = log ∫ exp Φ(v,p) dp − (k/2)·log 2πσ², the integral over all of ℝ^k.
func (e Modes) LogIntegral(dst []float64, v Matrix) {
	var buf [maxModes]float64
	for i := range v.Rows {
		q := buf[:e.M]
		copy(q, e.heights(v.Row(i)))
		dst[i] = softmax(q)
	}
}

// AddGradLogIntegral adds scale·softmax(b) to the heights.
func (e Modes) AddGradLogIntegral(dst Matrix, scale float64, v Matrix) {
	var buf [maxModes]float64
	for i := range v.Rows {
		q := buf[:e.M]
		copy(q, e.heights(v.Row(i)))
		softmax(q)
		floats.AddScaled(e.heights(dst.Row(i)), scale, q)
	}
}

// OutputScales spreads the centers over the box, so that no two modes begin as the same one.
func (e Modes) OutputScales(dst []float64) {
	for j := range dst {
		dst[j] = 1
		if j < e.M*e.K {
			dst[j] = 0.5 / OutputGain
		}
	}
}

// shares returns q = softmax_j(b_j − ‖p−u_j‖²/2σ²) in buf, and Φ(v,p).
func (e Modes) shares(buf *[maxModes]float64, v, p []float64) (q []float64, phi float64) {
	q = buf[:e.M]
	b := e.heights(v)
	for j := range q {
		var d float64
		for i, u := range e.Center(v, j) {
			d += (p[i] - u) * (p[i] - u)
		}
		q[j] = b[j] - d/(2*e.Width*e.Width)
	}
	return q, softmax(q)
}

// mean writes Σ_j q_j·u_j.
func (e Modes) mean(dst, q, v []float64) {
	clear(dst)
	for j, qj := range q {
		floats.AddScaled(dst, qj, e.Center(v, j))
	}
}

// Center is u_j within a row of v.
func (e Modes) Center(v []float64, j int) []float64 { return v[j*e.K : (j+1)*e.K] }

// Components is M.
func (e Modes) Components() int { return e.M }

// Deviation is σ.
func (e Modes) Deviation() float64 { return e.Width }

// Mean writes Σ_j q_j·u_j and returns Φ(v,p).
func (e Modes) Mean(dst, v, p []float64) (phi float64) {
	var buf [maxModes]float64
	q, phi := e.shares(&buf, v, p)
	e.mean(dst, q, v)
	return phi
}

// heights is b within a row of v.
func (e Modes) heights(v []float64) []float64 { return v[e.M*e.K:] }

// softmax replaces x by exp(x)/Σ exp(x) and returns log Σ exp(x).
func softmax(x []float64) float64 {
	top := math.Inf(-1)
	for _, a := range x {
		top = max(top, a)
	}
	var sum float64
	for j, a := range x {
		x[j] = math.Exp(a - top)
		sum += x[j]
	}
	for j := range x {
		x[j] /= sum
	}
	return top + math.Log(sum)
}

// ModesOptions set the number and the width of the peaks.
type ModesOptions struct {
	Modes int     `json:"modes" yaml:"modes"` // M
	Width float64 `json:"width" yaml:"width"` // σ, in normalized coordinates
}

// DefaultModes is 4 peaks of deviation 0.1.
func DefaultModes() ModesOptions { return ModesOptions{Modes: 4, Width: 0.1} }

// Validate bounds them.
func (o ModesOptions) Validate() error {
	var errs []error
	if o.Modes < 1 || o.Modes > maxModes {
		errs = append(errs, config.Want("modes", o.Modes, "1 to %d", maxModes))
	}
	if !(o.Width > minModeWidth && o.Width < 1e3) {
		errs = append(errs, config.Want("width", o.Width, "a positive number"))
	}
	return config.Join(errs...)
}

// New makes the energy.
func (o ModesOptions) New(set space.Set) Energy {
	return Modes{K: set.Dim(), M: o.Modes, Width: o.Width}
}

func init() {
	Register(Registration{Name: "modes", Formula: "log Σ_j exp(b_j − ‖p−u_j‖²/2σ²)", Options: DefaultModes()})
}
