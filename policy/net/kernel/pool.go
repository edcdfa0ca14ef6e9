package kernel

import (
	"runtime"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// Pool computes products on several cores, by blocks of rows of C: a row has the same bits whichever core computes it, so
// the result does not depend on the number of workers. Waking a worker takes microseconds, so small products stay
// with the caller. A nil Pool has the caller alone. Methods must not be called at the same time, and only before Close.
type Pool struct {
	parts  []part // of the workers other than the caller
	done   chan struct{}
	panics parallel.Panics
}

// part is one worker's block of rows.
type part struct {
	product product
	way     way
	beta    float32
	wake    chan struct{}
}

const (
	rowUnit   = 12      // rows of blocks are multiples of it, so that the assembly's own blocks stay whole
	worthWork = 4 << 20 // floating-point operations below which the caller works alone
)

// NewPool starts that many workers, the caller being one of them; the others wait until Close.
func NewPool(workers int) *Pool {
	if workers < 1 {
		panic("kernel: a pool without workers")
	}
	s := &Pool{parts: make([]part, workers-1), done: make(chan struct{}, workers)}
	for i := range s.parts {
		p := &s.parts[i]
		p.wake = make(chan struct{}, 1)
		go func() {
			for range p.wake {
				s.compute(&p.product, p.way, p.beta)
				s.done <- struct{}{}
			}
		}()
	}
	return s
}

// Close ends the workers.
func (s *Pool) Close() {
	for i := range s.parts {
		close(s.parts[i].wake)
	}
}

// GemmNN computes C = alpha·A·B + beta·C as the function does.
func (s *Pool) GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), m, k, lda)
	check(len(b), k, n, ldb)
	check(len(c), m, n, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, b: b, ldb: ldb, c: c, ldc: ldc}
	s.run(&p, beta)
}

// GemmNT computes C = alpha·A·Bᵀ + beta·C as the function does.
func (s *Pool) GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), m, k, lda)
	check(len(b), n, k, ldb)
	check(len(c), m, n, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, b: b, ldb: ldb, transB: true, c: c, ldc: ldc}
	s.run(&p, beta)
}

// GemmTN computes C = alpha·Aᵀ·B + beta·C as the function does.
func (s *Pool) GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check(len(a), k, m, lda)
	check(len(b), k, n, ldb)
	check(len(c), m, n, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, transA: true, b: b, ldb: ldb, c: c, ldc: ldc}
	s.run(&p, beta)
}

// compute keeps a panic for the caller of the pool.
func (s *Pool) compute(p *product, w way, beta float32) {
	defer s.panics.Catch()
	p.compute(w, beta)
}

// run hands a block of rows to each worker, computes the first block and waits.
func (s *Pool) run(p *product, beta float32) {
	w := p.way()
	if s == nil || len(s.parts) == 0 || 2*p.m*p.n*p.k < worthWork || p.m < 2*rowUnit {
		p.compute(w, beta)
		return
	}
	workers := len(s.parts) + 1
	share := (p.m + workers - 1) / workers
	share = (share + rowUnit - 1) / rowUnit * rowUnit
	busy := 0
	for lo := share; lo < p.m; lo += share {
		q := &s.parts[busy]
		q.product, q.way, q.beta = p.rows(lo, min(lo+share, p.m)), w, beta
		q.wake <- struct{}{}
		busy++
	}
	runtime.Gosched() // the worker woken last begins at once, where it is
	first := p.rows(0, share)
	s.compute(&first, w, beta)
	for range busy {
		<-s.done
	}
	s.panics.Raise()
}
