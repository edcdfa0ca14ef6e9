package net

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Shape describes an MLP as plain data, for configurations and policy files.
type Shape struct {
	Sizes  []int      `json:"sizes" yaml:"sizes"`   // input, hidden layers, output: at least two
	Hidden Activation `json:"hidden" yaml:"hidden"` // of every layer but the last
}

// maxSize bounds the width of a layer and the number of layers that a file may ask for.
const (
	maxSize   = 1 << 20
	maxLayers = 64
	maxParams = 1 << 28
)

// Validate says what is wrong with a shape that came from a file or a flag.
func (s Shape) Validate() error {
	if len(s.Sizes) < 2 || len(s.Sizes) > maxLayers {
		return fmt.Errorf("net: %d sizes: want input, hidden layers and output, at most %d", len(s.Sizes), maxLayers)
	}
	if s.Hidden >= identity {
		return fmt.Errorf("net: %v is not an activation", s.Hidden)
	}
	count := 0
	for l, n := range s.Sizes {
		if n < 1 || n > maxSize {
			return fmt.Errorf("net: size %d of layer %d: want 1 to %d", n, l, maxSize)
		}
		if l > 0 {
			count += n * (s.Sizes[l-1] + 1)
		}
		if count > maxParams {
			return fmt.Errorf("net: more than %d parameters", maxParams)
		}
	}
	return nil
}

// Weights counts the weights and biases, in float64 so that no product overflows.
func (s Shape) Weights() float64 {
	var count float64
	for l := 1; l < len(s.Sizes); l++ {
		count += float64(s.Sizes[l]) * (float64(s.Sizes[l-1]) + 1)
	}
	return count
}

// Units counts the numbers that a Tape holds for each of its rows: the outputs of all layers, and the gradients of two.
func (s Shape) Units() float64 {
	var count float64
	for _, n := range s.Sizes[1:] {
		count += float64(n)
	}
	return count + 2*float64(slices.Max(s.Sizes))
}

// MLP is a multilayer perceptron with linear output. It holds weights only: any number of goroutines may run it at
// once, each with its own Tape, as long as none changes the weights.
type MLP[T Float] struct {
	shape  Shape
	layers []layer[T]
	params Params[T] // views of layers: weight and bias in turn
}

// layer is the affine map x ↦ W·x + b followed by g.
type layer[T Float] struct {
	weight Matrix[T] // out×in
	bias   []T       // out
	g      Activation
}

// NewMLP returns a network whose weights are all zero; call InitHe or InitOrthogonal, or load its Params. It panics
// on a shape that Validate rejects.
func NewMLP[T Float](s Shape) *MLP[T] {
	if err := s.Validate(); err != nil {
		panic(err.Error())
	}
	m := &MLP[T]{shape: Shape{Sizes: append([]int(nil), s.Sizes...), Hidden: s.Hidden}}
	last := len(s.Sizes) - 2
	for l := 0; l <= last; l++ {
		in, out := s.Sizes[l], s.Sizes[l+1]
		y := layer[T]{weight: NewMatrix[T](out, in), bias: make([]T, out), g: s.Hidden}
		if l == last {
			y.g = identity
		}
		m.layers = append(m.layers, y)
		m.params = append(m.params,
			Param[T]{Name: fmt.Sprintf("%d.weight", l), Shape: []int{out, in}, Data: y.weight.Data},
			Param[T]{Name: fmt.Sprintf("%d.bias", l), Shape: []int{out}, Data: y.bias})
	}
	return m
}

// Shape returns the sizes and the activation; they must not be changed.
func (m *MLP[T]) Shape() Shape { return m.shape }

// In returns the width of the input.
func (m *MLP[T]) In() int { return m.shape.Sizes[0] }

// Out returns the width of the output.
func (m *MLP[T]) Out() int { return m.shape.Sizes[len(m.shape.Sizes)-1] }

// Params returns the parameters "0.weight", "0.bias", "1.weight", ...: views, so changing them changes the network.
func (m *MLP[T]) Params() Params[T] { return m.params }

