package energy

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// Energy is Φ(v,p), higher where the action p suits v better, with gradients in both arguments. v has n rows and p a
// multiple of it: with p.Rows = m·n, rows i·m to (i+1)·m−1 of p belong to row i of v. Arguments never alias.
//
//	name               Φ(v,p)                            v             exact solver
//	unary              ⟨u,p⟩                             u             closed-form
//	pairwise           ⟨u,p⟩ + ½⟨p,Up⟩                   (u, U)        box-coordinate, if concave
//	pairwise-lowrank   ⟨u,p⟩ − ½‖Aᵀp‖²                   (u, A)        box-coordinate
//	pairwise-global    ⟨u,p⟩ + ½⟨p,Up⟩, weights U        u             box-coordinate, if concave
//	pairwise-lowrank-global  the same, weights A         u             box-coordinate
//	spen               ⟨u,p⟩ − Ψ(p), Ψ a network         u             none; newton, from several starts
//	spen-concave       ⟨u,p⟩ − Ψ(p), Ψ convex            u             newton
//	linear-concave     ⟨u,p⟩ − ⟨w,ψ(p)⟩, ψ_j convex      (u, w ≥ 0)    newton
//	late               a network of (v,p)                an embedding  none; sampler
//	conditional        a network of c + W·p              (c, W)        none; sampler
//	modes              log Σ_j exp(b_j − ‖p−u_j‖²/2σ²)   (u_j, b)      none; mean-shift
//
// (docs/paper.md 6.1 to 6.6.) Which is concave in p, linear in v and solved exactly its Registration says, and a test holds each to
// it. Where Φ is linear in v the Fenchel-Young loss is convex in v, provided the maximum is global; it is convex in the
// weights of the energy itself only where Φ is linear in them too, as in a global U. box-coordinate and newton are exact
// on boxes and cubes with Ω = ½γ‖p‖² or 0; with an entropy mirror ascent takes their place, and projected gradient
// elsewhere.
type Energy interface {
	Name() string                                    // as in the table
	Dim() int                                        // k, the length of a row of p
	VDim() int                                       // the length of a row of v
	Concave() bool                                   // whether Φ(v,·) is concave for every v
	Value(dst []float64, v, p Matrix)                // dst[j] = Φ(v_i, p_j), i the row of v that p_j belongs to
	GradP(dst, v, p Matrix)                          // row j of dst = ∇₂Φ(v_i, p_j)
	AddGradV(dst Matrix, scale float64, v, p Matrix) // row i of dst += scale·Σ_j ∇₁Φ(v_i, p_j), j over the rows of i
	Clone() Energy                                   // shares the weights, has scratch of its own
}

// Parametric is an Energy with weights of its own besides v. Gradients are kept by the caller, in the layout of Params.
type Parametric interface {
	Energy
	Params() net.Params[float32] // views: changing them changes the energy
	// AddGradParams adds scale·Σ_j ∂Φ(v_i, p_j)/∂Params.
	AddGradParams(grad net.Params[float32], scale float64, v, p Matrix)
	Init(rng *rand.Rand) // draws the initial weights
}

// Projector is a Parametric some of whose weights are bounded: a caller that changes them projects afterwards.
type Projector interface {
	Parametric
	ProjectParams()     // moves the weights to the nearest admissible ones
	CheckParams() error // says which weight is not admissible
}

// LinearTerm is an Energy that begins with ⟨u,p⟩, u the first k entries of v: a term linear in p can be added to it.
type LinearTerm interface {
	Energy
	AddLinear(v, c []float64) // changes a row of v so that Φ(v,·) grows by ⟨c,p⟩
}

// WeightedGradient is an energy whose maximum is searched among candidates, and which differentiates a weighted sum
// over them in one pass: with rows i·m to (i+1)·m−1 of p for row i of v, it adds the gradient of Σ_j weights[j]·Φ(v_i,
// p_j) in v to gradV, unless that has no rows, and the gradient in its own parameters to grad, unless that is nil.
type WeightedGradient interface {
	AddGradWeighted(gradV Matrix, grad net.Params[float32], weights []float64, v, p Matrix)
}

// Integrable is an energy without weights of its own whose exp has an integral over ℝ^k in closed form. LogIntegral
// writes log ∫ exp Φ(v_i,p) dp less a constant, such that it is at least max_p Φ(v_i,p); the other adds scale times its
// gradient.
type Integrable interface {
	Energy
	LogIntegral(dst []float64, v Matrix)
	AddGradLogIntegral(dst Matrix, scale float64, v Matrix)
}

// Mixture is an energy of several round peaks of one width, Φ(v,p) = log Σ_j exp(b_j − ‖p−u_j‖²/2σ²), whose maximum is
// climbed to from every center u_j.
type Mixture interface {
	Energy
	Components() int                        // how many centers there are
	Deviation() float64                     // σ, in normalized coordinates
	Center(v []float64, j int) []float64    // u_j (k) within a row of v
	Mean(dst, v, p []float64) (phi float64) // writes Σ_j q_j·u_j, q_j the share of peak j in exp Φ(v,p), and returns Φ(v,p)
}

// Linear is an energy that is ⟨u,p⟩ in p. Its problems have closed forms.
type Linear interface {
	Energy
	Slope(u, v []float64) // writes u (k) for one row of v
}

// Quadratic is an energy that is ⟨u,p⟩ + ½⟨p,Up⟩ in p. Its problems on boxes are quadratic programs.
type Quadratic interface {
	Energy
	Coefficients(u, upper, v []float64) // writes u (k) and U (k×k, symmetric, both triangles) for one row of v
}

// OutputScaler is an Energy or a Head that knows how large the coordinates of v should be at the start of training:
// dst[j] multiplies the initial weights that produce v_j.
type OutputScaler interface {
	OutputScales(dst []float64)
}

// OutputGain multiplies all weights that produce v at the start of training, besides what OutputScales asks for: the
// first actions are small for every observation, so that training does not begin at the bounds.
const OutputGain = 0.1

// candidates returns m = p.Rows/v.Rows and panics where shapes disagree.
func candidates(v, p Matrix, vdim, dim int) int {
	if v.Cols != vdim || p.Cols != dim || v.Rows == 0 || p.Rows%v.Rows != 0 {
		panic("energy: v and p do not fit the energy or each other")
	}
	return p.Rows / v.Rows
}
