package regularizer

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// Quadratic is Ω(p) = ½γ‖p‖² with γ > 0. Its argmax is the projection of u/γ: clipping on a box, sparsemax on the simplex.
type Quadratic struct {
	Gamma float64 // γ, larger draws actions to the origin and smooths the argmax
}

// Name is "quadratic".
func (o Quadratic) Name() string { return "quadratic" }

// Modulus is γ.
func (o Quadratic) Modulus() float64 { return o.Gamma }

// Isotropy is γ.
func (o Quadratic) Isotropy() float64 { return o.Gamma }

// Value is ½γ‖p‖².
func (o Quadratic) Value(p []float64) float64 { return 0.5 * o.Gamma * floats.Dot(p, p) }

// AddGrad adds scale·γp.
func (o Quadratic) AddGrad(dst []float64, scale float64, p []float64) {
	floats.AddScaled(dst, scale*o.Gamma, p)
}

// Curvature is γ.
func (o Quadratic) Curvature(dst, _ []float64) { floats.Fill(dst, o.Gamma) }

// Argmax projects u/γ onto C.
func (o Quadratic) Argmax(dst, u []float64, c space.Set) {
	for i, x := range u {
		dst[i] = x / o.Gamma
	}
	c.Project(dst, dst)
}

// Over admits every set.
func (o Quadratic) Over(space.Set) error { return nil }

// Interior is false.
func (o Quadratic) Interior() bool { return false }

// QuadraticOptions set the strength.
type QuadraticOptions struct {
	Gamma float64 `json:"gamma" yaml:"gamma"` // γ, larger draws actions to the origin and smooths the argmax
}

// DefaultQuadratic is γ = 1.
func DefaultQuadratic() QuadraticOptions { return QuadraticOptions{Gamma: 1} }

// Validate requires a positive γ.
func (o QuadraticOptions) Validate() error { return checkGamma(o.Gamma) }

// New makes the regularizer.
func (o QuadraticOptions) New(space.Set) Regularizer { return Quadratic(o) }

func init() {
	Register(Registration{Name: "quadratic", Formula: "½γ‖p‖²", Options: DefaultQuadratic()})
}
