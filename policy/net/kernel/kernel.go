// Package kernel holds the float32 arithmetic of the networks: matrix products, element-wise functions, the Adam
// update and reductions.
//
// Two paths compute the same things. "avx2" is assembly for amd64 with AVX2 and FMA, and AVX-512 where it is there; "generic" is Go, with the
// products of gonum's blas32, and serves every other processor. Path names the one in use. They agree to rounding
// only; within one path, a result depends on the arguments alone: not on GOMAXPROCS, on alignment or on what else
// runs. No function allocates or keeps an argument, and only a Pool has goroutines.
//
// Matrices are row-major slices with a leading dimension, the distance between rows: element (i,j) of a is
// a[i*lda+j]. A slice that is too short for its shape panics. Numbers that are not finite pass through as IEEE
// arithmetic has it: 0·NaN is NaN, and with beta = 0 the old content of c is not read.
//
// How the assembly multiplies: six rows of A meet 16 columns of B. For every p, one column of A is broadcast against
// one row of B, and the 6×16 sums stay in twelve registers:
//
//	C[i, j:j+16] += A[i,p]·B[p, j:j+16]    i = 0…5,  p = 0, 1, …
//
// That leaves the multipliers idle where C has few columns, as in a last layer, a first layer's gradient or a single
// action. There the sums run along p instead, eight at a time, three columns against four rows (dots), or A and B
// change roles. With AVX-512, the panels are 12×32 and each sum is made by the same operations in the same order, so
// that it has the same bits and the path keeps its name. Networks are made of such shapes: m×n×k of 256×17×256 takes as long as its share of 256×256×256.
//
// The assembly is written by gen, a module of its own; go generate runs it, and a test compares.
package kernel

// avx2 tells whether the assembly is used.
var avx2 = haveAVX2

// Path returns the name of the path in use: "avx2" or "generic". Runs store it, since it decides the last bits.
func Path() string {
	if avx2 {
		return "avx2"
	}
	return "generic"
}

// Select changes the path and returns the one before: for tests and comparisons, while nothing else computes. It
// panics if there is no such path on this processor. (Users set GODEBUG=cpu.avx2=off.)
func Select(path string) (before string) {
	before = Path()
	switch {
	case path == "generic":
		avx2 = false
	case path == "avx2" && haveAVX2:
		avx2 = true
	default:
		panic("kernel: no such path on this processor")
	}
	return before
}

// check panics unless a slice of n elements holds rows×cols with leading dimension ld.
func check(n, rows, cols, ld int) {
	if rows < 0 || cols < 0 || ld < cols {
		panic("kernel: bad shape")
	}
	if rows > 0 && cols > 0 && n < (rows-1)*ld+cols {
		panic("kernel: slice is too short for its shape")
	}
}

func checkLen(n, m int) {
	if n != m {
		panic("kernel: slices of different lengths")
	}
}
