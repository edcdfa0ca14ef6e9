package main

import (
	"sync"
	"time"
)

// rate calls f, which returns how many units of work it did, for at least the slot and returns units per second.
func (l *lab) rate(f func() int) float64 {
	start, units := time.Now(), 0
	for {
		units += f()
		if t := time.Since(start); t >= l.slot {
			return float64(units) / t.Seconds()
		}
	}
}

// rates is rate on several goroutines at once, each with work of its own, summed.
func (l *lab) rates(workers []func() int) float64 {
	each := make([]float64, len(workers))
	var all sync.WaitGroup
	for i, f := range workers {
		all.Go(func() { each[i] = l.rate(f) })
	}
	all.Wait()
	sum := 0.0
	for _, r := range each {
		sum += r
	}
	return sum
}

// fastest returns the seconds that f takes at its fastest: of many runs within the slot, each long enough for the
// clock.
func (l *lab) fastest(f func()) float64 {
	const run = 20 * time.Microsecond
	f()
	repeat := 1
	for {
		start := time.Now()
		for range repeat {
			f()
		}
		if time.Since(start) >= run {
			break
		}
		repeat *= 2
	}
	best := time.Duration(1<<63 - 1)
	for start := time.Now(); time.Since(start) < l.slot; {
		t := time.Now()
		for range repeat {
			f()
		}
		best = min(best, time.Since(t))
	}
	return best.Seconds() / float64(repeat)
}
