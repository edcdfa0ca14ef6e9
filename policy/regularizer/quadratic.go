package regularizer

import (
	"fmt"

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

// None is Ω = 0: the energy alone decides. Where it is linear the answer is a vertex, and the Fenchel-Young loss is
// the generalized perceptron's.
type None struct{}

// Name is "none".
func (None) Name() string { return "none" }

// Modulus is 0.
func (None) Modulus() float64 { return 0 }

// Isotropy is 0.
func (None) Isotropy() float64 { return 0 }

// Value is 0.
func (None) Value([]float64) float64 { return 0 }

// AddGrad adds nothing.
func (None) AddGrad([]float64, float64, []float64) {}

// Curvature is 0.
func (None) Curvature(dst, _ []float64) { clear(dst) }

// Argmax is a vertex that supports u.
func (None) Argmax(dst, u []float64, c space.Set) { c.Support(dst, u) }

// Over admits every set.
func (None) Over(space.Set) error { return nil }

// Interior is false.
func (None) Interior() bool { return false }

// errSet says that a regularizer lives on another kind of set.
func errSet(o Regularizer, want string, c space.Set) error {
	return fmt.Errorf("regularizer: regularizer %q lives on a %s, not on the %v", o.Name(), want, c)
}
