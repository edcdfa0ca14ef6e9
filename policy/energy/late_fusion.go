package energy

import (
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// fusion is what energies that are networks of (v,p) have in common: x₁ = g(what v and p make of the first layer), and a
// perceptron on top that ends in one number, Φ = top(x₁). One row for each candidate.
type fusion struct {
	h   int               // length of x₁
	g   net.Activation    // of every layer but the last
	top *net.MLP[float32] // h → … → 1

	hidden net.Matrix[float32] // x₁
	delta  net.Matrix[float32] // ∂loss/∂(argument of g)
	dy     net.Matrix[float32] // ∂loss/∂Φ
	tape   *net.Tape[float32]
}

// newFusion has hidden layers of the given widths, the first being h.
func newFusion(widths []int, g net.Activation) fusion {
	return fusion{h: widths[0], g: g, top: net.NewMLP[float32](net.Shape{Sizes: append(append([]int{}, widths...), 1), Hidden: g})}
}

// clone shares the weights.
func (f *fusion) clone() fusion { return fusion{h: f.h, g: f.g, top: f.top} }

// reserve makes room for rows candidates and reports whether there was none.
func (f *fusion) reserve(rows int) bool {
	if f.hidden.Rows >= rows {
		return false
	}
	f.hidden, f.delta = net.NewMatrix[float32](rows, f.h), net.NewMatrix[float32](rows, f.h)
	f.dy, f.tape = net.NewMatrix[float32](rows, 1), f.top.NewTape(rows)
	return true
}

// forward takes x, the arguments of g without the bias, in hidden, to Φ.
func (f *fusion) forward(x net.Matrix[float32], bias []float32) net.Matrix[float32] {
	kernel.Bias(f.function(), x.Rows, f.h, x.Data, f.h, bias)
	return f.top.Forward(f.tape, x)
}

// backward returns ∂loss/∂(argument of g) for the rows of the last forward, dy = ∂loss/∂Φ, and adds the gradient of top.
func (f *fusion) backward(dy net.Matrix[float32], grad net.Params[float32]) net.Matrix[float32] {
	delta := f.delta.Slice(0, dy.Rows)
	f.top.Backward(f.tape, dy, grad, delta)
	kernel.MulSlope(f.function(), delta.Data, f.hidden.Slice(0, dy.Rows).Data)
	return delta
}

// function is g as package kernel calls it.
func (f *fusion) function() kernel.Func {
	switch f.g {
	case net.Tanh:
		return kernel.Tanh
	case net.Softplus:
		return kernel.Softplus
	}
	return kernel.ReLU
}
