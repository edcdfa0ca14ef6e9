package envtest

import (
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// batchRows is how many episodes are begun in a batch.
const batchRows = 5

// firsts are the first observations of as many episodes (n×d), and how a policy acts on each by itself (n×k).
type firsts struct{ obs, act []float64 }

// begin starts the episodes, each by a policy under the wrappers, with other chance for the policy if salt differs.
func (c *policyChecker) begin(salt uint64) firsts {
	var f firsts
	for seed := range uint64(batchRows) {
		r := c.rollout()
		r.Reset(stream(seed))
		p := r.Policy()
		for {
			w, ok := p.(envs.ActionWrapper)
			if !ok {
				break
			}
			p = w.Unwrap()
		}
		envs.ResetPolicy(p, stream(seed+salt))
		act := blank(r.Env().Spec().Action.Dim())
		p.Act(act, r.Obs())
		f.obs, f.act = append(f.obs, r.Obs()...), append(f.act, act...)
	}
	return f
}

// checkBatch compares a batch with single actions at the first steps of episodes, and with itself.
func (c *policyChecker) checkBatch() {
	r := c.rollout()
	b, _ := envs.Batch(r.Policy())
	if b == nil {
		return
	}
	r.Reset(stream(seeds[0]))
	c.act(r, 2)
	before, err := envs.SavePolicy(nil, r.Policy())
	if err != nil {
		return // checkRewinding reports it
	}
	f := c.begin(0)
	k, d := len(f.act)/batchRows, len(f.obs)/batchRows
	batch, again, one := blank(len(f.act)), blank(len(f.act)), blank(k)
	obs := slices.Clone(f.obs)
	b.ActBatch(batch, obs, batchRows)
	b.ActBatch(again, obs, batchRows)
	if !same(obs, f.obs) {
		c.add(PolicyRetention, "ActBatch writes to obs")
	}
	if !same(batch, again) {
		c.add(PolicyBatchPure, "the same batch gives %v, then %v", batch, again)
	}
	if after, _ := envs.SavePolicy(nil, r.Policy()); !slices.Equal(before, after) {
		c.add(PolicyBatchPure, "ActBatch changes the state of the episode")
	}
	draws := !same(f.act, c.begin(1000).act) // then Act and ActBatch draw from different streams
	for i := range batchRows {
		row := batch[i*k : (i+1)*k]
		if b.ActBatch(one, obs[i*d:(i+1)*d], 1); !near(one, row) {
			c.add(PolicyBatchPure, "row %d of a batch is %v, by itself %v", i, row, one)
		}
		if single := f.act[i*k : (i+1)*k]; !draws && !near(single, row) {
			c.add(PolicyBatch, "row %d of a batch is %v, Act sends %v", i, row, single)
		}
	}
}
