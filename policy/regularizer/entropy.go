package regularizer

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// Shannon is Ω(p) = γ·Σ p log p on the simplex; the argmax is softmax(u/γ), and with the unary energy the
// Fenchel-Young loss is the cross-entropy (SPEC.md 3.2). 1-strongly convex for γ = 1.
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

// FermiDirac is Ω(p) = γ·Σ p log p + (1−p) log(1−p) on the cube; the argmax is σ(u/γ), and with the unary energy the
// Fenchel-Young loss is the binary cross-entropy with logits (SPEC.md 3.2). 4-strongly convex for γ = 1.
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

// BoxEntropy is Ω(p) = γ·Σ ½(1+p) log ½(1+p) + ½(1−p) log ½(1−p) on [−1,1]^k, the Fermi-Dirac entropy of ½(1+p); the
// argmax is tanh(u/γ) (SPEC.md 3.2). 1-strongly convex for γ = 1.
type BoxEntropy struct {
	Gamma float64 // γ, the temperature
}

// Name is "box-entropy".
func (o BoxEntropy) Name() string { return "box-entropy" }

// Modulus is γ: the second derivative γ/(1−p²) is least at 0.
func (o BoxEntropy) Modulus() float64 { return o.Gamma }

// Value is γ·Σ ½(1+p) log ½(1+p) + ½(1−p) log ½(1−p).
func (o BoxEntropy) Value(p []float64) float64 {
	var sum float64
	for _, x := range p {
		sum += xlogx((1+x)/2) + xlogx((1-x)/2)
	}
	return o.Gamma * sum
}

// AddGrad adds scale·γ·artanh(p).
func (o BoxEntropy) AddGrad(dst []float64, scale float64, p []float64) {
	for i, x := range p {
		dst[i] += scale * o.Gamma * math.Atanh(x)
	}
}

// Curvature is γ/(1−p²).
func (o BoxEntropy) Curvature(dst, p []float64) {
	for i, x := range p {
		dst[i] = o.Gamma / (1 - x*x)
	}
}

// Argmax is tanh(u/γ).
func (o BoxEntropy) Argmax(dst, u []float64, _ space.Set) {
	for i, x := range u {
		dst[i] = math.Tanh(x / o.Gamma)
	}
}

// Over admits the box [−1,1]^k.
func (o BoxEntropy) Over(c space.Set) error {
	b, ok := c.(space.Box)
	if !ok {
		return errSet(o, "box", c)
	}
	for i := range b.Lo {
		if b.Lo[i] != -1 || b.Hi[i] != 1 {
			return errSet(o, "box [-1, 1]^k", c)
		}
	}
	return nil
}

// Interior is true.
func (o BoxEntropy) Interior() bool { return true }

// xlogx is x·log x, continued by 0 at 0.
func xlogx(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(x)
}
