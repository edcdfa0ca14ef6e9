package render

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// blockRows is how many rows a worker takes at a time.
const blockRows = 8

// inParallel calls work for 0 … n−1, on all processors. What work does for one number must not depend on the others.
func inParallel(n int, work func(i int)) {
	var next atomic.Int64
	drain := func() {
		for {
			lo := int(next.Add(blockRows)) - blockRows
			if lo >= n {
				return
			}
			for i := lo; i < min(lo+blockRows, n); i++ {
				work(i)
			}
		}
	}
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+blockRows-1)/blockRows) - 1 {
		wait.Go(drain)
	}
	drain()
	wait.Wait()
}
