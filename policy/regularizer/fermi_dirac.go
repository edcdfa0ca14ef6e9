package regularizer

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// FermiDirac is Ω(p) = γ·Σ p log p + (1−p) log(1−p) on the cube; the argmax is σ(u/γ), and with the unary energy the
// Fenchel-Young loss is the binary cross-entropy with logits (docs/paper.md 7.3). 4-strongly convex for γ = 1.
type FermiDirac struct {
	Gamma float64 // γ, the temperature
}

// Name is "fermi-dirac".
func (o FermiDirac) Name() string { return "fermi-dirac" }

// Modulus is 4γ: the second derivative γ/(p(1−p)) is least at ½.
func (o FermiDirac) Modulus() float64 { return 4 * o.Gamma }

// Value is γ·Σ p log p + (1−p) log(1−p).
func (o FermiDirac) Value(p []float64) float64 {
	var sum float64
	for _, x := range p {
		sum += xlogx(x) + xlogx(1-x)
	}
	return o.Gamma * sum
}

// AddGrad adds scale·γ·log(p/(1−p)).
func (o FermiDirac) AddGrad(dst []float64, scale float64, p []float64) {
	for i, x := range p {
		dst[i] += scale * o.Gamma * (math.Log(x) - math.Log1p(-x))
	}
}

// Curvature is γ/(p(1−p)).
func (o FermiDirac) Curvature(dst, p []float64) {
	for i, x := range p {
		dst[i] = o.Gamma / (x * (1 - x))
	}
}

// Argmax is σ(u/γ).
func (o FermiDirac) Argmax(dst, u []float64, _ space.Set) {
	for i, x := range u {
		dst[i] = 1 / (1 + math.Exp(-x/o.Gamma))
	}
}

// Over admits the cube.
func (o FermiDirac) Over(c space.Set) error {
	if _, ok := c.(space.Cube); !ok {
		return errSet(o, "cube", c)
	}
	return nil
}

// Interior is true.
func (o FermiDirac) Interior() bool { return true }

// FermiDiracOptions set the temperature.
type FermiDiracOptions struct {
	Gamma float64 `json:"gamma" yaml:"gamma"` // γ, the temperature
}

// DefaultFermiDirac is γ = 1.
func DefaultFermiDirac() FermiDiracOptions { return FermiDiracOptions{Gamma: 1} }

// Validate requires a positive γ.
func (o FermiDiracOptions) Validate() error { return checkGamma(o.Gamma) }

// New makes the regularizer.
func (o FermiDiracOptions) New(space.Set) Regularizer { return FermiDirac(o) }

func init() {
	Register(Registration{Name: "fermi-dirac", Formula: "γ·Σ p log p + (1−p) log(1−p) on the cube", Options: DefaultFermiDirac()})
}
