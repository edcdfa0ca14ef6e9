package net

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Residual is a network of blocks that each add to what they receive (He et al. 2016, "Identity Mappings in Deep Residual
// Networks"), with layer norm in front (Xiong et al. 2020):
//
//	h₀ = W_in·x + b_in        h_{i+1} = h_i + V_i·g(W_i·norm_i(h_i) + b_i) + c_i        v = W_out·norm(h_n) + b_out
//
// The second map of a block starts at zero, so at first every block is the identity and depth costs nothing. It holds
// weights only: any number of goroutines may run it at once, each with its own ResidualTape, as long as none changes them.
type Residual[T Float] struct {
	shape   ResidualShape
	in, out layer[T]
	blocks  []block[T]
	norm    *LayerNorm[T] // before the output
	params  Params[T]
}

// block is h ↦ h + V·g(W·norm(h) + b) + c.
type block[T Float] struct {
	norm *LayerNorm[T]
	up   layer[T] // W, b
	down layer[T] // V, c
}

// ResidualShape describes a Residual as plain data.
type ResidualShape struct {
	In, Width, Blocks, Out int
	Hidden                 Activation // g
}

// Validate says what is wrong with a shape that came from a file or a flag.
func (s ResidualShape) Validate() error {
	if least, most := min(s.In, s.Width, s.Out), max(s.In, s.Width, s.Out); least < 1 || most > maxSize {
		return fmt.Errorf("net: sizes %d, %d and %d of input, blocks and output: want 1 to %d", s.In, s.Width, s.Out, maxSize)
	}
	if s.Blocks < 0 || s.Blocks > maxLayers {
		return fmt.Errorf("net: %d blocks: want at most %d", s.Blocks, maxLayers)
	}
	if s.Hidden >= identity {
		return fmt.Errorf("net: %v is not an activation", s.Hidden)
	}
	if s.Count() > maxParams {
		return fmt.Errorf("net: more than %d parameters", maxParams)
	}
	return nil
}

// Count is the number of weights, in float64 so that no product overflows.
func (s ResidualShape) Count() float64 {
	in, w, out := float64(s.In), float64(s.Width), float64(s.Out)
	return w*(in+1) + float64(s.Blocks)*(2*w*(w+1)+2*w) + 2*w + out*(w+1)
}

// NewResidual returns a network whose matrices are zero; call InitHe, or load its Params. It panics on a shape that
// Validate rejects.
func NewResidual[T Float](s ResidualShape) *Residual[T] {
	if err := s.Validate(); err != nil {
		panic(err.Error())
	}
	m := &Residual[T]{shape: s, norm: NewLayerNorm[T](s.Width), in: newLayer[T](s.In, s.Width), out: newLayer[T](s.Width, s.Out)}
	m.params = m.in.named("in.")
	for i := range s.Blocks {
		b := block[T]{norm: NewLayerNorm[T](s.Width), up: newLayer[T](s.Width, s.Width), down: newLayer[T](s.Width, s.Width)}
		b.up.g = s.Hidden
		m.blocks = append(m.blocks, b)
		at := fmt.Sprintf("%d.", i)
		m.params = append(m.params, b.norm.Params().Prefixed(at+"norm.")...)
		m.params = append(m.params, b.up.named(at+"up.")...)
		m.params = append(m.params, b.down.named(at+"down.")...)
	}
	m.params = append(m.params, m.norm.Params().Prefixed("norm.")...)
	m.params = append(m.params, m.out.named("out.")...)
	return m
}

// newLayer is a linear layer of zeros.
func newLayer[T Float](in, out int) layer[T] {
	return layer[T]{weight: NewMatrix[T](out, in), bias: make([]T, out), g: identity}
}

// named are the parameters of a layer.
func (y layer[T]) named(prefix string) Params[T] {
	return Params[T]{
		{Name: prefix + "weight", Shape: []int{y.weight.Rows, y.weight.Cols}, Data: y.weight.Data},
		{Name: prefix + "bias", Shape: []int{len(y.bias)}, Data: y.bias},
	}
}

// Params returns the parameters in the order of the computation, the output's weight and bias last: views.
func (m *Residual[T]) Params() Params[T] { return m.params }

// InitHe draws the weights from N(0, gain²/in), those of the second map of each block are zero.
func (m *Residual[T]) InitHe(rng *rand.Rand) {
	m.in.initHe(rng)
	for _, b := range m.blocks {
		b.up.initHe(rng)
	}
	m.out.initHe(rng)
}

func (y layer[T]) initHe(rng *rand.Rand) {
	std := y.g.gain() / math.Sqrt(float64(y.weight.Cols))
	for i := range y.weight.Data {
		y.weight.Data[i] = T(std * rng.NormFloat64())
	}
}

// ResidualTape holds what one pass computes, for the reverse pass. One per goroutine; it never grows.
type ResidualTape[T Float] struct {
	x      Matrix[T]        // the input of the last Forward, not copied
	stages []residualBuf[T] // of every block, and of the output
	h, v   Matrix[T]        // the sum so far, the output
	d      Matrix[T]        // ∂loss/∂h
	dm, dn Matrix[T]        // ∂loss of a block's middle, and of its norm's output
}

// residualBuf is what a block computes.
type residualBuf[T Float] struct {
	hat, normed, middle Matrix[T]
	scale               []T
}

// NewTape returns a tape for batches of up to rows samples.
func (m *Residual[T]) NewTape(rows int) *ResidualTape[T] {
	if rows < 1 {
		panic("net: tape without rows")
	}
	matrix := func() Matrix[T] { return NewMatrix[T](rows, m.shape.Width) }
	t := &ResidualTape[T]{h: matrix(), v: NewMatrix[T](rows, m.shape.Out), d: matrix(), dm: matrix(), dn: matrix()}
	for range len(m.blocks) + 1 {
		t.stages = append(t.stages, residualBuf[T]{hat: matrix(), normed: matrix(), middle: matrix(), scale: make([]T, rows)})
	}
	return t
}

// Forward returns v = f_W(x), one sample a row. The result lives in the tape until the next Forward, and x must not
// change before the last Backward.
func (m *Residual[T]) Forward(t *ResidualTape[T], x Matrix[T]) Matrix[T] {
	x.check()
	if x.Cols != m.shape.In || x.Rows > len(t.stages[0].scale) || len(t.stages) != len(m.blocks)+1 {
		panic("net: Forward: input does not fit the network and its tape")
	}
	t.resize(x.Rows)
	t.x = x
	m.in.forward(t.h, x)
	for i, b := range m.blocks {
		s := &t.stages[i]
		b.norm.forward(s.normed, s.hat, s.scale, t.h)
		b.up.forward(s.middle, s.normed)
		b.down.forward(t.dn, s.middle)
		for j, y := range t.dn.Data {
			t.h.Data[j] += y
		}
	}
	s := &t.stages[len(m.blocks)]
	m.norm.forward(s.normed, s.hat, s.scale, t.h)
	m.out.forward(t.v, s.normed)
	return t.v
}

// resize takes the first rows of every buffer.
func (t *ResidualTape[T]) resize(rows int) {
	for _, m := range []*Matrix[T]{&t.h, &t.v, &t.d, &t.dm, &t.dn} {
		*m = m.resized(rows)
	}
	for i := range t.stages {
		s := &t.stages[i]
		s.hat, s.normed, s.middle = s.hat.resized(rows), s.normed.resized(rows), s.middle.resized(rows)
	}
}

// forward is y = g(W·x + b), row by row.
func (y *layer[T]) forward(dst, x Matrix[T]) {
	gemmNT(nil, x, y.weight, dst)
	addBias(y.g, dst, y.bias)
}

// Backward continues dy = ∂loss/∂v of the last Forward to the parameters: it adds to grad, which has the layout of
// Params, and overwrites dx = ∂loss/∂x unless that is the zero Matrix. dy and what Forward computed are left as they are.
func (m *Residual[T]) Backward(t *ResidualTape[T], dy Matrix[T], grad Params[T], dx Matrix[T]) {
	dy.check()
	m.params.checkLayout(grad)
	if dy.Rows != t.x.Rows || dy.Cols != m.shape.Out {
		panic("net: Backward: dy does not fit the last Forward")
	}
	last := len(grad)
	s := &t.stages[len(m.blocks)]
	m.out.backward(t.dn, dy, s.normed, grad[last-2:])
	clear(t.d.Data)
	m.norm.backward(t.d, t.dn, s.hat, s.scale, grad[last-4].Data, grad[last-3].Data)
	for i := len(m.blocks) - 1; i >= 0; i-- {
		b, s, g := &m.blocks[i], &t.stages[i], grad[2+6*i:]
		b.down.backward(t.dm, t.d, s.middle, g[4:6])
		mulSlope(b.up.g, t.dm, s.middle)
		b.up.backward(t.dn, t.dm, s.normed, g[2:4])
		b.norm.backward(t.d, t.dn, s.hat, s.scale, g[0].Data, g[1].Data)
	}
	m.in.backward(dx, t.d, t.x, grad[:2])
}

// backward adds the gradients of a layer, given that of what it emits before g, and overwrites dx unless that is the zero
// Matrix.
func (y *layer[T]) backward(dx, dy, x Matrix[T], grad Params[T]) {
	gemmTN(nil, dy, x, grad[0].Data)
	sumRows(grad[1].Data, dy)
	if dx.Data != nil {
		gemmNN(nil, dy, y.weight, dx)
	}
}
