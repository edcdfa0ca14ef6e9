package kernel

// GemmNN computes C = alpha·A·B + beta·C with A m×k, B k×n and C m×n. C must not overlap A or B.
func GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), m, k, lda)
	check(len(b), k, n, ldb)
	check(len(c), m, n, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, b: b, ldb: ldb, c: c, ldc: ldc}
	p.run(beta)
}

// GemmNT computes C = alpha·A·Bᵀ + beta·C with A m×k, B n×k and C m×n. C must not overlap A or B.
func GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), m, k, lda)
	check(len(b), n, k, ldb)
	check(len(c), m, n, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, b: b, ldb: ldb, transB: true, c: c, ldc: ldc}
	p.run(beta)
}

// GemmTN computes C = alpha·Aᵀ·B + beta·C with A k×m, B k×n and C m×n. C must not overlap A or B.
func GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), k, m, lda)
	check(len(b), k, n, ldb)
	check(len(c), m, n, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, transA: true, b: b, ldb: ldb, c: c, ldc: ldc}
	p.run(beta)
}

// Gemv computes y = alpha·A·x + beta·y with A m×n. y must not overlap A or x.
func Gemv(m, n int, alpha float32, a []float32, lda int, x []float32, beta float32, y []float32) {
	GemmNT(1, m, n, alpha, x, n, a, lda, beta, y, m)
}

// GemvT computes y = alpha·Aᵀ·x + beta·y with A m×n. y must not overlap A or x.
func GemvT(m, n int, alpha float32, a []float32, lda int, x []float32, beta float32, y []float32) {
	GemmNN(1, n, m, alpha, x, m, a, lda, beta, y, n)
}

// product is a matrix product to be computed, C = [C +] alpha·op(A)·op(B) with op(A) m×k and op(B) k×n.
type product struct {
	m, n, k        int
	alpha          float32
	a              []float32
	lda            int
	transA, transB bool // not both
	b              []float32
	ldb            int
	add            bool // whether C keeps what it holds
	c              []float32
	ldc            int
}

// way is how a product is computed. The shape decides it, before any splitting.
type way uint8

const (
	byGo     way = iota // plain Go
	byRows              // assembly: rows of op(A) one by one, B in place
	byDots              // assembly: dot products of rows of A and columns of op(B)
	byPanels            // assembly: panels of columns of op(B)
	bySwap              // assembly: panels of rows of op(A), as Cᵀ = op(B)ᵀ·op(A)ᵀ
)

func (p *product) run(beta float32) { p.compute(p.way(), beta) }

// compute runs the product. Every element of C is computed by the way alone, wherever it is, so that a block of
// rows has the bits that it would have in the whole.
func (p *product) compute(w way, beta float32) {
	if p.m == 0 || p.n == 0 {
		return
	}
	if beta != 0 && beta != 1 {
		scaleRows(p.m, p.n, beta, p.c, p.ldc)
	}
	p.add = beta != 0
	if w == byGo {
		p.plain()
		return
	}
	p.fast(w)
}

// rows returns the product that computes rows lo to hi (exclusive) of C.
func (p *product) rows(lo, hi int) product {
	q := *p
	q.m = hi - lo
	q.a = p.a[offset(p.transA, lo, 0, p.lda):]
	q.c = p.c[lo*p.ldc:]
	return q
}

// offset returns where element (i,j) of op(X) is.
func offset(trans bool, i, j, ld int) int {
	if trans {
		return j*ld + i
	}
	return i*ld + j
}

// strides returns how far apart the rows and the columns of op(A) are.
func (p *product) strides() (rows, cols int) {
	if p.transA {
		return 1, p.lda
	}
	return p.lda, 1
}

// scaleRows computes C = beta·C, without reading C where beta is 0.
func scaleRows(m, n int, beta float32, c []float32, ldc int) {
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}
