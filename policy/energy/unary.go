package energy

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// Unary is Φ(u,p) = ⟨u,p⟩ with v = u: every coordinate of the action is chosen on its own. Linear in both arguments,
// so every problem has a closed form and the Fenchel-Young loss is the ordinary, convex one (docs/paper.md 4.1, 6.1).
type Unary struct {
	K int
}

// Name is "unary".
func (e Unary) Name() string { return "unary" }

// Dim is K.
func (e Unary) Dim() int { return e.K }

// VDim is K.
func (e Unary) VDim() int { return e.K }

// Concave is true: Φ is linear in p.
func (e Unary) Concave() bool { return true }

// Clone returns e, which has no scratch.
func (e Unary) Clone() Energy { return e }

// AddLinear adds c to u.
func (Unary) AddLinear(v, c []float64) { floats.AddScaled(v, 1, c) }

// Value writes ⟨u,p⟩.
func (e Unary) Value(dst []float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	for j := range p.Rows {
		dst[j] = floats.Dot(v.Row(j/m), p.Row(j))
	}
}

// GradP writes u.
func (e Unary) GradP(dst, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	for j := range p.Rows {
		copy(dst.Row(j), v.Row(j/m))
	}
}

// AddGradV adds scale·p.
func (e Unary) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	for j := range p.Rows {
		floats.AddScaled(dst.Row(j/m), scale, p.Row(j))
	}
}

// Slope is u itself.
func (e Unary) Slope(u, v []float64) { copy(u, v) }

// Coefficients are u and U = 0.
func (e Unary) Coefficients(u, upper, v []float64) {
	copy(u, v)
	clear(upper)
}

// UnaryOptions has no fields.
type UnaryOptions struct{}

// Validate finds nothing to refuse.
func (UnaryOptions) Validate() error { return nil }

// New makes the energy.
func (UnaryOptions) New(set space.Set) Energy { return Unary{K: set.Dim()} }

func init() {
	Register(Registration{Name: "unary", Formula: "⟨u,p⟩", Options: UnaryOptions{}, Concave: true, Linear: true, Exact: true})
}
