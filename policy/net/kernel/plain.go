package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// tile is the side of the blocks that gonum is called on: from four blocks of C on it would start goroutines, and
// blocks of this size stay in the first-level cache.
const tile = 64

// plain computes the product without assembly.
func (p *product) plain() {
	if !p.add {
		scaleRows(p.m, p.n, 0, p.c, p.ldc)
	}
	switch {
	case p.k == 0:
	case p.transB:
		p.plainDots()
	case finite(p.k, p.n, p.b, p.ldb):
		p.tiles()
	default:
		p.slow()
	}
}

// tiles calls gonum block by block. It adds multiples of rows of B to rows of C, so each element of C is a sum in the
// order of p, whatever the blocks.
func (p *product) tiles() {
	tA := blas.NoTrans
	if p.transA {
		tA = blas.Trans
	}
	var impl gonum.Implementation
	for l := 0; l < p.k; l += tile {
		for i := 0; i < p.m; i += tile {
			a := p.a[offset(p.transA, i, l, p.lda):]
			for j := 0; j < p.n; j += tile {
				m, n, k := min(tile, p.m-i), min(tile, p.n-j), min(tile, p.k-l)
				impl.Sgemm(tA, blas.NoTrans, m, n, k, p.alpha, a, p.lda, p.b[l*p.ldb+j:], p.ldb, 1, p.c[i*p.ldc+j:], p.ldc)
			}
		}
	}
}

// plainDots computes A·Bᵀ by dot products, four at a time. (gonum's own begin where their arguments are aligned, so
// their bits depend on where an array lies in memory.)
func (p *product) plainDots() {
	for i := range p.m {
		a, c := p.a[i*p.lda:i*p.lda+p.k], p.c[i*p.ldc:i*p.ldc+p.n]
		j := 0
		for ; j+4 <= p.n; j += 4 {
			s0, s1, s2, s3 := dot4(a, p.b[j*p.ldb:], p.ldb)
			c[j] += p.alpha * s0
			c[j+1] += p.alpha * s1
			c[j+2] += p.alpha * s2
			c[j+3] += p.alpha * s3
		}
		for ; j < p.n; j++ {
			var s float32
			for l, x := range p.b[j*p.ldb : j*p.ldb+p.k] {
				s += a[l] * x
			}
			c[j] += p.alpha * s
		}
	}
}

// dot4 returns the products of a with four rows of b.
func dot4(a, b []float32, ldb int) (s0, s1, s2, s3 float32) {
	k := len(a)
	b0, b1, b2, b3 := b[:k], b[ldb:ldb+k], b[2*ldb:2*ldb+k], b[3*ldb:3*ldb+k]
	for l, x := range a {
		s0 += x * b0[l]
		s1 += x * b1[l]
		s2 += x * b2[l]
		s3 += x * b3[l]
	}
	return s0, s1, s2, s3
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
