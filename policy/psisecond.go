package policy

import "github.com/fenchel-gym/fenchel/policy/net"

// psiSecond is the scratch of differentiating D = ⟨z, ∇Ψ(p)⟩, the derivative of Ψ along z.
type psiSecond struct {
	layers   []psiSecondLayer
	jacobian [][]float64 // A_i, the derivative of the arguments of layer i > 0 in p (h×k)
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
		s.jacobian = append(s.jacobian, nil)
		s.layers = append(s.layers, psiSecondLayer{b[:h], b[h : 2*h], b[2*h : 3*h], b[3*h : 4*h], b[4*h : 5*h], b[5*h:]})
	}
}

// addSecond adds scale·∇²Ψ(p)·z to dst, unless that is nil, and the gradient of scale·⟨z, ∇Ψ(p)⟩ in the weights to
// grad, unless that is nil: a derivative along z on the way up, and one reverse pass over both.
func (t *psiTape) addSecond(s *psiSecond, dst []float64, grad net.Params[float32], scale float64, z, p []float64) {
	s.reserve(t)
	t.forward(p)
	t.tangent(s, z)
	last := len(t.layers) - 1
	for j, c := range t.c {
		s.layers[last].barDZ[j], s.layers[last].barZ[j] = scale*c, 0
	}
	if grad != nil {
		addNarrow(grad[len(grad)-1].Data, scale, s.layers[last].dz)
		grad = grad[:len(grad)-1]
	}
	for i := last; i >= 0; i-- {
		l, d := &t.layers[i], &s.layers[i]
		for j, slope := range l.slope {
			d.barDA[j] = d.barDZ[j] * slope
			d.barA[j] = d.barDZ[j]*slope*(1-slope)*d.da[j] + d.barZ[j]*slope // g″ = g′(1 − g′)
		}
		if dst != nil && len(l.pass) > 0 {
			addProduct(dst, d.barA, l.pass)
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
	for i := range t.layers {
		l, d := &t.layers[i], &s.layers[i]
		for j := range d.da {
			sum := 0.0
			if len(l.pass) > 0 {
				sum = dot(l.pass[j*len(z):(j+1)*len(z)], z)
			}
			if i > 0 {
				before := s.layers[i-1].dz
				sum += dot(l.weight[j*len(before):(j+1)*len(before)], before)
			}
			d.da[j], d.dz[j] = sum, sum*l.slope[j]
		}
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
	t.forward(p)
	t.backward(nil, scale) // d = scale·λ·g′, and g″ = g′(1 − g′)
	k := len(p)
	for i := range t.layers {
		l := &t.layers[i]
		jacobian := l.pass
		if i > 0 {
			jacobian = grow(s.jacobian[i], len(l.z)*k)
			s.jacobian[i] = jacobian
			copy(jacobian, l.pass)
			if len(l.pass) == 0 {
				clear(jacobian)
			}
			t.addJacobian(jacobian, s.below(t, i), i, k)
		}
		for j, d := range l.d {
			addSquare(dst, d*(1-l.slope[j]), jacobian[j*k:j*k+k])
		}
	}
}

// below is A_{i−1}.
func (s *psiSecond) below(t *psiTape, i int) []float64 {
	if i == 1 {
		return t.layers[0].pass
	}
	return s.jacobian[i-1]
}

// addJacobian adds W_i·diag(g′(a_{i−1}))·A_{i−1} to dst.
func (t *psiTape) addJacobian(dst, below []float64, i, k int) {
	slope := t.layers[i-1].slope
	for j := range t.layers[i].z {
		row := t.layers[i].weight[j*len(slope) : (j+1)*len(slope)]
		for m, w := range row {
			axpy(dst[j*k:j*k+k], w*slope[m], below[m*k:m*k+k])
		}
	}
}

// addSquare adds c·aaᵀ to dst.
func addSquare(dst []float64, c float64, a []float64) {
	for i, x := range a {
		axpy(dst[i*len(a):(i+1)*len(a)], c*x, a)
	}
}
