package energy

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// LinearConcave is Φ(v,p) = ⟨v,φ(p)⟩ with v = (u, w) and φ = (p, −g(⟨a_1,p⟩+b_1), …, −g(⟨a_H,p⟩+b_H)), g = softplus: H
// concave features that are weights of the energy, and coefficients w ≥ 0 that the network chooses for each observation
// (docs/paper.md 5.1, 6.6). Where the network says w_j < 0 the coefficient is 0, and its gradient too.
//
// On V = {(u,w) : w ≥ 0} it is linear in v and concave in p, the class for which the excess risk is calibrated; V holds
// the linear energies ⟨u,p⟩, which the premise asks for. The loss is convex in (u,w) there, and in neither a nor b.
// Newton's method, projected gradient and, with an entropy, mirror ascent find the maximum and certify it.
type LinearConcave struct {
	features *psi // of one layer; its c is w
	params   net.Params[float32]
	tape     *psiTape
	second   psiSecond
}

// NewLinearConcave returns the energy on k coordinates with h features, their weights zero until Init or loading.
func NewLinearConcave(k, h int) *LinearConcave {
	n := newPsi(k, []int{h}, true)
	return &LinearConcave{features: n, params: n.params[:len(n.params)-1], tape: newPsiTape(n)}
}

// Name is "linear-concave".
func (e *LinearConcave) Name() string { return "linear-concave" }

// Dim is k.
func (e *LinearConcave) Dim() int { return e.features.k }

// VDim is k + H.
func (e *LinearConcave) VDim() int { return e.features.k + len(e.features.c) }

// Concave is true.
func (e *LinearConcave) Concave() bool { return true }

// AddLinear adds c to u.
func (e *LinearConcave) AddLinear(v, c []float64) { floats.AddScaled(v, 1, c) }

// Params are a and b.
func (e *LinearConcave) Params() net.Params[float32] { return e.params }

// Clone shares the weights.
func (e *LinearConcave) Clone() Energy {
	return &LinearConcave{features: e.features, params: e.params, tape: newPsiTape(e.features)}
}

// Init draws features that bend all over the set.
func (e *LinearConcave) Init(rng *rand.Rand) { e.features.init(rng) }

// at sets the tape to the coefficients of a row of v and returns u.
func (e *LinearConcave) at(v []float64) (u []float64) {
	for j, w := range v[e.Dim():] {
		e.tape.c[j] = max(w, 0)
	}
	return v[:e.Dim()]
}

// Value writes ⟨u,p⟩ − Σ_j w_j·g(⟨a_j,p⟩+b_j).
func (e *LinearConcave) Value(dst []float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		u := e.at(v.Row(j / m))
		dst[j] = floats.Dot(u, p.Row(j)) - e.tape.value(p.Row(j))
	}
}

// GradP writes u − Σ_j w_j·g′·a_j.
func (e *LinearConcave) GradP(dst, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		g := dst.Row(j)
		copy(g, e.at(v.Row(j/m)))
		e.tape.addGrad(g, -1, p.Row(j))
	}
}

// AddGradV adds scale·φ(p).
func (e *LinearConcave) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		e.at(v.Row(j / m))
		e.tape.forward(p.Row(j), true)
		e.addCoefficients(dst.Row(j/m), scale, p.Row(j), e.tape.layers[0].z)
	}
}

// addCoefficients adds scale·(x, −z), the second part where w > 0.
func (e *LinearConcave) addCoefficients(dst []float64, scale float64, x, z []float64) {
	floats.AddScaled(dst, scale, x)
	for j, c := range e.tape.c {
		if c > 0 {
			dst[len(x)+j] -= scale * z[j]
		}
	}
}

// AddGradParams adds −scale·Σ_j w_j·∂g/∂(a_j, b_j).
func (e *LinearConcave) AddGradParams(grad net.Params[float32], scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		e.at(v.Row(j / m))
		e.tape.addGradParams(grad, -scale, p.Row(j))
	}
}

// AddSecond differentiates ⟨z, u − Σ_j w_j·∇g_j⟩.
func (e *LinearConcave) AddSecond(gradP, gradV Matrix, grad net.Params[float32], scale float64, z, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		var dst []float64
		if gradP.Rows > 0 {
			dst = gradP.Row(j)
		}
		e.at(v.Row(j / m))
		e.tape.addSecond(&e.second, dst, grad, -scale, z.Row(j), p.Row(j))
		if gradV.Rows > 0 {
			e.addCoefficients(gradV.Row(j/m), scale, z.Row(j), e.second.layers[0].dz)
		}
	}
}

// AddHessian adds −scale·Σ_j w_j·g″·a_j·a_jᵀ.
func (e *LinearConcave) AddHessian(dst Matrix, scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	e.tape.read()
	for j := range p.Rows {
		e.at(v.Row(j / m))
		e.tape.addHessian(&e.second, dst.Row(j), -scale, p.Row(j))
	}
}

// LinearConcaveOptions set the number of features.
type LinearConcaveOptions struct {
	Features int `json:"features" yaml:"features"` // H; more bend the energy in more directions
}

// DefaultLinearConcave has 64 features.
func DefaultLinearConcave() LinearConcaveOptions { return LinearConcaveOptions{Features: 64} }

// Validate bounds the features.
func (o LinearConcaveOptions) Validate() error {
	if o.Features < 1 || o.Features > maxWidth {
		return config.Want("features", o.Features, "1 to %d", maxWidth)
	}
	return nil
}

// New makes the energy.
func (o LinearConcaveOptions) New(set space.Set) Energy {
	return NewLinearConcave(set.Dim(), o.Features)
}

// Size counts a and b.
func (o LinearConcaveOptions) Size(set space.Set) (v int, own float64) {
	k := set.Dim()
	return k + o.Features, float64(o.Features) * (float64(k) + 1)
}

func init() {
	Register(Registration{Name: "linear-concave", Formula: "⟨u,p⟩ − ⟨w,ψ(p)⟩, ψ_j convex, w ≥ 0", Options: DefaultLinearConcave(),
		Concave: true, Linear: true, Exact: true,
		Admissible: func(k int, v []float64) {
			for j := k; j < len(v); j++ {
				v[j] = math.Abs(v[j])
			}
		}})
}
