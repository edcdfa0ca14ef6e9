package net

// Tensor is one named array of a File.
type Tensor struct {
	Name  string
	Shape []int // row-major; empty for a scalar
	Data  any   // []float32, []float64, []int64 or []uint8
}

// File is the content of a safetensors file: named arrays in order, and text.
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
