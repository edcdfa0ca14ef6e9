package parallel_test

import (
	"runtime"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// TestPoolTakesEveryIndexOnce for more and fewer workers, indexes and blocks than each other.
func TestPoolTakesEveryIndexOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 5} {
		for _, n := range []int{0, 1, 7, 64} {
			for _, block := range []int{1, 3, 100} {
				times := make([]int, n)
				c := parallel.NewPool(workers, n, block)
				for range 3 {
					c.Do(func(i int) { times[i]++ })
				}
				c.Close()
				for i, k := range times {
					if k != 3 {
						t.Errorf("%d workers, %d indexes in blocks of %d: index %d was taken %d times in 3 calls", workers, n, block, i, k)
					}
				}
			}
		}
	}
}

func TestPoolAllocatesNothing(t *testing.T) {
	c := parallel.NewPool(2, 16, 1)
	defer c.Close()
	sums := make([]int, 16)
	work := func(i int) { sums[i] += i }
	if n := testing.AllocsPerRun(200, func() { c.Do(work) }); n != 0 {
		t.Errorf("Do allocates %v times", n)
	}
}

func BenchmarkPool(b *testing.B) {
	c := parallel.NewPool(2, 16, 1)
	defer c.Close()
	sums := make([]float64, 16*8)
	work := func(i int) {
		for j := range 1000 {
			sums[i*8] += float64(j)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Do(work)
	}
}

// TestDo: every index once.
func TestDo(t *testing.T) {
	times := make([]int, 50)
	parallel.Do(len(times), 8, func(i int) { times[i]++ })
	for i, k := range times {
		if k != 1 {
			t.Errorf("index %d was taken %d times", i, k)
		}
	}
}

func TestBlockWithoutIndexesPanics(t *testing.T) {
	defer func() {
		if r := recover(); r != "parallel: a block without indexes" {
			t.Errorf("recovered %v", r)
		}
	}()
	parallel.NewPool(2, 3, 0)
}

// TestTogether: each number once, and a panic in one goroutine is the caller's and known to the others.
func TestTogether(t *testing.T) {
	times := make([]int, 5)
	parallel.Together(len(times), func(i int, _ *parallel.Panics) { times[i]++ })
	for i, n := range times {
		if n != 1 {
			t.Errorf("number %d: %d times", i, n)
		}
	}
	defer func() {
		if p, ok := recover().(*parallel.Panic); !ok || p.Value != "broken" {
			t.Errorf("recovered %v", p)
		}
	}()
	parallel.Together(3, func(i int, panics *parallel.Panics) {
		if i == 1 {
			panic("broken")
		}
		for !panics.Caught() {
			runtime.Gosched()
		}
	})
}
