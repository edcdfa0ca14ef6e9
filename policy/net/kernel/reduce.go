package kernel

// SumSquares returns Σ x², accumulated in float64.
func SumSquares(x []float32) float64 {
	if sum, ok := fastSumSquares(x); ok {
		return sum
	}
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum
}

// AddRows adds every row of a, a rows×cols matrix, to dst, first row first.
func AddRows(dst []float32, rows, cols int, a []float32, lda int) {
	check(len(a), rows, cols, lda)
	checkLen(len(dst), cols)
	if fastAddRows(dst, rows, cols, a, lda) {
		return
	}
	for i := range rows {
		for j, v := range a[i*lda : i*lda+cols] {
			dst[j] += v
		}
	}
}

// Scale multiplies x by s.
func Scale(x []float32, s float32) {
	if fastScale(x, s) {
		return
	}
	for i := range x {
		x[i] *= s
	}
}

// Approach moves dst by the share t of its way to src, dst ← dst + t·(src − dst): a step of a running mean.
func Approach(dst, src []float32, t float32) {
	checkLen(len(src), len(dst))
	if fastApproach(dst, src, t) {
		return
	}
	for i, x := range dst {
		dst[i] = x + float32(t*(src[i]-x)) // the conversion forbids to fuse the product with the sum
	}
}
