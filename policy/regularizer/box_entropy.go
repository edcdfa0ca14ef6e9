package regularizer

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// BoxEntropy is Ω(p) = γ·Σ ½(1+p) log ½(1+p) + ½(1−p) log ½(1−p) on [−1,1]^k, the Fermi-Dirac entropy of ½(1+p); the
// argmax is tanh(u/γ) (docs/paper.md 7.4). 1-strongly convex for γ = 1.
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

// BoxEntropyOptions set the temperature.
type BoxEntropyOptions struct {
	Gamma float64 `json:"gamma" yaml:"gamma"` // γ, the temperature
}

// DefaultBoxEntropy is γ = 1.
func DefaultBoxEntropy() BoxEntropyOptions { return BoxEntropyOptions{Gamma: 1} }

// Validate requires a positive γ.
func (o BoxEntropyOptions) Validate() error { return checkGamma(o.Gamma) }

// New makes the regularizer.
func (o BoxEntropyOptions) New(space.Set) Regularizer { return BoxEntropy(o) }

func init() {
	Register(Registration{Name: "box-entropy", Formula: "γ·Σ ½(1+p) log ½(1+p) + ½(1−p) log ½(1−p) on the box", Options: DefaultBoxEntropy()})
}