// Tape holds what one pass computes: the output of every layer, for the reverse pass, and its scratch. One per
// goroutine; it never grows.
type Tape[T Float] struct {
	x     Matrix[T]   // the input of the last Forward, not copied
	out   []Matrix[T] // out[l] = X_{l+1}, capacity rows×size
	delta [2][]T      // Δ of two neighboring layers, capacity rows×(widest hidden layer)
	rows  int         // capacity
	pool  *kernel.Pool
}

// NewTape returns a tape for batches of up to rows samples.
func (m *MLP[T]) NewTape(rows int) *Tape[T] {
	if rows < 1 {
		panic("net: tape without rows")
	}
	t := &Tape[T]{rows: rows}
	widest := 0
	for l, y := range m.layers {
		t.out = append(t.out, NewMatrix[T](rows, y.weight.Rows))
		if l > 0 {
			widest = max(widest, y.weight.Cols)
		}
	}
	t.delta = [2][]T{make([]T, rows*widest), make([]T, rows*widest)}
	return t
}

// Rows returns the largest batch that the tape can hold.
func (t *Tape[T]) Rows() int { return t.rows }

// Use lets the passes of this tape share their products among the workers of a pool, nil for none. The results keep their bits.
func (t *Tape[T]) Use(pool *kernel.Pool) { t.pool = pool }

// Forward returns v = f_W(x), one sample a row. The result lives in the tape until the next Forward, and x must not
// change before the last Backward.
func (m *MLP[T]) Forward(t *Tape[T], x Matrix[T]) Matrix[T] {
	x.check()
	if x.Cols != m.In() || x.Rows > t.rows || len(t.out) != len(m.layers) {
		panic("net: Forward: input does not fit the network and its tape")
	}
	t.x = x
	for l := range m.layers {
		y := &m.layers[l]
		v := t.out[l].resized(x.Rows)
		t.out[l] = v
		gemmNT(t.pool, x, y.weight, v) // v = x·Wᵀ
		addBias(y.g, v, y.bias)
		x = v
	}
	return x
}

// resized returns the first rows of a buffer that may hold more of them.
func (m Matrix[T]) resized(rows int) Matrix[T] {
	return Matrix[T]{Rows: rows, Cols: m.Cols, Data: m.Data[:rows*m.Cols]}
}

// Backward continues dy = ∂loss/∂v of the last Forward to the parameters and to the input: it adds to grad, which
// has the layout of Params, unless grad is nil, and overwrites dx unless it is the zero Matrix. dy and the tape's
// activations are left as they are, so several reverse passes may follow one Forward.
func (m *MLP[T]) Backward(t *Tape[T], dy Matrix[T], grad Params[T], dx Matrix[T]) {
	m.checkBackward(t, dy, grad, dx)
	d := dy
	for l := len(m.layers) - 1; l >= 0; l-- {
		x := t.x
		if l > 0 {
			x = t.out[l-1]
		}
		if grad != nil {
			gemmTN(t.pool, d, x, grad[2*l].Data) // ∂W += Δᵀ·X
			sumRows(grad[2*l+1].Data, d)         // ∂b += Σ Δ
		}
		if l == 0 {
			break
		}
		w := m.layers[l].weight
		next := Matrix[T]{Rows: d.Rows, Cols: w.Cols, Data: t.delta[l%2][:d.Rows*w.Cols]}
		gemmNN(t.pool, d, w, next)
		mulSlope(m.layers[l-1].g, next, x) // Δ = (Δ·W) ⊙ g′(X)
		d = next
	}
	if dx.Data != nil {
		gemmNN(t.pool, d, m.layers[0].weight, dx)
	}
}

func (m *MLP[T]) checkBackward(t *Tape[T], dy Matrix[T], grad Params[T], dx Matrix[T]) {
	dy.check()
	if dy.Rows != t.x.Rows || dy.Cols != m.Out() {
		panic("net: Backward: dy does not fit the last Forward")
	}
	if grad != nil {
		m.params.checkLayout(grad)
	}
	if dx.Data != nil {
		dx.check()
		if dx.Rows != t.x.Rows || dx.Cols != m.In() {
			panic("net: Backward: dx does not fit the last Forward")
		}
	}
}
