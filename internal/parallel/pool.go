// Package parallel splits work by index. Indexes are taken in blocks of a fixed size, and what is computed for an index
// is stored under it, so the number of workers and their timing change no bit of a result.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Pool applies a function to the indexes 0 … n−1 on several goroutines, which take them in blocks. Which goroutine
// takes which block is chance, so the function must store what it computes under its index, for the caller to combine
// in order.
type Pool struct {
	n, block int
	work     func(i int) // of the call in progress
	next     atomic.Int64
	wake     chan struct{} // of the goroutines other than the caller's: its capacity is their number
	done     sync.WaitGroup
	panics   Panics
}

// NewPool starts the workers; the caller's goroutine is one of them, and none is started without a block to take. With
// larger blocks the workers meet less often at the counter and at neighboring rows, and unequal work is balanced worse.
// Close ends them.
func NewPool(workers, n, block int) *Pool {
	if block < 1 {
		panic("parallel: a block without indexes")
	}
	p := &Pool{n: n, block: block, wake: make(chan struct{}, max(min(workers, (n+block-1)/block)-1, 0))}
	for range cap(p.wake) {
		go func() {
			for range p.wake {
				p.drain()
				p.done.Done()
			}
		}()
	}
	return p
}

// Do calls work for every index and returns when all is done. Where work panics, in whichever goroutine, Do panics with a
// *Panic once the others have ended. It allocates nothing; making a method a value does, so
// a caller in a hurry keeps work. Calls must not overlap.
func (p *Pool) Do(work func(i int)) {
	p.work = work
	p.next.Store(0)
	p.done.Add(cap(p.wake))
	for range cap(p.wake) {
		p.wake <- struct{}{}
	}
	runtime.Gosched() // the worker woken last begins at once, and this goroutine elsewhere: taking it over costs 10 µs
	p.drain()
	p.done.Wait()
	p.panics.Raise()
}

func (p *Pool) drain() {
	defer p.panics.Catch()
	for {
		lo := int(p.next.Add(int64(p.block))) - p.block
		if lo >= p.n {
			return
		}
		for i := lo; i < min(lo+p.block, p.n); i++ {
			p.work(i)
		}
	}
}

// Close ends the workers. The pool must not be used afterwards.
func (p *Pool) Close() { close(p.wake) }

// Together calls work in n goroutines at the same time, each with its number, and waits until all have ended. panics is
// where they may see that one of them panicked; with that Together panics, too.
func Together(n int, work func(i int, panics *Panics)) {
	var group sync.WaitGroup
	var panics Panics
	for i := range n {
		group.Go(func() {
			defer panics.Catch()
			work(i, &panics)
		})
	}
	group.Wait()
	panics.Raise()
}

// Do calls work for the indexes 0 … n−1 on all processors, in blocks, once: what a Pool does for a caller who comes
// only seldom.
func Do(n, block int, work func(i int)) {
	p := NewPool(runtime.GOMAXPROCS(0), n, block)
	defer p.Close()
	p.Do(work)
}
