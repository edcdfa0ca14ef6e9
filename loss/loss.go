// Package loss measures how far a policy is from its expert, and in which direction to move.
//
// A network computes v = f_W(s); the expert did y. A Loss is L(v,y) with its gradient in v, which continues backward
// through f_W. The generalized Fenchel-Young loss of an energy Φ, a regularizer Ω and an action set C is
//
//	L(v,y) = Ω^Φ(v) + Ω(y) − Φ(v,y),    Ω^Φ(v) = max_{p∈C} Φ(v,p) − Ω(p),
//
// the amount by which the best action beats the expert's. It is zero exactly where the expert's action is itself the
// best, and by the envelope theorem its gradient needs no derivative of the argmax p*:
//
//	∇_v L(v,y) = ∇₁Φ(v,p*) − ∇₁Φ(v,y)
//
// (docs/paper.md 1.1 to 1.4 and section 3; Blondel et al. 2022.) Its rivals are in this package too, one file each:
//
//	loss                   L(v,y)                                  energies             sets                     convex in v
//	fenchel-young          max_p J(v,p) − J(v,y), J = Φ − Ω        all                  all                      if Φ is linear in v
//	fenchel-young-lifted   the same of mixtures of candidates      late, conditional,   all; boxes where it      if Φ is linear in v
//	                       or of all points                        modes                is integrated
//	energy                 −J(v,y)                                 all                  all                      if Φ is linear in v
//	perceptron             max_p Φ(v,p) − Φ(v,y)                   all, Ω = 0           all                      if Φ is linear in v
//	hinge                  max_p J(v,p) + Δ(p,y) − J(v,y)          with a term ⟨u,p⟩    cube, simplex            if Φ is linear in v
//	cross-entropy          log Σ_p exp J(v,p) − J(v,y), vertices   all                  cube, simplex            if Φ is linear in v
//	infonce                the same among y and drawn negatives    all                  all                      if Φ is linear in v
//	squared-unrolled       ½‖p_T − y‖², p_T after T steps          twice differentiable all, Ω strongly convex   in nothing
//	squared-implicit       ½‖p* − y‖²                              twice differentiable box, cube, simplex       in nothing
//	squared                ½‖v − y‖²                               none: regression     all                      yes
//	gaussian               −log N(y; μ, σ²), v = (μ, log σ)        none: regression     boxes                    in μ
//
// Convexity asks for a global inner maximum, and of infonce for negatives that do not climb.
package loss

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Loss is L(v,y), batched: row i of v and y is a sample. y are the expert's actions in normalized coordinates. A Loss
// owns its scratch: one goroutine each.
type Loss interface {
	Name() string
	// AddGrad writes losses[i] = L(v_i, y_i), adds scale·∂L/∂v to gradV and, where the energy has parameters of its
	// own, scale·∂L/∂Params to grad, which has their layout (nil where there are none). A mean over the batch has
	// scale = 1/rows. rows says from which streams an inner solver draws and where it starts.
	AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows)
	Clone() Loss // for another goroutine, with scratch of its own and the same weights
}

// Solved is a Loss that solves an inner problem for each row: it tells the points that it found, and how well.
type Solved interface {
	Loss
	Argmax() (policy.Matrix, []solve.Report) // of the last AddGrad, valid until the next
}
