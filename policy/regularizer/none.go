package regularizer

import "github.com/fenchel-gym/fenchel/envs/space"

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

// NoneOptions has no fields.
type NoneOptions struct{}

// Validate finds nothing to refuse.
func (NoneOptions) Validate() error { return nil }

// New makes the regularizer.
func (NoneOptions) New(space.Set) Regularizer { return None{} }

func init() {
	Register(Registration{Name: "none", Formula: "0", Options: NoneOptions{}})
}
