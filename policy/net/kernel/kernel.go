// Package kernel holds the float32 arithmetic of the networks: matrix products, element-wise functions, the Adam
// update and reductions.
//
// Two paths compute the same things. "avx2" is assembly for amd64 with AVX2 and FMA; "generic" is Go, with the
// products of gonum's blas32, and serves every other processor. Path names the one in use. They agree to rounding
// only; within one path, a result depends on the arguments alone: not on GOMAXPROCS, on alignment or on what else
// runs. No function allocates, keeps an argument or starts a goroutine.
//
// Matrices are row-major slices with a leading dimension, the distance between rows: element (i,j) of a is
// a[i*lda+j]. A slice that is too short for its shape panics. Numbers that are not finite pass through as IEEE
// arithmetic has it: 0·NaN is NaN, and with beta = 0 the old content of c is not read.
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
