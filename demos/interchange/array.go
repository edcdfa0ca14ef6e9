package interchange

import "github.com/fenchel-gym/fenchel/demos/hdf5"

// array is numbers in rows: a dataset of HDF5, a file of NumPy, an array of zarr. Rows are read forward, a few at a time.
type array interface {
	Path() string                           // for messages
	Shape() []int                           // of the whole; rows are its first axis
	Rows() int                              // 1 for a scalar
	Width() int                             // numbers in a row
	Float64s(dst []float64, from int) error // reads len(dst)/Width() rows from one on
	Guarded() bool                          // a checksum protects the numbers
}

var _ array = (*hdf5.Dataset)(nil)

// rowsOf is the number of rows of a shape, and widthOf how many numbers each has.
func rowsOf(shape []int) int {
	if len(shape) == 0 {
		return 1
	}
	return shape[0]
}

func widthOf(shape []int) int {
	n := 1
	for i, d := range shape {
		if i > 0 {
			n *= d
		}
	}
	return n
}

// mostElements bounds the numbers of an array, so that no product of its sides overflows.
const mostElements = 1 << 48

// sane reports whether a shape is one: no side is negative, and the product is bounded.
func sane(shape []int) bool {
	n := 1
	for _, d := range shape {
		if d < 0 || d > mostElements/max(n, 1) {
			return false
		}
		n *= max(d, 1)
	}
	return true
}
