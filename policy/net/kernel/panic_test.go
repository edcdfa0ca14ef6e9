package kernel

import (
	"testing"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// TestPanicOfAWorkerIsTheCallers: what a block of rows panics with, the caller of the product does, and the pool can be
// used again. The product is one that the checks of its arguments would refuse: its last row has no room.
func TestPanicOfAWorkerIsTheCallers(t *testing.T) {
	defer Select(Select("generic"))
	const n = 256
	x, c := make([]float32, n*n), make([]float32, n*n-1)
	for i := range x {
		x[i] = 1
	}
	pool := NewPool(2)
	defer pool.Close()
	for range 2 {
		func() {
			defer func() {
				if p, ok := recover().(*parallel.Panic); !ok {
					t.Errorf("recovered %v", p)
				}
			}()
			pool.run(&product{m: n, n: n, k: n, alpha: 1, a: x, lda: n, b: x, ldb: n, c: c, ldc: n}, 0)
		}()
	}
	whole := make([]float32, n*n)
	pool.GemmNN(n, n, n, 1, x, n, x, n, 0, whole, n)
	for i, got := range whole {
		if got != n {
			t.Fatalf("element %d after a panic is %v: want %d", i, got, n)
		}
	}
}
