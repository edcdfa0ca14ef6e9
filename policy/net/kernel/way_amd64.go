package kernel

import "golang.org/x/sys/cpu"

//go:generate go run -C gen . -out ../vector_amd64.s -stubs ../vector_decl_amd64.go -pkg kernel

var haveAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// avx512 tells whether registers of 512 bits are used, which changes no bit of a result. The processor must have the
// instructions and the system must save the registers; GODEBUG=cpu.avx512f=off does without.
var avx512 = haveAVX2 && cpu.X86.HasAVX512F

const (
	slim      = 32   // below so many columns, C is narrow
	maxTurned = 8192 // numbers of a B that is turned over for dot products
	turn      = 128  // columns of Cᵀ that are turned over at a time
)

// way chooses; the limits were found by trying.
//
//   - One or two rows of op(A) meet B as it lies in memory.
//   - Narrow or flat products are made of dot products where A is not transposed, B being turned over if need be.
//   - Narrow products with Aᵀ change the roles of A and B.
//   - Otherwise B is cut into panels of 16 or 32 columns, packed where that pays; each meets 6 or 12 rows of A at a time.
func (p *product) way() way {
	isSlim := p.n < slim && p.n%16 != 0
	switch {
	case !avx2 || p.k == 0:
		return byGo
	case p.transB && (p.m <= 8 || p.n <= 8 || p.k >= 32 && min(p.m, p.n) < slim):
		return byDots
	case p.transB:
		return byPanels
	case p.m <= 2:
		return byRows
	case p.transA && isSlim && p.m >= 16:
		return bySwap
	case !p.transA && isSlim && p.m >= 16 && p.k >= 32 && p.k*p.n <= maxTurned:
		return byDots
	}
	return byPanels
}

// fast computes the product by assembly.
func (p *product) fast(w way) {
	switch w {
	case byRows:
		p.rowByRow()
	case byDots:
		if p.transB {
			p.dots()
		} else {
			p.dotsTurned()
		}
	case bySwap:
		p.swap()
	case byPanels:
		p.panels()
	}
}

// dots computes A·Bᵀ by dot products: four rows of A at a time, the last ones as products of B with one row. Both add
// up in the same order.
func (p *product) dots() {
	m := p.m &^ 3
	if m > 0 {
		dots(m, p.n, p.k, &p.a[0], 4*p.lda, &p.b[0], 4*p.ldb, &p.c[0], 4*p.ldc, p.alpha, p.add)
	}
	for i := m; i < p.m; i++ {
		gemv(p.n, p.k, &p.b[0], 4*p.ldb, &p.a[i*p.lda], &p.c[i*p.ldc], p.alpha, p.add)
	}
}

// dotsTurned computes A·B by dot products after turning B over.
func (p *product) dotsTurned() {
	var pack [maxTurned]float32
	q := *p
	q.b, q.ldb, q.transB = pack[:], p.k, true
	l := 0
	for ; l+8 <= p.k; l += 8 {
		packTransposed(p.n, &pack[l], 4*p.k, &p.b[l*p.ldb], 4*p.ldb)
	}
	for ; l < p.k; l++ {
		for j, x := range p.b[l*p.ldb : l*p.ldb+p.n] {
			pack[j*p.k+l] = x
		}
	}
	q.dots()
}

// swap computes Cᵀ = op(B)ᵀ·A for a transposed A, some columns at a time, and turns them over into C.
func (p *product) swap() {
	var scratch [slim * turn]float32
	for i := 0; i < p.m; i += turn {
		q := product{m: p.n, n: min(turn, p.m-i), k: p.k, alpha: p.alpha, transA: true}
		q.a, q.lda = p.b, p.ldb
		q.b, q.ldb = p.a[i:], p.lda
		q.c, q.ldc = scratch[:], turn
		q.panels()
		for r := range q.n {
			row := p.c[(i+r)*p.ldc : (i+r)*p.ldc+p.n]
			for j := range row {
				x := scratch[j*turn+r]
				if p.add {
					x += row[j]
				}
				row[j] = x
			}
		}
	}
}

// rowByRow computes op(A)·B.
func (p *product) rowByRow() {
	rs, cs := p.strides()
	for i := range p.m {
		gemvT(p.n, p.k, &p.a[i*rs], 4*cs, &p.b[0], 4*p.ldb, &p.c[i*p.ldc], p.alpha, p.add)
	}
}
