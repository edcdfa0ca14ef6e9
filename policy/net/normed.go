package net

import (
	"fmt"
	"math/rand/v2"
)

// Normed is a multilayer perceptron with layer norm in front of every activation (Ba, Kiros and Hinton 2016),
//
//	x_{l+1} = g(norm_l(W_l·x_l + b_l))        v = W_L·x_L + b_L
//
// It holds weights only: any number of goroutines may run it at once, each with its own NormedTape, as long as none
// changes them.
type Normed[T Float] struct {
	shape  Shape
	layers []layer[T]
	norms  []*LayerNorm[T] // of every layer but the last
	params Params[T]
}

// NewNormed returns a network whose matrices are zero; call InitHe, or load its Params. It panics on a shape that Validate
// rejects.
func NewNormed[T Float](s Shape) *Normed[T] {
	if err := s.Validate(); err != nil {
		panic(err.Error())
	}
	m := &Normed[T]{shape: s}
	last := len(s.Sizes) - 2
	for l := range s.Sizes[1:] {
		y := newLayer[T](s.Sizes[l], s.Sizes[l+1])
		m.layers = append(m.layers, y)
		m.params = append(m.params, y.named(fmt.Sprintf("%d.", l))...)
		if l < last {
			norm := NewLayerNorm[T](s.Sizes[l+1])
			m.norms = append(m.norms, norm)
			m.params = append(m.params, norm.Params().Prefixed(fmt.Sprintf("%d.norm.", l))...)
		}
	}
	return m
}

// Params returns the parameters in the order of the computation, the output's weight and bias last: views.
func (m *Normed[T]) Params() Params[T] { return m.params }

// InitHe draws the weights from N(0, 1/in): what follows a norm has the size one whatever the gain.
func (m *Normed[T]) InitHe(rng *rand.Rand) {
	for _, y := range m.layers {
		y.initHe(rng)
	}
}

// NormedTape holds what one pass computes, for the reverse pass. One per goroutine; it never grows.
type NormedTape[T Float] struct {
	x      Matrix[T] // the input of the last Forward, not copied
	stages []normedBuf[T]
	v      Matrix[T] // the output
}

// normedBuf is what a hidden layer computes.
type normedBuf[T Float] struct {
	sum, hat, out Matrix[T] // W·x + b, normalized, after the activation
	delta         Matrix[T] // ∂loss/∂out
	scale         []T
}

// NewTape returns a tape for batches of up to rows samples.
func (m *Normed[T]) NewTape(rows int) *NormedTape[T] {
	if rows < 1 {
		panic("net: tape without rows")
	}
	t := &NormedTape[T]{v: NewMatrix[T](rows, m.shape.Sizes[len(m.layers)])}
	for l := range m.norms {
		matrix := func() Matrix[T] { return NewMatrix[T](rows, m.shape.Sizes[l+1]) }
		t.stages = append(t.stages, normedBuf[T]{sum: matrix(), hat: matrix(), out: matrix(), delta: matrix(), scale: make([]T, rows)})
	}
	return t
}

// Forward returns v = f_W(x), one sample a row. The result lives in the tape until the next Forward, and x must not change
// before the last Backward.
func (m *Normed[T]) Forward(t *NormedTape[T], x Matrix[T]) Matrix[T] {
	x.check()
	if x.Cols != m.shape.Sizes[0] || x.Rows > cap(t.v.Data)/t.v.Cols || len(t.stages) != len(m.norms) {
		panic("net: Forward: input does not fit the network and its tape")
	}
	t.x, t.v = x, t.v.resized(x.Rows)
	for l, norm := range m.norms {
		s := &t.stages[l]
		s.sum, s.hat, s.out, s.delta = s.sum.resized(x.Rows), s.hat.resized(x.Rows), s.out.resized(x.Rows), s.delta.resized(x.Rows)
		m.layers[l].forward(s.sum, x)
		norm.forward(s.out, s.hat, s.scale, s.sum)
		activate(m.shape.Hidden, s.out)
		x = s.out
	}
	m.layers[len(m.norms)].forward(t.v, x)
	return t.v
}

// Backward continues dy = ∂loss/∂v of the last Forward to the parameters: it adds to grad, which has the layout of Params.
// dy and what Forward computed are left as they are.
func (m *Normed[T]) Backward(t *NormedTape[T], dy Matrix[T], grad Params[T]) {
	dy.check()
	m.params.checkLayout(grad)
	if dy.Rows != t.x.Rows || dy.Cols != t.v.Cols {
		panic("net: Backward: dy does not fit the last Forward")
	}
	for l := len(m.layers) - 1; l >= 0; l-- {
		x, g, dx := t.x, grad[4*l:], Matrix[T]{}
		if l > 0 {
			x, dx = t.stages[l-1].out, t.stages[l-1].delta
		}
		m.layers[l].backward(dx, dy, x, g[:2])
		if l == 0 {
			return
		}
		s := &t.stages[l-1]
		mulSlope(m.shape.Hidden, dx, s.out)
		clear(s.sum.Data) // its numbers are in hat and scale
		m.norms[l-1].backward(s.sum, dx, s.hat, s.scale, grad[4*l-2].Data, grad[4*l-1].Data)
		dy = s.sum
	}
}
