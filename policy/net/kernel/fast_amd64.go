package kernel

// Each function here does its work by assembly and tells whether it did.

func fastApply(g Func, dst, x []float32) bool {
	if !avx2 || len(x) == 0 {
		return false
	}
	n, to, from := len(x), &dst[0], &x[0]
	switch g {
	case ReLU:
		applyReLU(n, to, from)
	case Tanh:
		applyTanh(n, to, from)
	case Softplus:
		applySoftplus(n, to, from)
	case Exp:
		applyExp(n, to, from)
	default:
		return false
	}
	return true
}

func fastBias(g Func, rows, cols int, c []float32, ldc int, bias []float32) bool {
	if !avx2 || rows*cols == 0 {
		return false
	}
	at, b := &c[0], &bias[0]
	switch g {
	case Identity:
		biasIdentity(rows, cols, at, 4*ldc, b)
	case ReLU:
		biasReLU(rows, cols, at, 4*ldc, b)
	case Tanh:
		biasTanh(rows, cols, at, 4*ldc, b)
	case Softplus:
		biasSoftplus(rows, cols, at, 4*ldc, b)
	case Exp:
		biasExp(rows, cols, at, 4*ldc, b)
	default:
		return false
	}
	return true
}

func fastSlope(g Func, d, y []float32) bool {
	if !avx2 || len(d) == 0 {
		return false
	}
	switch g {
	case ReLU:
		slopeReLU(len(d), &d[0], &y[0])
	case Tanh:
		slopeTanh(len(d), &d[0], &y[0])
	case Softplus:
		slopeSoftplus(len(d), &d[0], &y[0])
	case Exp:
		slopeExp(len(d), &d[0], &y[0])
	default:
		return false
	}
	return true
}

func fastSumSquares(x []float32) (float64, bool) {
	if !avx2 || len(x) == 0 {
		return 0, false
	}
	return sumSquares(len(x), &x[0]), true
}

func fastAddRows(dst []float32, rows, cols int, a []float32, lda int) bool {
	if !avx2 || rows*cols == 0 {
		return false
	}
	addRows(rows, cols, &dst[0], &a[0], 4*lda)
	return true
}

func fastScale(x []float32, s float32) bool {
	if !avx2 || len(x) == 0 {
		return false
	}
	scale(len(x), &x[0], s)
	return true
}

func fastApproach(dst, src []float32, t float32) bool {
	if !avx2 || len(dst) == 0 {
		return false
	}
	approach(len(dst), &dst[0], &src[0], t)
	return true
}

func fastNarrow(dst []float32, src []float64) bool {
	if !avx2 || len(src) == 0 {
		return false
	}
	narrow(len(src), &dst[0], &src[0])
	return true
}

func fastAdam(w, m, v, grad []float32, s *AdamStep) bool {
	if !avx2 || len(w) == 0 {
		return false
	}
	adamStep(len(w), &w[0], &m[0], &v[0], &grad[0], &s.Beta1)
	return true
}
