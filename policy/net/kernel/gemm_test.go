package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// onBothPaths runs a test on the assembly, where the processor has it, with registers of 512 and of 256 bits, and on
// the plain path.
func onBothPaths(t *testing.T, test func(t *testing.T)) {
	if avx512 {
		t.Run("avx2/512", func(t *testing.T) {
			defer Select(Select("avx2"))
			test(t)
		})
	}
	for _, path := range []string{"avx2", "generic"} {
		t.Run(path, func(t *testing.T) {
			if path == "avx2" && !haveAVX2 {
				t.Skip("this processor has no AVX2 and FMA")
			}
			defer Select(Select(path))
			defer narrowVectors()()
			test(t)
		})
	}
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// form is one of the three products, with the shapes of its arguments.
type form struct {
	name           string
	transA, transB bool
	run            func(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)
}

var forms = []form{{"NN", false, false, GemmNN}, {"NT", false, true, GemmNT}, {"TN", true, false, GemmTN}}

// field is a matrix inside a larger array whose other numbers are NaN: reading one spoils the result, writing one is
// seen. It begins at an odd place and its rows are further apart than they are long.
type field struct {
	rows, cols, ld, at int
	data               []float32
}

func newField(rows, cols, gap int, rng *rand.Rand) *field {
	f := &field{rows: rows, cols: cols, ld: cols + gap, at: 1 + rng.IntN(8)}
	f.data = make([]float32, f.at+rows*f.ld+9)
	for i := range f.data {
		f.data[i] = float32(math.NaN())
	}
	for i := range rows {
		for j := range cols {
			f.data[f.at+i*f.ld+j] = float32(rng.NormFloat64())
		}
	}
	return f
}

// slice ends with the last element.
func (f *field) slice() []float32 {
	if f.rows*f.cols == 0 {
		return nil
	}
	return f.data[f.at : f.at+(f.rows-1)*f.ld+f.cols]
}

func (f *field) get(i, j int, trans bool) float64 {
	if trans {
		i, j = j, i
	}
	return float64(f.data[f.at+i*f.ld+j])
}

// spoiled tells whether a number outside the matrix has changed.
func (f *field) spoiled() bool {
	inside := 0
	for i, x := range f.data {
		p := i - f.at
		if p >= 0 && p < f.rows*f.ld && p%f.ld < f.cols {
			inside++
		} else if x == x {
			return true
		}
	}
	return inside != f.rows*f.cols
}

// checkProduct compares with sums in float64. Each of k products and k additions may round once, in any order.
func checkProduct(t *testing.T, f form, m, n, k int, alpha, beta float32, rng *rand.Rand) {
	t.Helper()
	a, b := newField(m, k, rng.IntN(3), rng), newField(k, n, rng.IntN(3), rng)
	if f.transA {
		a = newField(k, m, rng.IntN(3), rng)
	}
	if f.transB {
		b = newField(n, k, rng.IntN(3), rng)
	}
	c := newField(m, n, rng.IntN(3), rng)
	old := *c
	old.data = append([]float32(nil), c.data...)
	if beta == 0 {
		c.data[c.at] = float32(math.NaN()) // must not be read
	}
	f.run(m, n, k, alpha, a.slice(), a.ld, b.slice(), b.ld, beta, c.slice(), c.ld)
	if c.spoiled() {
		t.Fatalf("%s %d×%d×%d: wrote outside of C", f.name, m, n, k)
	}
	for i := range m {
		for j := range n {
			sum, size := 0.0, 0.0
			for p := range k {
				x := a.get(i, p, f.transA) * b.get(p, j, f.transB)
				sum += x
				size += math.Abs(x)
			}
			start := float64(beta) * old.get(i, j, false)
			want := float64(alpha)*sum + start
			bound := 0x1p-24 * (float64(k+3)*math.Abs(float64(alpha))*size + 3*math.Abs(start))
			if got := c.get(i, j, false); !(math.Abs(got-want) <= bound) {
				t.Fatalf("%s %d×%d×%d, alpha %v, beta %v: element %d,%d is %v, want %v", f.name, m, n, k, alpha, beta, i, j, got, want)
			}
		}
	}
}

// TestSizes goes through every pair of sizes from 1 to 40 in two dimensions, with a random one in the third; in short
// mode through every size in every dimension.
func TestSizes(t *testing.T) {
	const limit = 40
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(1)
		third := func() int { return 1 + rng.IntN(limit) }
		for _, f := range forms {
			for x := 1; x <= limit; x++ {
				for y := 1; y <= limit; y++ {
					if testing.Short() && (x+y)%9 != 0 {
						continue
					}
					beta := float32((x + y) % 2)
					checkProduct(t, f, x, y, third(), 1, beta, rng)
					checkProduct(t, f, x, third(), y, 1, beta, rng)
					checkProduct(t, f, third(), x, y, 1, beta, rng)
				}
			}
		}
	})
}

// TestLargeSizes crosses the sizes at which blocks end.
func TestLargeSizes(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(2)
		for _, f := range forms {
			for _, s := range [][3]int{{1, 256, 256}, {2, 100, 300}, {3, 65, 129}, {49, 17, 257}, {64, 256, 3}, {97, 33, 512}, {130, 6, 700}, {256, 1, 256}, {70, 80, 0}} {
				for _, x := range [][2]float32{{1, 0}, {1, 1}, {-0.5, 0}, {2, -0.25}} {
					checkProduct(t, f, s[0], s[1], s[2], x[0], x[1], rng)
				}
			}
		}
	})
}

