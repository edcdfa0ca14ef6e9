package kernel

import "math"

// ReLU writes max(x, 0). dst may be x, here and in the functions below.
func ReLU(dst, x []float32) {
	checkLen(len(dst), len(x))
	for i, v := range x {
		dst[i] = relu32(v)
	}
}

// Tanh writes tanh x.
func Tanh(dst, x []float32) {
	checkLen(len(dst), len(x))
	for i, v := range x {
		dst[i] = tanh32(v)
	}
}

// Exp writes eˣ.
func Exp(dst, x []float32) {
	checkLen(len(dst), len(x))
	for i, v := range x {
		dst[i] = exp32(v)
	}
}

// Softplus writes log(1 + eˣ).
func Softplus(dst, x []float32) {
	checkLen(len(dst), len(x))
	for i, v := range x {
		dst[i] = softplus32(v)
	}
}

// Bias adds bias to each of the rows of c, a rows×cols matrix.
func Bias(rows, cols int, c []float32, ldc int, bias []float32) {
	check(len(c), rows, cols, ldc)
	checkLen(len(bias), cols)
	for i := range rows {
		row := c[i*ldc : i*ldc+cols]
		for j := range row {
			row[j] += bias[j]
		}
	}
}

// BiasReLU replaces every row x of c by max(x + bias, 0).
func BiasReLU(rows, cols int, c []float32, ldc int, bias []float32) {
	check(len(c), rows, cols, ldc)
	checkLen(len(bias), cols)
	for i := range rows {
		row := c[i*ldc : i*ldc+cols]
		for j := range row {
			row[j] = relu32(row[j] + bias[j])
		}
	}
}

// BiasTanh replaces every row x of c by tanh(x + bias).
func BiasTanh(rows, cols int, c []float32, ldc int, bias []float32) {
	check(len(c), rows, cols, ldc)
	checkLen(len(bias), cols)
	for i := range rows {
		row := c[i*ldc : i*ldc+cols]
		for j := range row {
			row[j] = tanh32(row[j] + bias[j])
		}
	}
}

// BiasSoftplus replaces every row x of c by log(1 + e^{x+bias}).
func BiasSoftplus(rows, cols int, c []float32, ldc int, bias []float32) {
	check(len(c), rows, cols, ldc)
	checkLen(len(bias), cols)
	for i := range rows {
		row := c[i*ldc : i*ldc+cols]
		for j := range row {
			row[j] = softplus32(row[j] + bias[j])
		}
	}
}

// MulReLUSlope multiplies d by the derivative of ReLU where its output was y: 1 where y > 0, otherwise 0. A NaN in y
// keeps d.
func MulReLUSlope(d, y []float32) {
	checkLen(len(d), len(y))
	for i, v := range y {
		if v <= 0 {
			d[i] = 0
		}
	}
}

// MulTanhSlope multiplies d by the derivative of tanh where its output was y: 1 − y².
func MulTanhSlope(d, y []float32) {
	checkLen(len(d), len(y))
	for i, v := range y {
		d[i] *= 1 - v*v
	}
}

// MulSoftplusSlope multiplies d by the derivative of softplus where its output was y: 1 − e^{−y}.
func MulSoftplusSlope(d, y []float32) {
	checkLen(len(d), len(y))
	for i, v := range y {
		d[i] *= float32(-math.Expm1(-float64(v)))
	}
}
