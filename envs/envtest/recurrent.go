package envtest

import (
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// heard are the observations that a policy met in an episode, and its actions.
type heard struct{ obs, act [][]float64 }

// checkRecurrent plays episodes one by one and lets the batch policy follow all of them, a row of state each, the episodes
// beginning at different calls.
func (c *policyChecker) checkRecurrent() {
	p := c.newPolicy()
	b, ok := p.(envs.BatchRecurrent)
	if !ok || b.StateLen() == 0 {
		return
	}
	var episodes []heard
	for _, seed := range seeds {
		h := c.listen(seed)
		if c.draws(h) {
			return // Act draws otherwise than a batch
		}
		episodes = append(episodes, h)
	}
	envs.ResetPolicy(p, stream(seeds[0]))
	before, err := envs.SavePolicy(nil, p)
	if err != nil {
		return // checkRewinding reports it
	}
	n, width := len(episodes), b.StateLen()
	state := make([]float64, n*width)
	for i := range state {
		state[i] = math.NaN()
	}
	for call := range policySteps + n {
		c.checkRows(b, state, episodes, call)
	}
	if after, _ := envs.SavePolicy(nil, p); !slices.Equal(before, after) {
		c.add(PolicyBatchPure, "ActBatchFrom changes the state of the episode")
	}
}

// checkRows compares the actions of one call: row i is episode i at step call−i, where it has one.
func (c *policyChecker) checkRows(b envs.BatchRecurrent, state []float64, episodes []heard, call int) {
	width := b.StateLen()
	var rows, obs []float64
	var want [][]float64
	var at []int
	for i, e := range episodes {
		if step := call - i; step >= 0 && step < len(e.obs) {
			rows = append(rows, state[i*width:(i+1)*width]...)
			obs, want, at = append(obs, e.obs[step]...), append(want, e.act[step]), append(at, i)
		}
	}
	if len(at) == 0 {
		return
	}
	k := len(want[0])
	got := blank(len(at) * k)
	b.ActBatchFrom(got, obs, rows, len(at))
	for row, i := range at {
		copy(state[i*width:(i+1)*width], rows[row*width:(row+1)*width])
		if act := got[row*k : (row+1)*k]; !near(want[row], act) {
			c.add(PolicyBatch, "%s: ActBatchFrom sends %v, Act %v", place(seeds[i], call-i), act, want[row])
		}
	}
}

// listen plays an episode.
func (c *policyChecker) listen(seed uint64) (h heard) {
	r := c.rollout()
	for r.Reset(stream(seed)); len(h.obs) < policySteps && r.Next(); {
		t := r.Transition().Clone()
		h.obs, h.act = append(h.obs, t.Obs), append(h.act, t.Act)
	}
	return h
}

// draws reports whether what the policy does in an episode depends on its chance.
func (c *policyChecker) draws(h heard) bool {
	p, act := c.newPolicy(), blank(len(h.act[0]))
	for other := range uint64(3) {
		envs.ResetPolicy(p, stream(1000+other))
		for i, obs := range h.obs {
			if p.Act(act, obs); !same(act, h.act[i]) {
				return true
			}
		}
	}
	return false
}
