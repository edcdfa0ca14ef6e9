package rl

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// replay is a ring of transitions (s, p, r, s', whether s' is worth nothing), observations in the task's units.
type replay struct {
	obs, next net.Matrix[float32] // capacity×d
	act       net.Matrix[float32] // capacity×k, normalized
	reward    []float32
	over      []float32 // 1 after a true end, 0 elsewhere
	count, at int       // transitions held; where the next one goes
}

func newReplay(capacity, d, k int) *replay {
	return &replay{
		obs: net.NewMatrix[float32](capacity, d), next: net.NewMatrix[float32](capacity, d), act: net.NewMatrix[float32](capacity, k),
		reward: make([]float32, capacity), over: make([]float32, capacity),
	}
}

// add stores a transition over the oldest.
func (r *replay) add(obs []float64, act []float32, reward float64, next []float64, over bool) {
	i := r.at
	for j, x := range obs {
		r.obs.Row(i)[j] = float32(x)
		r.next.Row(i)[j] = float32(next[j])
	}
	copy(r.act.Row(i), act)
	r.reward[i], r.over[i] = float32(reward), 0
	if over {
		r.over[i] = 1
	}
	r.at = (r.at + 1) % len(r.reward)
	r.count = min(r.count+1, len(r.reward))
}

// draw fills rows with transitions chosen uniformly, with repetition.
func (r *replay) draw(rows []int32, rng *rand.Rand) {
	for i := range rows {
		rows[i] = int32(rng.IntN(r.count))
	}
}

// params are the transitions held, for a checkpoint: the ring's first count rows.
func (r *replay) params(prefix string) net.Params[float32] {
	n := r.count
	part := func(name string, m net.Matrix[float32]) net.Param[float32] {
		return net.Param[float32]{Name: prefix + name, Shape: []int{n, m.Cols}, Data: m.Data[:n*m.Cols]}
	}
	return net.Params[float32]{
		part("obs", r.obs), part("next", r.next), part("act", r.act),
		{Name: prefix + "reward", Shape: []int{n}, Data: r.reward[:n]}, {Name: prefix + "over", Shape: []int{n}, Data: r.over[:n]},
	}
}