// TestNotFinite: a NaN or an infinity in A or B reaches every element of C that it belongs to, even across a zero.
func TestNotFinite(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		for _, f := range forms {
			for _, s := range [][3]int{{1, 5, 9}, {2, 70, 8}, {5, 1, 20}, {7, 30, 17}, {13, 19, 300}} {
				for _, bad := range []float64{math.NaN(), math.Inf(1)} {
					checkNotFinite(t, f, s[0], s[1], s[2], float32(bad))
				}
			}
		}
	})
}

func checkNotFinite(t *testing.T, f form, m, n, k int, bad float32) {
	a, b, c := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n) // A = 0
	row, col := k/2, n/2
	lda, ldb, at := k, n, row*n+col
	if f.transA {
		lda = m
	}
	if f.transB {
		ldb, at = k, col*k+row
	}
	b[at] = bad
	f.run(m, n, k, 1, a, lda, b, ldb, 0, c, n)
	for i, x := range c {
		if (i%n == col) != (x != x) { // 0·Inf is NaN
			t.Fatalf("%s %d×%d×%d: element %d is %v with %v in column %d of B", f.name, m, n, k, i, x, bad, col)
		}
	}
}

func TestGemv(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		a := []float32{1, 2, 3, 4, 5, 6} // 2×3
		y := []float32{10, 20}
		Gemv(2, 3, 1, a, 3, []float32{1, 0, -1}, 2, y)
		if y[0] != 18 || y[1] != 38 {
			t.Errorf("Gemv gives %v, want [18 38]", y)
		}
		z := []float32{1, 1, 1}
		GemvT(2, 3, 2, a, 3, []float32{1, 10}, 1, z)
		if z[0] != 83 || z[1] != 105 || z[2] != 127 {
			t.Errorf("GemvT gives %v, want [83 105 127]", z)
		}
	})
}

func TestBadShapesPanic(t *testing.T) {
	x := make([]float32, 10)
	for name, f := range map[string]func(){
		"short A":  func() { GemmNN(3, 2, 4, 1, x, 4, x, 2, 0, x, 2) },
		"short B":  func() { GemmNT(2, 3, 4, 1, x, 4, x, 4, 0, x, 3) },
		"short C":  func() { GemmTN(4, 3, 2, 1, x, 4, x, 3, 0, x, 3) },
		"bad ld":   func() { GemmNN(2, 2, 3, 1, x, 2, x, 2, 0, x, 2) },
		"negative": func() { GemmNN(-1, 2, 3, 1, x, 3, x, 2, 0, x, 2) },
		"lengths":  func() { Apply(ReLU, x, x[1:]) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

// TestProductsAllocate holds the products at no allocation, of every kind of shape.
func TestProductsAllocate(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		x, c := make([]float32, 200*200), make([]float32, 200*200)
		for _, f := range forms {
			for _, n := range []int{1, 17, 200} {
				run := func() { f.run(n, n, n, 1, x, n, x, n, 0, c, n) }
				run()
				if count := testing.AllocsPerRun(5, run); count != 0 {
					t.Errorf("%s of size %d allocates %v times", f.name, n, count)
				}
			}
		}
	})
}

// BenchmarkGemm reports the fastest of many short runs, which other processes disturb least.
func BenchmarkGemm(b *testing.B) {
	for _, s := range [][3]int{
		{256, 256, 256}, {64, 256, 256}, {64, 64, 64}, {1024, 256, 256}, {256, 256, 1024}, // hidden layers
		{256, 256, 17}, {64, 64, 3}, {17, 256, 256}, {6, 64, 64}, // first layer, gradient of the last
		{256, 17, 256}, {256, 6, 256}, {256, 1, 256}, {64, 1, 64}, {64, 27, 64}, // last layer, gradient of the first
		{1, 256, 256}, {1, 256, 17}, {1, 6, 256}, // one act
	} {
		for _, f := range forms {
			m, n, k := s[0], s[1], s[2]
			b.Run(fmt.Sprintf("%s/%dx%dx%d", f.name, m, n, k), func(b *testing.B) { benchmarkProduct(b, f, m, n, k) })
		}
	}
}

func benchmarkProduct(b *testing.B, f form, m, n, k int) {
	rng := newRand(1)
	x, y, c := newField(m, k, 0, rng).slice(), newField(n, k, 0, rng).slice(), make([]float32, m*n)
	lda, ldb := k, n
	if f.transA {
		lda = m
	}
	if f.transB {
		ldb = k
	}
	repeat := 1 + 1_000_000/(2*m*n*k)
	fastest := time.Hour
	for b.Loop() {
		start := time.Now()
		for range repeat {
			f.run(m, n, k, 1, x, lda, y, ldb, 0, c, n)
		}
		fastest = min(fastest, time.Since(start))
	}
	ns := float64(fastest.Nanoseconds()) / float64(repeat)
	b.ReportMetric(ns, "best-ns")
	b.ReportMetric(2*float64(m*n*k)/ns, "GFLOP/s")
	b.ReportMetric(0, "ns/op")
}
