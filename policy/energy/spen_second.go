package energy

import (
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// psiSecond is the scratch of differentiating D = ⟨z, ∇Ψ(p)⟩, the derivative of Ψ along z.
type psiSecond struct {
	layers    []psiSecondLayer
	jacobians [][]float64 // A_iᵀ, A_i the derivative of the arguments of layer i > 0 in p (k×h)
}

// psiSecondLayer belongs to one layer of h units with arguments a and outputs g(a).
type psiSecondLayer struct {
	da, dz     []float64 // derivatives of a and g(a) along z (h)
	barA, barZ []float64 // ∂D/∂a, ∂D/∂g(a) (h)
	barDA      []float64 // ∂D/∂(da) (h)
	barDZ      []float64 // ∂D/∂(dz) (h)
}

func (s *psiSecond) reserve(t *psiTape) {
	if s.layers != nil {
		return
	}
	for i := range t.layers {
		h := len(t.layers[i].z)
		b := make([]float64, 6*h)
		s.jacobians = append(s.jacobians, nil)
		s.layers = append(s.layers, psiSecondLayer{b[:h], b[h : 2*h], b[2*h : 3*h], b[3*h : 4*h], b[4*h : 5*h], b[5*h:]})
	}
}

// addSecond adds scale·∇²Ψ(p)·z to dst, unless that is nil, and the gradient of scale·⟨z, ∇Ψ(p)⟩ in the weights to
// grad, unless that is nil: a derivative along z on the way up, and one reverse pass over both.
func (t *psiTape) addSecond(s *psiSecond, dst []float64, grad net.Params[float32], scale float64, z, p []float64) {
	s.reserve(t)
	t.forward(p, false)
	t.tangent(s, z)
	last := len(t.layers) - 1
	for j, c := range t.c {
		s.layers[last].barDZ[j], s.layers[last].barZ[j] = scale*c, 0
	}
	if len(grad) == len(t.net.params) { // c is among the weights
		addNarrow(grad[len(grad)-1].Data, scale, s.layers[last].dz)
		grad = grad[:len(grad)-1]
	}
	for i := last; i >= 0; i-- {
		l, d := &t.layers[i], &s.layers[i]
		for j, slope := range l.slope {
			d.barDA[j] = d.barDZ[j] * slope
			d.barA[j] = d.barDZ[j]*slope*(1-slope)*d.da[j] + d.barZ[j]*slope // g″ = g′(1 − g′)
		}
		if dst != nil {
			l.addPassed(dst, d.barA)
		}
		if i > 0 {
			below := &s.layers[i-1]
			clear(below.barDZ)
			clear(below.barZ)
			addProduct(below.barDZ, d.barDA, l.weight)
			addProduct(below.barZ, d.barA, l.weight)
		}
		if grad != nil {
			grad = t.addSecondParams(s, grad, i, z, p)
		}
	}
}

// tangent fills da and dz.
func (t *psiTape) tangent(s *psiSecond, z []float64) {
	var before []float64
	for i := range t.layers {
		l, d := &t.layers[i], &s.layers[i]
		clear(d.da)
		l.affine(d.da, z, before)
		for j, a := range d.da {
			d.dz[j] = a * l.slope[j]
		}
		before = d.dz
	}
}

// addSecondParams adds the gradient of layer i to the end of grad and returns what is left of it.
func (t *psiTape) addSecondParams(s *psiSecond, grad net.Params[float32], i int, z, p []float64) net.Params[float32] {
	d := &s.layers[i]
	at := len(grad) - 1
	addNarrow(grad[at].Data, 1, d.barA)
	if len(t.layers[i].pass) > 0 {
		at--
		addOuter(grad[at].Data, d.barDA, z)
		addOuter(grad[at].Data, d.barA, p)
	}
	if i > 0 {
		at--
		addOuter(grad[at].Data, d.barDA, s.layers[i-1].dz)
		addOuter(grad[at].Data, d.barA, t.layers[i-1].z)
	}
	return grad[:at]
}

// addHessian adds scale·∇²Ψ(p) to dst (k×k): with A_i = ∂a_i/∂p the argument's Jacobian and λ_i = ∂Ψ/∂g(a_i),
//
//	∇²Ψ = Σ_i A_iᵀ·diag(λ_i·g″(a_i))·A_i      A_i = P_i + W_i·diag(g′(a_{i−1}))·A_{i−1}
func (t *psiTape) addHessian(s *psiSecond, dst []float64, scale float64, p []float64) {
	s.reserve(t)
	t.forward(p, false)
	t.backward(nil, scale) // d = scale·λ·g′, and g″ = g′(1 − g′)
	k := len(p)
	for i := range t.layers {
		l, d := &t.layers[i], &s.layers[i]
		if i > 0 {
			t.jacobian(s, i, k)
		}
		for j, x := range l.slope {
			l.d[j] *= 1 - x
		}
		h, a := len(l.d), s.transposed(t, i)
		for r := range k {
			for j, x := range a[r*h : (r+1)*h] {
				d.da[j] = l.d[j] * x
			}
			for c := range r + 1 {
				x := dotLong(d.da, a[c*h:(c+1)*h])
				dst[r*k+c] += x
				if c < r {
					dst[c*k+r] += x
				}
			}
		}
	}
}

// transposed is A_iᵀ (k×h).
func (s *psiSecond) transposed(t *psiTape, i int) []float64 {
	if i == 0 {
		return t.layers[0].pass
	}
	return s.jacobians[i]
}

// jacobian writes A_iᵀ from A_{i−1}ᵀ.
func (t *psiTape) jacobian(s *psiSecond, i, k int) {
	l, below := &t.layers[i], &t.layers[i-1]
	h, n := len(l.z), len(below.z)
	s.jacobians[i] = floats.Grow(s.jacobians[i], h*k)
	a, before := s.jacobians[i], s.transposed(t, i-1)
	clear(a)
	copy(a, l.pass)
	for r := range k {
		for j, x := range before[r*n : (r+1)*n] {
			s.layers[i-1].dz[j] = below.slope[j] * x
		}
		for j := range h {
			a[r*h+j] += dotLong(l.weight[j*n:(j+1)*n], s.layers[i-1].dz)
		}
	}
}
