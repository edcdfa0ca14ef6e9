package policy

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// Norm2 is Ω(p) = ½γ‖p‖² with γ > 0. Its argmax is the projection of u/γ: clipping on a box, sparsemax on the simplex.
type Norm2 struct {
	Gamma float64 // γ, larger draws actions to the origin and smooths the argmax
}

// Name is "quadratic".
func (o Norm2) Name() string { return "quadratic" }

// Modulus is γ.
func (o Norm2) Modulus() float64 { return o.Gamma }

// Value is ½γ‖p‖².
func (o Norm2) Value(p []float64) float64 { return 0.5 * o.Gamma * dot(p, p) }

// AddGrad adds scale·γp.
func (o Norm2) AddGrad(dst []float64, scale float64, p []float64) { axpy(dst, scale*o.Gamma, p) }

// Curvature is γ.
func (o Norm2) Curvature(dst, _ []float64) { fill(dst, o.Gamma) }

// Argmax projects u/γ onto C.
func (o Norm2) Argmax(dst, u []float64, c space.Set) {
	for i, x := range u {
		dst[i] = x / o.Gamma
	}
	c.Project(dst, dst)
}

// Over admits every set.
func (o Norm2) Over(space.Set) error { return nil }

// Interior is false.
func (o Norm2) Interior() bool { return false }

// None is Ω = 0: the energy alone decides. Where it is linear the answer is a vertex, and the Fenchel-Young loss is
// the generalized perceptron's.
type None struct{}

// Name is "none".
func (None) Name() string { return "none" }

// Modulus is 0.
func (None) Modulus() float64 { return 0 }

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
	return fmt.Errorf("policy: regularizer %q lives on a %s, not on the %v", o.Name(), want, c)
}
