package main

import "time"

// work does some work and returns how much, in the unit of the figure.
type work func() int

// contestant makes one measurement: units a second.
type contestant func() (float64, error)

// sustained calls w until the round is over and returns its units a second.
func (b *bench) sustained(w work) float64 {
	done := 0
	start := time.Now()
	for {
		done += w()
		if spent := time.Since(start); spent >= b.round {
			return float64(done) / spent.Seconds()
		}
	}
}

// fastest calls w until the round is over and returns the units a second of its fastest call, so w should be short
// compared with the time that a scheduler gives to a process, and long compared with reading the clock.
func (b *bench) fastest(w work) float64 {
	top := 0.0
	for start := time.Now(); time.Since(start) < b.round; {
		began := time.Now()
		done := w()
		top = max(top, float64(done)/time.Since(began).Seconds())
	}
	return top
}

// ours is fenchel's own contestant.
func (b *bench) ours(w work) contestant {
	return func() (float64, error) { return b.fastest(w), nil }
}

// best lets the contestants take turns and returns the best rate of each.
func (b *bench) best(contestants ...contestant) ([]float64, error) {
	top := make([]float64, len(contestants))
	for range b.rounds {
		for i, c := range contestants {
			rate, err := c()
			if err != nil {
				return nil, err
			}
			top[i] = max(top[i], rate)
		}
	}
	return top, nil
}
