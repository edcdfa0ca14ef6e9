package kernel

// GemmNN computes C = alpha·A·B + beta·C with A m×k, B k×n and C m×n. C must not overlap A or B.
func GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), m, k, lda)
	check(len(b), k, n, ldb)
	check(len(c), m, n, ldc)
	scaleRows(m, n, beta, c, ldc)
	plainGemm(noTrans, noTrans, m, n, k, alpha, a, lda, b, ldb, c, ldc)
}

// GemmNT computes C = alpha·A·Bᵀ + beta·C with A m×k, B n×k and C m×n. C must not overlap A or B.
func GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), m, k, lda)
	check(len(b), n, k, ldb)
	check(len(c), m, n, ldc)
	scaleRows(m, n, beta, c, ldc)
	plainGemm(noTrans, trans, m, n, k, alpha, a, lda, b, ldb, c, ldc)
}

// GemmTN computes C = alpha·Aᵀ·B + beta·C with A k×m, B k×n and C m×n. C must not overlap A or B.
func GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), k, m, lda)
	check(len(b), k, n, ldb)
	check(len(c), m, n, ldc)
	scaleRows(m, n, beta, c, ldc)
	plainGemm(trans, noTrans, m, n, k, alpha, a, lda, b, ldb, c, ldc)
}

// Gemv computes y = alpha·A·x + beta·y with A m×n. y must not overlap A or x.
func Gemv(m, n int, alpha float32, a []float32, lda int, x []float32, beta float32, y []float32) {
	GemmNT(1, m, n, alpha, x, n, a, lda, beta, y, m)
}

// GemvT computes y = alpha·Aᵀ·x + beta·y with A m×n. y must not overlap A or x.
func GemvT(m, n int, alpha float32, a []float32, lda int, x []float32, beta float32, y []float32) {
	GemmNN(1, n, m, alpha, x, m, a, lda, beta, y, n)
}

// scaleRows computes C = beta·C, without reading C where beta is 0.
func scaleRows(m, n int, beta float32, c []float32, ldc int) {
	if beta == 1 {
		return
	}
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
