// Package net holds the networks of fenchel: multilayer perceptrons with batched forward and backward passes, the
// optimizer that trains them, and the files that keep them.
//
// A network computes v = f_W(s) for a batch of observations at once. With the batch as the rows of X₀ = X, layer l
// is one matrix product and one element-wise function,
//
//	X_{l+1} = g(X_l·W_lᵀ + b_l),    g = identity in the last layer,
//
// and with Δ_L = ∂loss/∂X_L given, the reverse pass is two products a layer, g′ being taken at layer l−1:
//
//	∂W_l = Δ_{l+1}ᵀ·X_l,   ∂b_l = Σ_rows Δ_{l+1},   Δ_l = (Δ_{l+1}·W_l) ⊙ g′(X_l).
//
// Weights and what a pass computes are two types: an MLP is read only and serves any number of goroutines, each with
// a Tape of its own. Parameters are a flat ordered list of named tensors (Params); gradients and optimizer state have
// the same layout, so one training step is
//
//	v := f.Forward(tape, x)            // the batch of outputs
//	loss.AddGrad(dv, v, ...)           // ∂loss/∂v
//	grad.Zero()
//	f.Backward(tape, dv, grad, net.Matrix[float32]{})
//	net.ClipNorm(grad, 10)
//	adam.Step(f.Params(), grad, schedule.At(step))
//
// and allocates nothing. Everything is generic over float32 and float64: policies run in float32 on package kernel,
// gradients are checked in float64, where the products are plain loops. Random draws are made in float64 and then
// converted, so both see the same network.
package net

// Float is the type of a network's numbers: float32 in use, float64 where gradients are checked.
type Float interface{ ~float32 | ~float64 }

// Matrix is a dense row-major matrix whose rows follow one another without gaps: a batch with one sample a row. It
// is a view, copying it does not copy Data. The zero Matrix stands for "not wanted" where an argument is optional.
type Matrix[T Float] struct {
	Rows, Cols int
	Data       []T // Rows×Cols
}

// NewMatrix returns a matrix of zeros.
func NewMatrix[T Float](rows, cols int) Matrix[T] {
	return Matrix[T]{Rows: rows, Cols: cols, Data: make([]T, rows*cols)}
}

// Row returns row i, sharing memory.
func (m Matrix[T]) Row(i int) []T {
	return m.Data[i*m.Cols : (i+1)*m.Cols : (i+1)*m.Cols]
}

// Slice returns rows lo to hi (exclusive), sharing memory.
func (m Matrix[T]) Slice(lo, hi int) Matrix[T] {
	return Matrix[T]{Rows: hi - lo, Cols: m.Cols, Data: m.Data[lo*m.Cols : hi*m.Cols : hi*m.Cols]}
}

// Reshape returns a matrix of the given shape in m's memory, or in new memory where that is too small. The entries are
// whatever was there: it serves scratch that is written before it is read.
func (m Matrix[T]) Reshape(rows, cols int) Matrix[T] {
	if cap(m.Data) < rows*cols {
		return NewMatrix[T](rows, cols)
	}
	return Matrix[T]{Rows: rows, Cols: cols, Data: m.Data[:rows*cols]}
}

// check panics when the data do not fit the shape.
func (m Matrix[T]) check() {
	if m.Rows < 0 || m.Cols < 0 || len(m.Data) != m.Rows*m.Cols {
		panic("net: matrix data do not fit its shape")
	}
}
