package regularizer

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// Regularizer is Ω(p), a convex function on the sets that Over admits. It makes the maximizer unique where the energy
// alone would not, and the conjugate smooth.
//
//	name         Ω(p)                                        sets      argmax ⟨u,p⟩ − Ω(p) in closed form
//	quadratic    ½γ‖p‖²                                      all       the projection of u/γ
//	shannon      γ·Σ p log p                                 simplex   softmax(u/γ)
//	fermi-dirac  γ·Σ p log p + (1−p) log(1−p)                cube      σ(u/γ)
//	box-entropy  γ·Σ ½(1+p) log ½(1+p) + ½(1−p) log ½(1−p)   box       tanh(u/γ)
//	tsallis      γ/(α(α−1))·(Σ p^α − 1)                      simplex   entmax, α = 2: sparsemax
//	tsallis      γ/(α(α−1))·Σ p^α + (1−p)^α − 1              cube      label by label, α = 2: clip(½ + u/2γ)
//	none         0                                           all       a vertex
//
// (docs/paper.md 7.1 to 7.8.) The entropies but Tsallis's have infinite gradients on the boundary.
type Regularizer interface {
	Name() string
	Modulus() float64                                  // μ: Ω − ½μ‖p‖² is convex; 0 where Ω is not strongly convex
	Value(p []float64) float64                         // Ω(p)
	AddGrad(dst []float64, scale float64, p []float64) // dst += scale·∇Ω(p)
	Curvature(dst, p []float64)                        // dst_i = ∂²Ω/∂p_i²: every Ω here is a sum over coordinates
	Argmax(dst, u []float64, c space.Set)              // argmax_{p∈C} ⟨u,p⟩ − Ω(p)
	Over(c space.Set) error                            // why Ω cannot be used on C, nil if it can
	Interior() bool                                    // whether ∇Ω is infinite on the boundary of C
}

// Isotropic is a regularizer that is ½γ‖p‖², γ ≥ 0: of the same curvature in all directions, so that a step of a solver
// may be a projection, and the objective of a quadratic energy is a quadratic program.
type Isotropic interface {
	Regularizer
	Isotropy() float64 // γ
}

// xlogx is x·log x, continued by 0 at 0.
func xlogx(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(x)
}

// errSet says that a regularizer lives on another kind of set.
func errSet(o Regularizer, want string, c space.Set) error {
	return fmt.Errorf("regularizer %q lives on a %s, not on the %v", o.Name(), want, c)
}
