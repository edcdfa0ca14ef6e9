package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// tile is the side of the blocks that gonum is called on: from four blocks of C on it would start goroutines, and
// blocks of this size stay in the first-level cache.
const tile = 64

// plain computes the product block by block, in an order that the shape alone decides.
func (p *product) plain() {
	if !p.add {
		scaleRows(p.m, p.n, 0, p.c, p.ldc)
	}
	if !p.transB && !finite(p.k, p.n, p.b, p.ldb) {
		p.slow()
		return
	}
	tA, tB := transpose(p.transA), transpose(p.transB)
	var impl gonum.Implementation
	for l := 0; l < p.k; l += tile {
		for i := 0; i < p.m; i += tile {
			for j := 0; j < p.n; j += tile {
				a := p.a[offset(p.transA, i, l, p.lda):]
				b := p.b[offset(p.transB, l, j, p.ldb):]
				impl.Sgemm(tA, tB, min(tile, p.m-i), min(tile, p.n-j), min(tile, p.k-l), p.alpha, a, p.lda, b, p.ldb, 1, p.c[i*p.ldc+j:], p.ldc)
			}
		}
	}
}

func transpose(yes bool) blas.Transpose {
	if yes {
		return blas.Trans
	}
	return blas.NoTrans
}

// offset returns where element (i,j) of op(A) is.
func offset(trans bool, i, j, ld int) int {
	if trans {
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

// slow computes the product where B, not transposed, holds numbers that are not finite: gonum skips the zeros of A,
// which would hide them.
func (p *product) slow() {
	for l := range p.k {
		row := p.b[l*p.ldb : l*p.ldb+p.n]
		for i := range p.m {
			s := p.alpha * p.a[offset(p.transA, i, l, p.lda)]
			dst := p.c[i*p.ldc : i*p.ldc+p.n]
			for j, x := range row {
				dst[j] += s * x
			}
		}
	}
}
