package energy

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// SPEN is the energy of a structured prediction energy network (Belanger and McCallum 2016), Φ(u,p) = ⟨u,p⟩ − Ψ(p):
// the network says what it prefers of each coordinate, and Ψ, a network of p with weights of its own, which combinations
// of coordinates are unlikely whatever the observation (docs/paper.md 6.4, 8.4). v = u.
//
// Φ is linear in u, so the Fenchel-Young loss is convex in u where the inner maximum is global; it is convex in none of
// Ψ's weights. Two forms:
//
//	spen           Ψ a perceptron. Not concave in p: solvers start several times and certify nothing.
//	spen-concave   Ψ an input-convex network. Concave in p: projected gradient, or mirror ascent with an entropy, finds
//	               the maximum and certifies it by its gap, and with Ω = ½γ‖p‖² it is the only one.
type SPEN struct {
	psi    *psi
	tape   *psiTape
	second psiSecond
}

// NewSPEN returns the energy on k coordinates whose Ψ has hidden layers of the given widths, its weights zero until
// Init or loading. concave keeps Ψ convex.
func NewSPEN(k int, widths []int, concave bool) *SPEN {
	n := newPsi(k, widths, concave)
	return &SPEN{psi: n, tape: newPsiTape(n)}
}

// Name is "spen" or "spen-concave".
func (e *SPEN) Name() string {
	if e.psi.convex {
		return "spen-concave"
	}
	return "spen"
}

// Dim is k.
func (e *SPEN) Dim() int { return e.psi.k }

// VDim is k: v = u.
func (e *SPEN) VDim() int { return e.psi.k }

// Concave is whether Ψ is convex by construction.
func (e *SPEN) Concave() bool { return e.psi.convex }

// Params are the weights of Ψ.
func (e *SPEN) Params() net.Params[float32] { return e.psi.params }

// Clone shares the weights.
func (e *SPEN) Clone() Energy { return &SPEN{psi: e.psi, tape: newPsiTape(e.psi)} }

// Init draws the weights so that the energy starts near the unary one.
func (e *SPEN) Init(rng *rand.Rand) { e.psi.init(rng) }

// ProjectParams sets weights below zero to zero where Ψ has to be convex.
func (e *SPEN) ProjectParams() { e.psi.project() }

// CheckParams refuses weights with which Ψ is not convex though it has to be.
func (e *SPEN) CheckParams() error { return e.psi.check() }

// AddLinear adds c to u.
func (*SPEN) AddLinear(v, c []float64) { floats.AddScaled(v, 1, c) }

// Value writes ⟨u,p⟩ − Ψ(p).
func (e *SPEN) Value(dst []float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		dst[j] = floats.Dot(v.Row(j/m), p.Row(j)) - e.tape.value(p.Row(j))
	}
}

// GradP writes u − ∇Ψ(p).
func (e *SPEN) GradP(dst, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		g := dst.Row(j)
		copy(g, v.Row(j/m))
		e.tape.addGrad(g, -1, p.Row(j))
	}
}

// AddGradV adds scale·p.
func (e *SPEN) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	Unary{K: e.psi.k}.AddGradV(dst, scale, v, p)
}

// AddGradParams adds −scale·∂Ψ/∂weights.
func (e *SPEN) AddGradParams(grad net.Params[float32], scale float64, v, p Matrix) {
	candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		e.tape.addGradParams(grad, -scale, p.Row(j))
	}
}

// AddSecond differentiates ⟨z, u − ∇Ψ(p)⟩: −∇²Ψ·z in p, z in u.
func (e *SPEN) AddSecond(gradP, gradV Matrix, grad net.Params[float32], scale float64, z, v, p Matrix) {
	candidates(v, p, e.VDim(), e.Dim())
	if gradV.Rows > 0 {
		e.AddGradV(gradV, scale, v, z)
	}
	if gradP.Rows == 0 && grad == nil {
		return
	}
	e.tape.read()
	for j := range p.Rows {
		var dst []float64
		if gradP.Rows > 0 {
			dst = gradP.Row(j)
		}
		e.tape.addSecond(&e.second, dst, grad, -scale, z.Row(j), p.Row(j))
	}
}

// AddHessian adds −scale·∇²Ψ.
func (e *SPEN) AddHessian(dst Matrix, scale float64, v, p Matrix) {
	candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		e.tape.addHessian(&e.second, dst.Row(j), -scale, p.Row(j))
	}
}

// SPENOptions set the size of Ψ.
type SPENOptions struct {
	Width []int `json:"width" yaml:"width"` // of the hidden layers of Ψ, at least one
}

// DefaultSPEN has two hidden layers of 64.
func DefaultSPEN() SPENOptions { return SPENOptions{Width: []int{64, 64}} }

// Validate bounds the layers.
func (o SPENOptions) Validate() error { return checkWidth(o.Width) }

// New makes the energy.
func (o SPENOptions) New(set space.Set) Energy { return NewSPEN(set.Dim(), o.Width, false) }

// Size counts the weights of Ψ.
func (o SPENOptions) Size(set space.Set) (v int, own float64) {
	k := set.Dim()
	return k, psiSize(k, o.Width, false)
}

// ConcaveSPENOptions set the size of a convex Ψ.
type ConcaveSPENOptions SPENOptions

// Validate bounds the layers.
func (o ConcaveSPENOptions) Validate() error { return checkWidth(o.Width) }

// New makes the energy.
func (o ConcaveSPENOptions) New(set space.Set) Energy { return NewSPEN(set.Dim(), o.Width, true) }

// Size counts the weights of Ψ.
func (o ConcaveSPENOptions) Size(set space.Set) (v int, own float64) {
	k := set.Dim()
	return k, psiSize(k, o.Width, true)
}

func init() {
	Register(Registration{Name: "spen", Formula: "⟨u,p⟩ − Ψ(p), Ψ a network", Options: DefaultSPEN(), Linear: true})
	Register(Registration{Name: "spen-concave", Formula: "⟨u,p⟩ − Ψ(p), Ψ a convex network", Options: ConcaveSPENOptions(DefaultSPEN()),
		Concave: true, Linear: true, Exact: true})
}
