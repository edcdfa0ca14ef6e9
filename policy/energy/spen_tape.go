package energy

import (
	"math"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// psiTape is what evaluating Ψ at one point leaves behind, and the weights in float64. One per goroutine.
type psiTape struct {
	net    *psi
	layers []psiLayerTape
	c      []float64
}

// psiLayerTape belongs to one layer of h units.
type psiLayerTape struct {
	weight, bias []float64 // copies of the weights
	pass         []float64 // P transposed (k×h): long rows, for k is small
	z            []float64 // g(a), a the argument of the units (h); the last layer's only where it is asked for
	slope        []float64 // g′(a) (h)
	d            []float64 // ∂Ψ/∂a times the scale of the reverse pass (h)
}

func newPsiTape(n *psi) *psiTape {
	t := &psiTape{net: n, c: make([]float64, len(n.c))}
	for _, l := range n.layers {
		h := len(l.bias)
		t.layers = append(t.layers, psiLayerTape{
			weight: make([]float64, len(l.weight.Data)), pass: make([]float64, len(l.pass.Data)), bias: make([]float64, h),
			z: make([]float64, h), slope: make([]float64, h), d: make([]float64, h),
		})
	}
	return t
}

// read takes over the present weights, before a batch.
func (t *psiTape) read() {
	widen(t.c, t.net.c)
	for i, l := range t.net.layers {
		widen(t.layers[i].weight, l.weight.Data)
		widen(t.layers[i].bias, l.bias)
		h, pass := l.pass.Rows, t.layers[i].pass
		for j := range h {
			for c, w := range l.pass.Row(j) {
				pass[c*h+j] = float64(w)
			}
		}
	}
}

// value returns Ψ(p).
func (t *psiTape) value(p []float64) float64 {
	t.forward(p, true)
	return dotLong(t.c, t.layers[len(t.layers)-1].z)
}

// addGrad adds scale·∇Ψ(p) to dst.
func (t *psiTape) addGrad(dst []float64, scale float64, p []float64) {
	t.forward(p, false)
	t.backward(dst, scale)
}

// forward fills slope and z, layer by layer, the last z only where value is set: derivatives do without.
func (t *psiTape) forward(p []float64, value bool) {
	var before []float64
	for i := range t.layers {
		l := &t.layers[i]
		copy(l.z, l.bias)
		l.affine(l.z, p, before)
		if value || i < len(t.layers)-1 {
			for j, a := range l.z {
				l.z[j], l.slope[j] = softplus(a)
			}
		} else {
			for j, a := range l.z {
				l.slope[j] = 1 / (1 + math.Exp(-a))
			}
		}
		before = l.z
	}
}

// affine adds P·p + W·before to dst (h).
func (l *psiLayerTape) affine(dst, p, before []float64) {
	if len(l.pass) > 0 {
		for c, x := range p {
			floats.AddScaled(dst, x, l.pass[c*len(dst):(c+1)*len(dst)])
		}
	}
	if n := len(before); n > 0 {
		for j := range dst {
			dst[j] += dotLong(l.weight[j*n:(j+1)*n], before)
		}
	}
}

// addPassed adds Pᵀ·d to dst (k).
func (l *psiLayerTape) addPassed(dst, d []float64) {
	if len(l.pass) > 0 {
		for c := range dst {
			dst[c] += dotLong(l.pass[c*len(d):(c+1)*len(d)], d)
		}
	}
}

// dotLong is dot for rows long enough that four sums at once are faster than one.
func dotLong(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// softplus is log(1 + eᵃ) and its slope σ(a), from one exponential.
func softplus(a float64) (z, slope float64) {
	e := math.Exp(-math.Abs(a))
	slope = 1 / (1 + e)
	if a < 0 {
		return math.Log1p(e), e * slope
	}
	return a + math.Log1p(e), slope
}

// backward fills d with scale·∂Ψ/∂a from the last layer to the first and adds scale·∂Ψ/∂p to dst, unless that is nil.
func (t *psiTape) backward(dst []float64, scale float64) {
	last := len(t.layers) - 1
	for j, c := range t.c {
		t.layers[last].d[j] = scale * c * t.layers[last].slope[j]
	}
	for i := last; i >= 0; i-- {
		l := &t.layers[i]
		if dst != nil {
			l.addPassed(dst, l.d)
		}
		if i > 0 {
			to := &t.layers[i-1]
			clear(to.d)
			addProduct(to.d, l.d, l.weight)
			for j, s := range to.slope {
				to.d[j] *= s
			}
		}
	}
}

// addProduct adds d·W to dst, W of len(d) rows.
func addProduct(dst, d, w []float64) {
	n := len(dst)
	for j, x := range d {
		floats.AddScaled(dst, x, w[j*n:j*n+n])
	}
}

// addGradParams adds scale·∂Ψ/∂weights at p to grad, which has the layout of the network's params, or that without c.
func (t *psiTape) addGradParams(grad net.Params[float32], scale float64, p []float64) {
	t.forward(p, true)
	t.backward(nil, scale)
	var before []float64
	for i := range t.layers {
		l := &t.layers[i]
		if before != nil {
			addOuter(grad[0].Data, l.d, before)
			grad = grad[1:]
		}
		if len(l.pass) > 0 {
			addOuter(grad[0].Data, l.d, p)
			grad = grad[1:]
		}
		addNarrow(grad[0].Data, 1, l.d)
		grad, before = grad[1:], l.z
	}
	if len(grad) > 0 {
		addNarrow(grad[0].Data, scale, before)
	}
}

// addOuter adds d·xᵀ to dst, row by row.
func addOuter(dst []float32, d, x []float64) {
	for j, dj := range d {
		addNarrow(dst[j*len(x):(j+1)*len(x)], dj, x)
	}
}

// addNarrow adds scale·x to dst.
func addNarrow(dst []float32, scale float64, x []float64) {
	dst = dst[:len(x)]
	for i, xi := range x {
		dst[i] += float32(scale * xi)
	}
}
