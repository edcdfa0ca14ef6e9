package main

import (
	"fmt"
	"os"
	"runtime"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// shape is a matrix product that training or acting is made of: m×n from an inner dimension k. NN is A·B, NT A·Bᵀ and
// TN Aᵀ·B. With bars, the least ratio to OpenBLAS and to gonum that must be reached, 0 for none.
type shape struct {
	form                    string
	m, n, k                 int
	overOpenBLAS, overGonum float64
}

var shapes = []shape{
	{"NT", 256, 256, 256, 0.9, 7.5}, // hidden layer, forward
	{"NN", 256, 256, 256, 0.9, 0},   // and backward
	{"TN", 256, 256, 256, 0.9, 0},   // and its weights' gradient
	{"NT", 256, 17, 256, 0.8, 0},    // last layer, forward
	{"NN", 256, 256, 17, 0, 0},      // and backward
	{"TN", 17, 256, 256, 0, 0},      // and its weights' gradient
	{"NT", 256, 256, 17, 0, 0},      // first layer, forward
	{"TN", 256, 17, 256, 0, 0},      // and its weights' gradient
	{"NT", 64, 64, 64, 0, 0},        // a small network
	{"NT", 1, 256, 256, 0, 1},       // one act
	{"NT", 256, 1, 256, 0, 0},       // a value function
}

// kernels prints GFLOP/s of the matrix products on one core. The bars are relative to OpenBLAS as it is installed, and
// to gonum where it is not or where it is asked for.
func (b *bench) kernels() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // gonum would use them all
	dir, err := os.MkdirTemp("", "speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	open := b.openblas(dir)
	columns := []string{"form", "m×n×k", "fenchel", "gonum", "ratio"}
	for _, p := range open {
		columns = append(columns, p.name, "ratio")
	}
	t := b.table("kernels", fmt.Sprintf("GFLOP/s of matrix products in float32 on one core; fenchel's path is %q", kernel.Path()), columns...)
	for _, s := range shapes {
		contestants := []contestant{b.ours(s.product(s.kernel)), b.ours(s.product(s.gonum))}
		for _, p := range open {
			contestants = append(contestants, func() (float64, error) { return p.product(s) })
		}
		rates, err := b.best(contestants...)
		if err != nil {
			return err
		}
		rates[0] *= 1e-9
		rates[1] *= 1e-9
		row := []any{s.form, fmt.Sprintf("%d×%d×%d", s.m, s.n, s.k), rates[0]}
		for _, r := range rates[1:] {
			row = append(row, r, rates[0]/r)
		}
		t.add(row...)
		b.compare(s, rates)
	}
	b.print(t)
	return nil
}

// compare holds a shape against its bars, given the rates of fenchel, gonum and OpenBLAS if it is there.
func (b *bench) compare(s shape, rates []float64) {
	name := fmt.Sprintf("%s %d×%d×%d on one core, times ", s.form, s.m, s.n, s.k)
	if len(rates) > 2 && s.overOpenBLAS > 0 {
		b.atLeast(name+"OpenBLAS", rates[0]/rates[2], s.overOpenBLAS)
	}
	if s.overGonum > 0 && (len(rates) == 2 || s.overOpenBLAS == 0) {
		b.atLeast(name+"gonum", rates[0]/rates[1], s.overGonum)
	}
}

// openblas is OpenBLAS as it chooses for the processor, and held to AVX2; nothing where it is not there.
func (b *bench) openblas(dir string) []*peer {
	if b.quick {
		return nil
	}
	p, err := compile(dir, "openblas.c", "OpenBLAS", "-lopenblas")
	if err != nil {
		b.note("absent: OpenBLAS (Debian: libopenblas-dev): %v", err)
		return nil
	}
	return []*peer{p, {name: "OpenBLAS, AVX2", path: p.path, env: []string{"OPENBLAS_CORETYPE=Haswell"}}}
}

// product measures a shape with a peer, GFLOP/s.
func (p *peer) product(s shape) (float64, error) {
	out, err := p.run(nil, s.form, fmt.Sprint(s.m), fmt.Sprint(s.n), fmt.Sprint(s.k))
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

// product returns work of some matrix products, counted in floating-point operations.
func (s shape) product(multiply func(a, b, c []float32)) work {
	a, b, c := make([]float32, s.m*s.k), make([]float32, s.n*s.k), make([]float32, s.m*s.n)
	for i := range a {
		a[i] = float32(i%7) - 3
	}
	for i := range b {
		b[i] = float32(i%5) - 2
	}
	flops := 2 * s.m * s.n * s.k
	repeat := 1 + 1_000_000/flops // reading the clock costs little compared with this
	return func() int {
		for range repeat {
			multiply(a, b, c)
		}
		return repeat * flops
	}
}

func (s shape) kernel(a, b, c []float32) {
	switch s.form {
	case "NN":
		kernel.GemmNN(s.m, s.n, s.k, 1, a, s.k, b, s.n, 0, c, s.n)
	case "NT":
		kernel.GemmNT(s.m, s.n, s.k, 1, a, s.k, b, s.k, 0, c, s.n)
	case "TN":
		kernel.GemmTN(s.m, s.n, s.k, 1, a, s.m, b, s.n, 0, c, s.n)
	}
}

func (s shape) gonum(a, b, c []float32) {
	tA, tB := blas.NoTrans, blas.NoTrans
	x := blas32.General{Rows: s.m, Cols: s.k, Stride: s.k, Data: a}
	y := blas32.General{Rows: s.k, Cols: s.n, Stride: s.n, Data: b}
	switch s.form {
	case "NT":
		tB, y = blas.Trans, blas32.General{Rows: s.n, Cols: s.k, Stride: s.k, Data: b}
	case "TN":
		tA, x = blas.Trans, blas32.General{Rows: s.k, Cols: s.m, Stride: s.m, Data: a}
	}
	blas32.Gemm(tA, tB, 1, x, y, 0, blas32.General{Rows: s.m, Cols: s.n, Stride: s.n, Data: c})
}
