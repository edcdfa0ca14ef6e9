//go:build amd64

package kernel

import (
	"math"
	"testing"
)

// narrowVectors does without registers of 512 bits until the function that it returns is called.
func narrowVectors() (restore func()) {
	before := avx512
	avx512 = false
	return func() { avx512 = before }
}

// TestWideBits: registers of 512 bits give the same bits as those of 256, on every kind of shape, so that a run may be
// resumed on either.
func TestWideBits(t *testing.T) {
	if !avx512 {
		t.Skip("this processor or system has no AVX-512")
	}
	sizes := []int{1, 2, 3, 5, 8, 12, 13, 16, 17, 31, 33, 64, 100, 257}
	rng := newRand(3)
	for _, f := range forms {
		for _, m := range sizes {
			for _, n := range sizes {
				for _, k := range []int{1, 7, 17, 32, 70, 256, 300} {
					checkWideBits(t, f, m, n, k, newField(m, k, 0, rng).slice(), newField(k, n, 0, rng).slice(), newField(m, n, 0, rng).slice())
				}
			}
		}
	}
}

func checkWideBits(t *testing.T, f form, m, n, k int, a, b, c []float32) {
	t.Helper()
	lda, ldb := k, n
	if f.transA {
		lda = m
	}
	if f.transB {
		ldb = k
	}
	for _, beta := range []float32{0, 1} {
		wide, slim := append([]float32(nil), c...), append([]float32(nil), c...)
		f.run(m, n, k, -0.7, a, lda, b, ldb, beta, wide, n)
		restore := narrowVectors()
		f.run(m, n, k, -0.7, a, lda, b, ldb, beta, slim, n)
		restore()
		for i := range wide {
			if math.Float32bits(wide[i]) != math.Float32bits(slim[i]) {
				t.Fatalf("%s %d×%d×%d, beta %v: element %d is %v with 512 bits, %v with 256", f.name, m, n, k, beta, i, wide[i], slim[i])
			}
		}
	}
}
