package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

const (
	noTrans = blas.NoTrans
	trans   = blas.Trans
)

// tile is the side of the blocks that gonum is called on: from four blocks of C on it would start goroutines, and
// blocks of this size stay in the first-level cache.
const tile = 64

// plainGemm computes C += alpha·op(A)·op(B) block by block, in an order that the shape alone decides.
func plainGemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, c []float32, ldc int) {
	rowsB, colsB := k, n
	if tB == trans {
		rowsB, colsB = n, k
	}
	if tB == noTrans && !finite(rowsB, colsB, b, ldb) {
		slowGemm(tA, m, n, k, alpha, a, lda, b, ldb, c, ldc)
		return
	}
	var impl gonum.Implementation
	for p := 0; p < k; p += tile {
		kp := min(tile, k-p)
		for i := 0; i < m; i += tile {
			mi := min(tile, m-i)
			for j := 0; j < n; j += tile {
				nj := min(tile, n-j)
				impl.Sgemm(tA, tB, mi, nj, kp, alpha, a[offset(tA, i, p, lda):], lda, b[offset(tB, p, j, ldb):], ldb, 1, c[i*ldc+j:], ldc)
			}
		}
	}
}

// offset returns where element (i,j) of op(A) is.
func offset(t blas.Transpose, i, j, ld int) int {
	if t == trans {
		return j*ld + i
	}
	return i*ld + j
}

// finite reports whether no element is infinite or NaN.
func finite(rows, cols int, a []float32, lda int) bool {
	var sum float32 // of zeros, or NaN
	for i := range rows {
		for _, x := range a[i*lda : i*lda+cols] {
			sum += x * 0
		}
	}
	return sum == 0
}

// slowGemm computes C += alpha·op(A)·B where B holds numbers that are not finite: gonum skips the zeros of A, which
// would hide them.
func slowGemm(tA blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, c []float32, ldc int) {
	for p := range k {
		row := b[p*ldb : p*ldb+n]
		for i := range m {
			s := alpha * a[offset(tA, i, p, lda)]
			dst := c[i*ldc : i*ldc+n]
			for j, x := range row {
				dst[j] += s * x
			}
		}
	}
}

func tanh32(x float32) float32 { return float32(math.Tanh(float64(x))) }

func exp32(x float32) float32 { return float32(math.Exp(float64(x))) }

// softplus32 returns log(1+eˣ) = max(x,0) + log(1+e^{−|x|}).
func softplus32(x float32) float32 {
	s := math.Log1p(math.Exp(-math.Abs(float64(x))))
	return float32(max(float64(x), 0) + s)
}

func relu32(x float32) float32 {
	if x <= 0 { // so that NaN stays NaN
		return 0
	}
	return x
}
