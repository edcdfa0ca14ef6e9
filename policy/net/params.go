package net

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Param is one named tensor of a network, of its gradient or of an optimizer's state.
type Param[T Float] struct {
	Name  string
	Shape []int // row-major; a weight is {out, in}, as in PyTorch, a bias {out}
	Data  []T
}

// Params is an ordered list of tensors: the parameters of one network or of several joined. Values that belong
// together (parameters, gradient, optimizer state) have the same names and shapes in the same order.
type Params[T Float] []Param[T]

// Count returns the number of scalars.
func (p Params[T]) Count() int {
	n := 0
	for i := range p {
		n += len(p[i].Data)
	}
	return n
}

// Zeros returns a list of the same layout, filled with zeros: a gradient to accumulate into.
func (p Params[T]) Zeros() Params[T] {
	flat := make([]T, p.Count())
	q := make(Params[T], len(p))
	for i, t := range p {
		n := len(t.Data)
		q[i] = Param[T]{Name: t.Name, Shape: t.Shape, Data: flat[:n:n]}
		flat = flat[n:]
	}
	return q
}

// Zero sets every number to zero.
func (p Params[T]) Zero() {
	for i := range p {
		clear(p[i].Data)
	}
}

// Add adds q, which has the same layout.
func (p Params[T]) Add(q Params[T]) {
	p.checkLayout(q)
	for i := range p {
		n := len(p[i].Data)
		sumRows(p[i].Data, Matrix[T]{Rows: 1, Cols: n, Data: q[i].Data})
	}
}

// Approach moves p by the share t of its way to q, which has the same layout: p ← p + t·(q − p).
func (p Params[T]) Approach(q Params[T], t T) {
	p.checkLayout(q)
	for i := range p {
		if to, ok := asFloat32(p[i].Data); ok {
			from, _ := asFloat32(q[i].Data)
			kernel.Approach(to, from, float32(t))
			continue
		}
		for j, x := range p[i].Data {
			p[i].Data[j] = x + t*(q[i].Data[j]-x)
		}
	}
}

// Prefixed returns the same tensors (sharing Data) under names that begin with prefix, so that several lists can
// be joined by append and stored in one file.
func (p Params[T]) Prefixed(prefix string) Params[T] {
	q := make(Params[T], len(p))
	for i, t := range p {
		t.Name = prefix + t.Name
		q[i] = t
	}
	return q
}

// checkLayout panics unless p and q have tensors of the same sizes in the same order.
func (p Params[T]) checkLayout(q Params[T]) {
	if len(p) != len(q) {
		panic("net: lists of tensors of different lengths")
	}
	for i := range p {
		if len(p[i].Data) != len(q[i].Data) {
			panic("net: tensors of different sizes")
		}
	}
}

// CopyParams copies src into dst, which has the same layout, converting the numbers.
func CopyParams[To, From Float](dst Params[To], src Params[From]) {
	if len(dst) != len(src) {
		panic("net: lists of tensors of different lengths")
	}
	for i := range src {
		if len(dst[i].Data) != len(src[i].Data) {
			panic("net: tensors of different sizes")
		}
		for j, x := range src[i].Data {
			dst[i].Data[j] = To(x)
		}
	}
}

// Tensors returns the list in the form that a File stores. The data are shared.
func (p Params[T]) Tensors() []Tensor {
	ts := make([]Tensor, len(p))
	for i, t := range p {
		ts[i] = Tensor{Name: t.Name, Shape: t.Shape, Data: plain(t.Data)}
	}
	return ts
}

// Load fills p from the tensors of f with the same names. Each must be there with the same shape and type and hold
// finite numbers only; other tensors of f are ignored, since a checkpoint holds several lists.
func (p Params[T]) Load(f *File) error {
	for _, t := range p {
		src, ok := f.Tensor(t.Name)
		if !ok {
			return fmt.Errorf("net: tensor %q is missing", t.Name)
		}
		if !equalShapes(src.Shape, t.Shape) {
			return fmt.Errorf("net: tensor %q has shape %v: want %v", t.Name, src.Shape, t.Shape)
		}
		if !fill(t.Data, src.Data) {
			return fmt.Errorf("net: tensor %q holds %T: want %T", t.Name, src.Data, plain(t.Data))
		}
		for i, x := range t.Data {
			if x-x != 0 {
				return fmt.Errorf("net: element %d of tensor %q is %v", i, t.Name, x)
			}
		}
	}
	return nil
}

func equalShapes(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// plain returns data as a []float32 or []float64, whatever the name of its element type.
func plain[T Float](data []T) any {
	if x, ok := asFloat32(data); ok {
		return x
	}
	x, _ := asFloat64(data)
	return x
}

// fill copies src into dst if it has the same element type.
func fill[T Float](dst []T, src any) bool {
	if d, ok := asFloat32(dst); ok {
		s, same := src.([]float32)
		return same && copy(d, s) == len(d)
	}
	d, _ := asFloat64(dst)
	s, same := src.([]float64)
	return same && copy(d, s) == len(d)
}
