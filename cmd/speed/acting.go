package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
)

// acting prints the time of one decision.
func (b *bench) acting() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	t := b.table("acting", fmt.Sprintf("one observation, a %d-256-256 network, k = %d, on one core", obsDim, actionDim), "energy", "µs an Act", "allocations")
	for _, energy := range energies {
		n, err := newPolicy(energy)
		if err != nil {
			return err
		}
		obs, act := make([]float64, obsDim), make([]float64, actionDim)
		rng := rand.New(rand.NewPCG(3, 3))
		decide := func() int {
			for range 16 {
				for i := range obs {
					obs[i] = rng.NormFloat64()
				}
				n.Act(act, obs)
			}
			return 16
		}
		rates, err := b.best(b.ours(decide))
		if err != nil {
			return err
		}
		micro, allocs := 1e6/rates[0], allocations(decide)
		t.add(energy, micro, allocs)
		if energy == "pairwise" {
			b.atMost("µs of a pairwise Act", micro, 25)
			b.atMost("allocations of a pairwise Act", allocs, 0)
		}
	}
	b.print(t)
	return nil
}

// allocations counts those of a unit of work, once warm.
func allocations(w work) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	units := 0
	for units < 100 {
		units += w()
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / float64(units)
}
