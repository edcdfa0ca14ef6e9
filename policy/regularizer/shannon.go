package regularizer

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// Shannon is Ω(p) = γ·Σ p log p on the simplex; the argmax is softmax(u/γ), and with the unary energy the
// Fenchel-Young loss is the cross-entropy (docs/paper.md 7.5). 1-strongly convex for γ = 1.
type Shannon struct {
	Gamma float64 // γ, the temperature: larger makes choices more even
}

// Name is "shannon".
func (o Shannon) Name() string { return "shannon" }

// Modulus is γ: the Hessian diag(γ/p) has no eigenvalue below γ where p ≤ 1.
func (o Shannon) Modulus() float64 { return o.Gamma }

// Value is γ·Σ p log p, with 0 log 0 = 0.
func (o Shannon) Value(p []float64) float64 {
	var sum float64
	for _, x := range p {
		sum += xlogx(x)
	}
	return o.Gamma * sum
}

// AddGrad adds scale·γ(1 + log p).
func (o Shannon) AddGrad(dst []float64, scale float64, p []float64) {
	for i, x := range p {
		dst[i] += scale * o.Gamma * (1 + math.Log(x))
	}
}

// Curvature is γ/p.
func (o Shannon) Curvature(dst, p []float64) {
	for i, x := range p {
		dst[i] = o.Gamma / x
	}
}

// Argmax is softmax(u/γ), the largest entry subtracted before exp.
func (o Shannon) Argmax(dst, u []float64, _ space.Set) {
	top := u[space.ArgMax(u)]
	var sum float64
	for i, x := range u {
		dst[i] = math.Exp((x - top) / o.Gamma)
		sum += dst[i]
	}
	for i := range dst {
		dst[i] /= sum
	}
}

// Over admits the simplex.
func (o Shannon) Over(c space.Set) error {
	if _, ok := c.(space.Simplex); !ok {
		return errSet(o, "simplex", c)
	}
	return nil
}

// Interior is true: log p → −∞ as p → 0.
func (o Shannon) Interior() bool { return true }

// ShannonOptions set the temperature.
type ShannonOptions struct {
	Gamma float64 `json:"gamma" yaml:"gamma"` // γ, the temperature: larger makes choices more even
}

// DefaultShannon is γ = 1.
func DefaultShannon() ShannonOptions { return ShannonOptions{Gamma: 1} }

// Validate requires a positive γ.
func (o ShannonOptions) Validate() error { return checkGamma(o.Gamma) }

// New makes the regularizer.
func (o ShannonOptions) New(space.Set) Regularizer { return Shannon(o) }

func init() {
	Register(Registration{Name: "shannon", Formula: "γ·Σ p log p on the simplex", Options: DefaultShannon()})
}
