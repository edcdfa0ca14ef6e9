package kernel

import "math"

// Func is a function of one number that is applied to every element of an array.
type Func uint8

const (
	Identity Func = iota // x
	ReLU                 // max(x, 0)
	Tanh                 // tanh x
	Softplus             // log(1 + eˣ)
	Exp                  // eˣ
)

// Apply computes dst = g(x); dst may be x.
func Apply(g Func, dst, x []float32) {
	checkLen(len(dst), len(x))
	if g == Identity {
		copy(dst, x)
		return
	}
	if fastApply(g, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = g.at(v)
	}
}

// Bias replaces every row x of c, a rows×cols matrix, by g(x + bias).
func Bias(g Func, rows, cols int, c []float32, ldc int, bias []float32) {
	check(len(c), rows, cols, ldc)
	checkLen(len(bias), cols)
	if fastBias(g, rows, cols, c, ldc, bias) {
		return
	}
	for i := range rows {
		row := c[i*ldc : i*ldc+cols]
		for j := range row {
			row[j] = g.at(row[j] + bias[j])
		}
	}
}

// MulSlope multiplies d by the derivative of g, given the outputs y of g:
//
//	relu: 1 where y > 0, otherwise 0    tanh: 1 − y²    softplus: 1 − e^{−y}    exp: y
//
// A NaN in y makes the product NaN, except with relu, which keeps d.
func MulSlope(g Func, d, y []float32) {
	checkLen(len(d), len(y))
	if g == Identity || fastSlope(g, d, y) {
		return
	}
	for i, v := range y {
		d[i] = g.mulSlope(d[i], v)
	}
}

// Narrow rounds src to float32 in the first entries of dst.
func Narrow(dst []float32, src []float64) {
	dst = dst[:len(src)]
	if fastNarrow(dst, src) {
		return
	}
	for i, x := range src {
		dst[i] = float32(x)
	}
}

// at returns g(x), computed in float64.
func (g Func) at(x float32) float32 {
	switch g {
	case Identity:
		return x
	case ReLU:
		if x <= 0 { // so that NaN stays NaN
			return 0
		}
		return x
	case Tanh:
		return float32(math.Tanh(float64(x)))
	case Softplus: // max(x,0) + log(1+e^{−|x|})
		s := math.Log1p(math.Exp(-math.Abs(float64(x))))
		return float32(max(float64(x), 0) + s)
	case Exp:
		return float32(math.Exp(float64(x)))
	}
	panic("kernel: unknown function")
}

// mulSlope returns d·g′ where g gives y.
func (g Func) mulSlope(d, y float32) float32 {
	switch g {
	case ReLU:
		if y <= 0 {
			return 0
		}
		return d
	case Tanh:
		return d * (1 - y*y)
	case Softplus:
		return d * float32(-math.Expm1(-float64(y)))
	case Exp:
		return d * y
	}
	panic("kernel: unknown function")
}
