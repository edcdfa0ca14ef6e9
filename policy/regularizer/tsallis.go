package regularizer

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Tsallis is the negative entropy of Tsallis of order 1 < α ≤ 2, in the normalization of Blondel, Martins and Niculae
// (2020), on the simplex, or with Binary label by label on the cube:
//
//	Ω(p) = γ/(α(α−1))·(Σ p^α − 1)          Ω(p) = γ/(α(α−1))·Σ p^α + (1−p)^α − 1
//
// Between the negentropies of Shannon and of Fermi and Dirac, its limits as α → 1, and ½γ‖p‖², which on the simplex it
// is at α = 2 but for a constant: the argmax is smooth like theirs and reaches the boundary, where α = 2 gives
// sparsemax, and binary sparsemax clip(½ + u/2γ) on the cube (docs/paper.md 7.7). Its gradient is finite on the
// boundary; zero at the vertices.
type Tsallis struct {
	Gamma  float64 // γ, the temperature
	Alpha  float64 // α, larger is sparser
	Binary bool    // on the cube
}

// Name is "tsallis".
func (o Tsallis) Name() string { return "tsallis" }

// Modulus is γ on the simplex, where p^{α−2} ≥ 1, and γ·2^{3−α} on the cube, where the curvature is least at ½.
func (o Tsallis) Modulus() float64 {
	if o.Binary {
		return o.Gamma * math.Exp2(3-o.Alpha)
	}
	return o.Gamma
}

// power is x₊^a: a solver that looks beyond the boundary sees Ω continued there, convex and with its slope.
func power(x, a float64) float64 { return math.Pow(max(x, 0), a) }

// Value is Ω(p).
func (o Tsallis) Value(p []float64) float64 {
	total := -1.0
	if o.Binary {
		total = -float64(len(p))
	}
	for _, x := range p {
		total += power(x, o.Alpha)
		if o.Binary {
			total += power(1-x, o.Alpha)
		}
	}
	return o.Gamma / (o.Alpha * (o.Alpha - 1)) * total
}

// AddGrad adds scale·γ/(α−1)·p^{α−1}, on the cube less the same of 1−p.
func (o Tsallis) AddGrad(dst []float64, scale float64, p []float64) {
	for i, x := range p {
		slope := power(x, o.Alpha-1)
		if o.Binary {
			slope -= power(1-x, o.Alpha-1)
		}
		dst[i] += scale * o.Gamma / (o.Alpha - 1) * slope
	}
}

// Curvature is γ·p^{α−2}, on the cube plus the same of 1−p: infinite on the boundary where α < 2.
func (o Tsallis) Curvature(dst, p []float64) {
	for i, x := range p {
		dst[i] = o.Gamma * math.Pow(x, o.Alpha-2)
		if o.Binary {
			dst[i] += o.Gamma * math.Pow(1-x, o.Alpha-2)
		}
	}
}

// Argmax is p_i = [s_i − τ]₊^{1/(α−1)} with s = (α−1)u/γ and the τ for which they sum to 1. On the cube each label is a
// choice between u and 0.
func (o Tsallis) Argmax(dst, u []float64, _ space.Set) {
	c := (o.Alpha - 1) / o.Gamma
	if !o.Binary {
		for i, x := range u {
			dst[i] = c * x
		}
		o.choose(dst)
		return
	}
	for i, x := range u {
		pair := [2]float64{c * x, 0}
		o.choose(pair[:])
		dst[i] = pair[0]
	}
}

// choose replaces the scores s by probabilities. f(τ) = Σ [s_i − τ]₊^{1/(α−1)} is convex and decreases, so that
// Newton's method climbs to f(τ) = 1 from τ = max s − 1, where f ≥ 1, without passing it.
func (o Tsallis) choose(s []float64) {
	power := 1 / (o.Alpha - 1)
	tau := s[space.ArgMax(s)] - 1
	for range maxNewton {
		var f, slope float64
		for _, x := range s {
			if d := x - tau; d > 0 {
				g := math.Pow(d, power-1)
				f += g * d
				slope += power * g
			}
		}
		next := tau + (f-1)/slope
		if !(next > tau) {
			break
		}
		tau = next
	}
	total := 0.0
	for i, x := range s {
		s[i] = math.Pow(max(x-tau, 0), power)
		total += s[i]
	}
	for i := range s {
		s[i] /= total
	}
}

// maxNewton bounds the steps to τ; a dozen are usual.
const maxNewton = 200

// Over admits the simplex, or the cube.
func (o Tsallis) Over(c space.Set) error {
	_, choice := c.(space.Simplex)
	_, labels := c.(space.Cube)
	switch {
	case o.Binary && !labels:
		return errSet(o, "cube", c)
	case !o.Binary && !choice:
		return errSet(o, "simplex", c)
	}
	return nil
}

// Interior is false.
func (o Tsallis) Interior() bool { return false }

// minAlpha bounds the order, whose formulas end at 1.
const minAlpha = 1.001

// TsallisOptions set temperature and order.
type TsallisOptions struct {
	Gamma float64 `json:"gamma" yaml:"gamma"` // γ, the temperature
	Alpha float64 `json:"alpha" yaml:"alpha"` // α, above 1 and at most 2; larger is sparser
}

// DefaultTsallis is γ = 1 and α = 1.5.
func DefaultTsallis() TsallisOptions { return TsallisOptions{Gamma: 1, Alpha: 1.5} }

// Validate requires a positive γ and an α between its limits.
func (o TsallisOptions) Validate() error {
	var order error
	if !(o.Alpha >= minAlpha && o.Alpha <= 2) {
		order = config.Want("alpha", o.Alpha, "%v to 2 (its limit at 1 is shannon or fermi-dirac)", minAlpha)
	}
	return config.Join(checkGamma(o.Gamma), order)
}

// New makes the regularizer: label by label on the cube.
func (o TsallisOptions) New(set space.Set) Regularizer {
	_, labels := set.(space.Cube)
	return Tsallis{Gamma: o.Gamma, Alpha: o.Alpha, Binary: labels}
}

func init() {
	Register(Registration{Name: "tsallis", Formula: "γ/(α(α−1))·(Σ p^α − 1) on the simplex, the same label by label on the cube", Options: DefaultTsallis()})
}
