package kernel

import (
	"fmt"
	"testing"
)

// TestPool: the same bits from one worker, two, three and seven, at sizes on both sides of every limit.
func TestPool(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(1)
		for _, s := range [][3]int{{256, 256, 256}, {601, 17, 300}, {90, 260, 130}, {25, 600, 300}, {5000, 1, 500}, {3, 3, 3}, {0, 5, 5}} {
			m, n, k := s[0], s[1], s[2]
			a, b, c := newField(m, k, 0, rng).slice(), newField(k, n, 0, rng).slice(), newField(m, n, 0, rng).slice()
			var alone *Pool
			want := runPool(alone, m, n, k, a, b, c)
			for _, workers := range []int{1, 2, 3, 7} {
				pool := NewPool(workers)
				for f, got := range runPool(pool, m, n, k, a, b, c) {
					for i := range got {
						if got[i] != want[f][i] {
							t.Fatalf("%s %v: element %d is %v from %d workers and %v from one", forms[f].name, s, i, got[i], workers, want[f][i])
						}
					}
				}
				pool.Close()
			}
		}
	})
}

// runPool returns what the three forms make of a copy of c.
func runPool(t *Pool, m, n, k int, a, b, c []float32) [3][]float32 {
	var out [3][]float32
	for f := range out {
		out[f] = append([]float32(nil), c...)
	}
	t.GemmNN(m, n, k, 1, a, k, b, n, 1, out[0], n)
	t.GemmNT(m, n, k, 1, a, k, b, k, 0.5, out[1], n)
	t.GemmTN(m, n, k, 1, a, m, b, n, 0, out[2], n)
	return out
}

func TestPoolAllocates(t *testing.T) {
	const n = 200
	x, c := make([]float32, n*n), make([]float32, n*n)
	pool := NewPool(2)
	defer pool.Close()
	run := func() { pool.GemmNN(n, n, n, 1, x, n, x, n, 0, c, n) }
	run()
	if count := testing.AllocsPerRun(10, run); count != 0 {
		t.Errorf("%v allocations", count)
	}
}

func BenchmarkPool(b *testing.B) {
	for _, workers := range []int{1, 2} {
		for _, m := range []int{64, 128, 256, 1024} {
			b.Run(fmt.Sprintf("%d/%dx256x256", workers, m), func(b *testing.B) {
				pool := NewPool(workers)
				defer pool.Close()
				benchmarkProduct(b, form{"NT", false, true, pool.GemmNT}, m, 256, 256)
			})
		}
	}
}
