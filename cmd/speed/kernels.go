package main

import (
	"fmt"
	"os"
	"runtime"
	"text/tabwriter"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// shapes are the matrix products that training and acting are made of: m×n from an inner dimension k, A·Bᵀ.
var shapes = [][3]int{{256, 256, 256}, {256, 17, 256}, {256, 256, 17}, {64, 64, 64}, {1, 256, 256}, {256, 1, 256}}

// kernels prints GFLOP/s of the matrix products on one core.
func (b *bench) kernels() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // gonum would use them all
	fmt.Fprintf(b.out, "\nkernels: GFLOP/s of C = A·Bᵀ in float32 on one core; fenchel's path is %q\n", kernel.Path())
	dir, err := os.MkdirTemp("", "speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	open := b.openblas(dir)
	table := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "m×n×k\tfenchel\tgonum\tratio\t")
	for _, p := range open {
		fmt.Fprintf(table, "%s\tratio\t", p.name)
	}
	fmt.Fprintln(table)
	for _, s := range shapes {
		contestants := []func() (float64, error){
			func() (float64, error) { return b.rate(product(s, kernelNT)) * 1e-9, nil },
			func() (float64, error) { return b.rate(product(s, gonumNT)) * 1e-9, nil },
		}
		for _, p := range open {
			contestants = append(contestants, func() (float64, error) { return p.product(s) })
		}
		rates, err := b.best(contestants...)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%d×%d×%d\t%.2f\t", s[0], s[1], s[2], rates[0])
		for _, r := range rates[1:] {
			fmt.Fprintf(table, "%.2f\t%.2f\t", r, rates[0]/r)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

// openblas is OpenBLAS as it chooses for the processor, and held to AVX2, which is what fenchel's kernels use; nothing
// where it is not there.
func (b *bench) openblas(dir string) []*peer {
	if b.quick {
		return nil
	}
	p, err := compile(dir, "openblas.c", "OpenBLAS", "-lopenblas")
	if err != nil {
		fmt.Fprintf(b.out, "absent: OpenBLAS (Debian: libopenblas-dev): %v\n", err)
		return nil
	}
	return []*peer{p, {name: "OpenBLAS, AVX2", path: p.path, env: []string{"OPENBLAS_CORETYPE=Haswell"}}}
}

// product measures a shape with a peer, GFLOP/s.
func (p *peer) product(s [3]int) (float64, error) {
	out, err := p.run(nil, "NT", fmt.Sprint(s[0]), fmt.Sprint(s[1]), fmt.Sprint(s[2]))
	if err != nil {
		return 0, err
	}
	var form string
	var m, n, k int
	var rate float64
	if _, err := fmt.Sscan(out, &form, &m, &n, &k, &rate); err != nil {
		return 0, fmt.Errorf("%s printed %q", p.name, out)
	}
	return rate, nil
}

// product returns work of one matrix product, counted in floating-point operations.
func product(s [3]int, multiply func(m, n, k int, a, b, c []float32)) func() int {
	m, n, k := s[0], s[1], s[2]
	a, b, c := make([]float32, m*k), make([]float32, n*k), make([]float32, m*n)
	for i := range a {
		a[i] = float32(i%7) - 3
	}
	for i := range b {
		b[i] = float32(i%5) - 2
	}
	repeat := 1 + 1_000_000/(2*m*n*k) // a call of the clock costs little beside this
	return func() int {
		for range repeat {
			multiply(m, n, k, a, b, c)
		}
		return repeat * 2 * m * n * k
	}
}

func kernelNT(m, n, k int, a, b, c []float32) { kernel.GemmNT(m, n, k, 1, a, k, b, k, 0, c, n) }

func gonumNT(m, n, k int, a, b, c []float32) {
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, blas32.General{Rows: m, Cols: k, Stride: k, Data: a},
		blas32.General{Rows: n, Cols: k, Stride: k, Data: b}, 0, blas32.General{Rows: m, Cols: n, Stride: n, Data: c})
}
