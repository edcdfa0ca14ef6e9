package net

import (
	"unsafe"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// The products and element-wise functions that a pass is made of: float32 goes to package kernel, float64 to the
// plain loops here, which are slow and easy to believe.

// asFloat32 returns x as a []float32 if T is one, without copying. (A type switch would miss named types.)
func asFloat32[T Float](x []T) ([]float32, bool) {
	var t T
	if unsafe.Sizeof(t) != 4 {
		return nil, false
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(x))), len(x)), true
}

// asFloat64 returns x as a []float64 if T is one, without copying.
func asFloat64[T Float](x []T) ([]float64, bool) {
	var t T
	if unsafe.Sizeof(t) != 8 {
		return nil, false
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), len(x)), true
}

// gemmNT computes c = a·bᵀ: a m×k, b n×k, c m×n.
func gemmNT[T Float](pool *kernel.Pool, a, b, c Matrix[T]) {
	if a32, ok := asFloat32(a.Data); ok {
		b32, _ := asFloat32(b.Data)
		c32, _ := asFloat32(c.Data)
		pool.GemmNT(a.Rows, b.Rows, a.Cols, 1, a32, a.Cols, b32, b.Cols, 0, c32, c.Cols)
		return
	}
	for i := range a.Rows {
		x, y := a.Row(i), c.Row(i)
		for j := range y {
			y[j] = dot(x, b.Row(j))
		}
	}
}

// gemmNN computes c = a·b: a m×k, b k×n, c m×n.
func gemmNN[T Float](pool *kernel.Pool, a, b, c Matrix[T]) {
	if a32, ok := asFloat32(a.Data); ok {
		b32, _ := asFloat32(b.Data)
		c32, _ := asFloat32(c.Data)
		pool.GemmNN(a.Rows, b.Cols, a.Cols, 1, a32, a.Cols, b32, b.Cols, 0, c32, c.Cols)
		return
	}
	for i := range a.Rows {
		y := c.Row(i)
		clear(y)
		for p, alpha := range a.Row(i) {
			axpy(y, alpha, b.Row(p))
		}
	}
}

// gemmTN computes c += aᵀ·b: a k×m, b k×n, c m×n without gaps.
func gemmTN[T Float](pool *kernel.Pool, a, b Matrix[T], c []T) {
	if a32, ok := asFloat32(a.Data); ok {
		b32, _ := asFloat32(b.Data)
		c32, _ := asFloat32(c)
		pool.GemmTN(a.Cols, b.Cols, a.Rows, 1, a32, a.Cols, b32, b.Cols, 1, c32, b.Cols)
		return
	}
	for p := range a.Rows {
		for i, alpha := range a.Row(p) {
			axpy(c[i*b.Cols:(i+1)*b.Cols], alpha, b.Row(p))
		}
	}
}

func dot[T Float](x, y []T) T {
	var s T
	for i, v := range x {
		s += v * y[i]
	}
	return s
}

func axpy[T Float](y []T, alpha T, x []T) {
	for i, v := range x {
		y[i] += alpha * v
	}
}

// sumRows adds the sum of the rows of a to dst.
func sumRows[T Float](dst []T, a Matrix[T]) {
	if a32, ok := asFloat32(a.Data); ok {
		d32, _ := asFloat32(dst)
		kernel.AddRows(d32, a.Rows, a.Cols, a32, a.Cols)
		return
	}
	for i := range a.Rows {
		axpy(dst, 1, a.Row(i))
	}
}

// kernel returns g as package kernel calls it.
func (g Activation) kernel() kernel.Func {
	switch g {
	case ReLU:
		return kernel.ReLU
	case Tanh:
		return kernel.Tanh
	case Softplus:
		return kernel.Softplus
	}
	return kernel.Identity
}

// addBias overwrites every row x of v with g(x + bias).
func addBias[T Float](g Activation, v Matrix[T], bias []T) {
	if v32, ok := asFloat32(v.Data); ok {
		b32, _ := asFloat32(bias)
		kernel.Bias(g.kernel(), v.Rows, v.Cols, v32, v.Cols, b32)
		return
	}
	for i := range v.Rows {
		row := v.Row(i)
		for j := range row {
			row[j] = T(g.at(float64(row[j] + bias[j])))
		}
	}
}

// activate replaces every x by g(x).
func activate[T Float](g Activation, v Matrix[T]) {
	if v32, ok := asFloat32(v.Data); ok {
		kernel.Apply(g.kernel(), v32, v32)
		return
	}
	for i, x := range v.Data {
		v.Data[i] = T(g.at(float64(x)))
	}
}

// mulSlope multiplies d element by element with g′, given the outputs y of g.
func mulSlope[T Float](g Activation, d, y Matrix[T]) {
	if d32, ok := asFloat32(d.Data); ok {
		y32, _ := asFloat32(y.Data)
		kernel.MulSlope(g.kernel(), d32, y32)
		return
	}
	for i := range d.Data {
		d.Data[i] *= T(g.slope(float64(y.Data[i])))
	}
}
