package agents

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// crew applies a function to indexes 0..n-1, on as many goroutines as it was given. Which goroutine takes which index
// is chance, so the function must leave what it computes under its index, for the caller to combine in order. A call
// allocates nothing.
type crew struct {
	n    int
	work func(i int)
	next atomic.Int64
	wake chan struct{}
	done sync.WaitGroup
}

// newCrew starts the goroutines; the caller's is one of them. close ends them.
func newCrew(workers, n int) *crew {
	c := &crew{n: n, wake: make(chan struct{}, max(min(workers, n)-1, 0))}
	for range cap(c.wake) {
		go func() {
			for range c.wake {
				c.drain()
				c.done.Done()
			}
		}()
	}
	return c
}

func (c *crew) do(work func(i int)) {
	c.work = work
	c.next.Store(0)
	c.done.Add(cap(c.wake))
	for range cap(c.wake) {
		c.wake <- struct{}{}
	}
	runtime.Gosched() // the one woken last begins at once, where it is
	c.drain()
	c.done.Wait()
}

func (c *crew) drain() {
	for i := int(c.next.Add(1)) - 1; i < c.n; i = int(c.next.Add(1)) - 1 {
		c.work(i)
	}
}

func (c *crew) close() { close(c.wake) }
