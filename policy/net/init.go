package net

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// gain returns the factor by which weights are enlarged so that g keeps the variance of what passes through it: √2
// for ReLU, which loses half of it (He et al. 2015, eq. 10), and likewise Softplus, 1 otherwise.
func (g Activation) gain() float64 {
	if g == ReLU || g == Softplus {
		return math.Sqrt2
	}
	return 1
}

// InitHe draws every weight from N(0, gain²/in) and sets the biases to zero.
func (m *MLP[T]) InitHe(rng *rand.Rand) {
	for _, y := range m.layers {
		std := y.g.gain() / math.Sqrt(float64(y.weight.Cols))
		for i := range y.weight.Data {
			y.weight.Data[i] = T(std * rng.NormFloat64())
		}
		clear(y.bias)
	}
}

// InitOrthogonal makes every weight gain times a random matrix, uniform (Haar) among those with orthonormal rows or
// columns, whichever are fewer, and sets the biases to zero (Saxe et al. 2014).
func (m *MLP[T]) InitOrthogonal(rng *rand.Rand) {
	for _, y := range m.layers {
		orthogonal(y.weight, y.g.gain(), rng)
		clear(y.bias)
	}
}

// orthogonal fills w with gain·Q. Q comes from the QR factorization of a Gaussian matrix, tall way up; making the
// diagonal of R positive is what makes it uniform (Mezzadri 2007).
func orthogonal[T Float](w Matrix[T], gain float64, rng *rand.Rand) {
	long, short := max(w.Rows, w.Cols), min(w.Rows, w.Cols)
	gauss := mat.NewDense(long, short, nil)
	for i := range long {
		for j := range short {
			gauss.Set(i, j, rng.NormFloat64())
		}
	}
	var qr mat.QR
	var q, r mat.Dense
	qr.Factorize(gauss)
	qr.QTo(&q)
	qr.RTo(&r)
	for i := range w.Rows {
		for j := range w.Cols {
			a, b := i, j
			if w.Rows < w.Cols {
				a, b = j, i
			}
			w.Data[i*w.Cols+j] = T(gain * q.At(a, b) * math.Copysign(1, r.At(b, b)))
		}
	}
}

// ScaleOutput multiplies the last layer's weights by s: small values make the first outputs of a policy nearly zero
// for every observation.
func (m *MLP[T]) ScaleOutput(s float64) {
	w := m.layers[len(m.layers)-1].weight.Data
	for i := range w {
		w[i] *= T(s)
	}
}
