package net

import (
	"fmt"
	"unicode/utf8"
)

// A safetensors file is eight bytes that hold the length of the header (little endian), the header (one JSON
// object), and the numbers of all tensors (little endian, row-major) without gaps:
//
//	{"__metadata__": {"key": "text", ...},
//	 "0.weight": {"dtype": "F32", "shape": [64, 3], "data_offsets": [0, 768]}, ...}
//
// Nothing in it can run, so a foreign file can be opened. Files of fenchel carry one more promise: the metadata key
// "sha256" holds the SHA-256 of the whole file, in hexadecimal, taken with that value replaced by 64 zeros. So any
// damage is found when the file is opened, and any other reader of the format still understands it.

// Tensor is one named array of a File.
type Tensor struct {
	Name  string
	Shape []int // row-major; empty for a scalar
	Data  any   // []float32, []float64, []int64 or []uint8
}

// File is the content of a safetensors file: named arrays in order, and text. The "sha256" of a file is not among
// Meta: writing computes it, reading verifies it.
type File struct {
	Tensors []Tensor
	Meta    map[string]string
}

// Tensor returns the tensor of that name.
func (f *File) Tensor(name string) (Tensor, bool) {
	for _, t := range f.Tensors {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}

const (
	metadataKey = "__metadata__"
	digestKey   = "sha256"
	digestLen   = 64      // hexadecimal digits
	maxHeader   = 4 << 20 // bytes
	maxDims     = 8
)

// widths gives the element size of the data types that fenchel reads and writes, in bytes.
var widths = map[string]int{"F32": 4, "F64": 8, "I64": 8, "U8": 1}

// layout returns the data type of t and its number of elements, or says what is wrong with t.
func (t *Tensor) layout() (dtype string, count int, err error) {
	switch d := t.Data.(type) {
	case []float32:
		dtype, count = "F32", len(d)
	case []float64:
		dtype, count = "F64", len(d)
	case []int64:
		dtype, count = "I64", len(d)
	case []uint8:
		dtype, count = "U8", len(d)
	default:
		return "", 0, fmt.Errorf("net: tensor %q holds %T: want []float32, []float64, []int64 or []uint8", t.Name, t.Data)
	}
	if t.Name == metadataKey || !utf8.ValidString(t.Name) {
		return "", 0, fmt.Errorf("net: %q cannot name a tensor", t.Name)
	}
	n, ok := product(t.Shape)
	if !ok || n != count {
		return "", 0, fmt.Errorf("net: tensor %q of shape %v has %d elements", t.Name, t.Shape, count)
	}
	return dtype, count, nil
}

// maxElements bounds a tensor so that no size in bytes overflows.
const maxElements = 1 << 40

// product returns the number of elements of a shape, and whether the shape is one.
func product(shape []int) (int, bool) {
	if len(shape) > maxDims {
		return 0, false
	}
	n := 1
	for _, d := range shape {
		if d < 0 || d > maxElements {
			return 0, false
		}
		if d > 0 && n > maxElements/d {
			return 0, false
		}
		n *= d
	}
	return n, true
}
