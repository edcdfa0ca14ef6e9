package envs_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// TestCrewTakesEveryIndexOnce for more and fewer workers, indexes and blocks than each other.
func TestCrewTakesEveryIndexOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 5} {
		for _, n := range []int{0, 1, 7, 64} {
			for _, block := range []int{1, 3, 100} {
				times := make([]int, n)
				c := envs.NewCrew(workers, n, block)
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

func TestCrewAllocatesNothing(t *testing.T) {
	c := envs.NewCrew(2, 16, 1)
	defer c.Close()
	sums := make([]int, 16)
	work := func(i int) { sums[i] += i }
	if n := testing.AllocsPerRun(200, func() { c.Do(work) }); n != 0 {
		t.Errorf("Do allocates %v times", n)
	}
}

func BenchmarkCrew(b *testing.B) {
	c := envs.NewCrew(2, 16, 1)
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
