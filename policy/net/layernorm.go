package net

import "math"

// LayerNorm normalizes each sample over its channels, y = γ ⊙ (x − mean)/√(var + ε) + β (Ba, Kiros and Hinton 2016), so
// that what follows sees numbers of one size however deep it is.
type LayerNorm[T Float] struct {
	gain, bias []T // γ, β (width)
}

// layerNormEps is ε, as in PyTorch.
const layerNormEps = 1e-5

// NewLayerNorm returns one with γ = 1 and β = 0.
func NewLayerNorm[T Float](width int) *LayerNorm[T] {
	l := &LayerNorm[T]{gain: make([]T, width), bias: make([]T, width)}
	for i := range l.gain {
		l.gain[i] = 1
	}
	return l
}

// Params returns the parameters "gain" and "bias": views.
func (l *LayerNorm[T]) Params() Params[T] {
	n := len(l.gain)
	return Params[T]{{Name: "gain", Shape: []int{n}, Data: l.gain}, {Name: "bias", Shape: []int{n}, Data: l.bias}}
}

// forward writes y, and what the reverse pass needs: the normalized x̂ and 1/√(var + ε) of every row. Sums are taken in
// float64.
func (l *LayerNorm[T]) forward(y, hat Matrix[T], scale []T, x Matrix[T]) {
	for i := range x.Rows {
		row, h, out := x.Row(i), hat.Row(i), y.Row(i)
		mean, variance := moments(row)
		s := 1 / math.Sqrt(variance+layerNormEps)
		scale[i] = T(s)
		for j, v := range row {
			h[j] = T((float64(v) - mean) * s)
			out[j] = l.gain[j]*h[j] + l.bias[j]
		}
	}
}

// moments are mean and variance of a row.
func moments[T Float](row []T) (mean, variance float64) {
	for _, v := range row {
		mean += float64(v)
	}
	mean /= float64(len(row))
	for _, v := range row {
		d := float64(v) - mean
		variance += d * d
	}
	return mean, variance / float64(len(row))
}

// backward adds ∂loss/∂x to dx, given dy, and the gradients of γ and β to theirs. With g = dy ⊙ γ,
//
//	∂x = (g − mean(g) − x̂·mean(g ⊙ x̂))/√(var + ε)
func (l *LayerNorm[T]) backward(dx, dy, hat Matrix[T], scale []T, gain, bias []T) {
	for i := range dy.Rows {
		d, h, to := dy.Row(i), hat.Row(i), dx.Row(i)
		var mean, along float64
		for j, v := range d {
			gain[j] += v * h[j]
			bias[j] += v
			g := float64(v * l.gain[j])
			mean += g
			along += g * float64(h[j])
		}
		n := float64(len(d))
		mean, along = mean/n, along/n
		for j, v := range d {
			to[j] += scale[i] * T(float64(v*l.gain[j])-mean-float64(h[j])*along)
		}
	}
}
