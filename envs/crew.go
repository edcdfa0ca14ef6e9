package envs

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Crew applies a function to indexes 0..n-1 on several goroutines, which take the indexes in blocks. Which goroutine
// takes which block is chance, so the function must leave what it computes under its index, for the caller to combine
// in order: then the number of goroutines changes no bit.
type Crew struct {
	n, block int
	work     func(i int) // of the call in progress
	next     atomic.Int64
	wake     chan struct{} // of the goroutines beside the caller's: its capacity is their number
	done     sync.WaitGroup
}

// NewCrew starts the goroutines; the caller's is one of them, and none is without a block to take. A larger block meets
// the others less often at the counter and at neighbouring rows, and balances unequal work worse. Close ends them.
func NewCrew(workers, n, block int) *Crew {
	if block < 1 {
		panic("envs: a Crew that takes blocks of nothing")
	}
	c := &Crew{n: n, block: block, wake: make(chan struct{}, max(min(workers, (n+block-1)/block)-1, 0))}
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

// Do calls work for every index and returns when all is done. It allocates nothing; making a method a value does, so
// a caller in a hurry keeps work. Calls must not overlap.
func (c *Crew) Do(work func(i int)) {
	c.work = work
	c.next.Store(0)
	c.done.Add(cap(c.wake))
	for range cap(c.wake) {
		c.wake <- struct{}{}
	}
	runtime.Gosched() // the one woken last begins here and now, and this one elsewhere: taking it from here costs 10 µs
	c.drain()
	c.done.Wait()
}

func (c *Crew) drain() {
	for {
		lo := int(c.next.Add(int64(c.block))) - c.block
		if lo >= c.n {
			return
		}
		for i := lo; i < min(lo+c.block, c.n); i++ {
			c.work(i)
		}
	}
}

// Close ends the goroutines. The crew must not be used afterwards.
func (c *Crew) Close() { close(c.wake) }
