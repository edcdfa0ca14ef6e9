package envtest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// CheckPolicy lets policies made by newPolicy act in environments made by newEnv and returns every violation of the
// contract that it finds, joined, or nil. What a policy does not promise is not asked of it: rewinding is checked where
// the environment has snapshots, batches where envs.Batch finds them.
func CheckPolicy(newEnv func() envs.Env, newPolicy func() envs.Policy) error {
	c := &policyChecker{newEnv: newEnv, newPolicy: newPolicy, report: report{seen: map[Rule]bool{}}}
	for _, s := range []struct {
		name string
		run  func()
	}{
		{"acting", c.checkActing},
		{"keeping slices", c.checkSlices},
		{"rewinding", c.checkRewinding},
		{"refusing damaged states", c.checkRefusal},
		{"acting in a batch", c.checkBatch},
		{"acting in a batch with state", c.checkRecurrent},
		{"changing actions", c.checkChange},
		{"counting allocations", c.checkAllocations},
	} {
		if p := panics(s.run); p != nil {
			c.add(NoPanic, "%s: %v", s.name, p)
		}
	}
	return c.err()
}

// policyChecker is one run of CheckPolicy.
type policyChecker struct {
	report
	newEnv    func() envs.Env
	newPolicy func() envs.Policy
}

// policySteps is how long the episodes are.
const policySteps = 24

// rollout couples a new policy with a new environment.
func (c *policyChecker) rollout() *envs.Rollout { return envs.NewRollout(c.newEnv(), c.newPolicy()) }

// act plays on for at most n steps and returns the actions as sent.
func (c *policyChecker) act(r *envs.Rollout, n int) (acts [][]float64) {
	for len(acts) < n && r.Next() {
		acts = append(acts, slices.Clone(r.Transition().Act))
	}
	return acts
}

// differs says where two lists of actions part, or is empty.
func differs(a, b [][]float64) string {
	for i := range min(len(a), len(b)) {
		if !same(a[i], b[i]) {
			return fmt.Sprintf("step %d: action %v, then %v", i, a[i], b[i])
		}
	}
	if len(a) != len(b) {
		return fmt.Sprintf("%d steps, then %d", len(a), len(b))
	}
	return ""
}

// checkActing plays episodes by new and by used policies, two at a time, and with a stream that is drawn from afterwards.
func (c *policyChecker) checkActing() {
	used, other := c.rollout(), c.rollout()
	for _, seed := range seeds {
		fresh := c.rollout()
		fresh.Reset(stream(seed))
		want := c.act(fresh, policySteps)
		for i, a := range want {
			if !envs.Finite(a) {
				c.add(PolicyWritten, "%s: action %v", place(seed, i), a)
			}
		}
		rng := stream(seed)
		used.Reset(rng)
		other.Reset(stream(seed + 100))
		rng.Uint64() // a policy that kept the stream would draw something else
		var got [][]float64
		for range want {
			got = append(got, c.act(used, 1)...)
			c.act(other, 1)
		}
		if d := differs(want, got); d != "" {
			c.add(PolicyRepeats, "seed %d, by a new policy and by one that has acted before: %s", seed, d)
		}
	}
}

// checkSlices lets a policy act on memory that changes between the calls, and compares with a rollout.
func (c *policyChecker) checkSlices() {
	e, p := c.newEnv(), c.newPolicy()
	spec := e.Spec()
	dst, obs, next := blank(spec.Action.Dim()), blank(len(spec.Obs)), blank(len(spec.Obs))
	for _, seed := range seeds {
		reference := c.rollout()
		reference.Reset(stream(seed))
		want := c.act(reference, policySteps)
		rng := stream(seed)
		envs.Instruct(p, e)
		e.Reset(next, rng)
		envs.ResetPolicy(p, rng)
		for i, w := range want {
			copy(obs, next)
			copy(dst, blank(len(dst)))
			p.Act(dst, obs)
			switch {
			case slices.ContainsFunc(dst, isUnwritten):
				c.add(PolicyWritten, "%s: an entry of the action is not written: %v", place(seed, i), dst)
			case !same(obs, next):
				c.add(PolicyRetention, "%s: Act writes to obs", place(seed, i))
			case !same(dst, w):
				c.add(PolicyRetention, "%s: on memory of the caller's the action is %v, in a rollout %v", place(seed, i), dst, w)
			}
			e.Step(next, dst)
			copy(obs, blank(len(obs)))
		}
	}
}

// checkRewinding saves in an episode, goes on, and goes on once more from there: after another episode, and by a new
// policy in a new environment.
func (c *policyChecker) checkRewinding() {
	if _, ok := envs.As[envs.Snapshotter](c.newEnv()); !ok {
		return
	}
	for _, seed := range seeds {
		for _, before := range [...]int{0, 1, policySteps / 3} {
			r := c.rollout()
			r.Reset(stream(seed))
			c.act(r, before)
			saved, err := r.Save()
			if err != nil {
				c.add(PolicySaves, "%v", err)
				return
			}
			want := c.act(r, policySteps)
			r.Reset(stream(seed + 50))
			c.act(r, policySteps/2)
			for _, to := range [...]*envs.Rollout{r, c.rollout()} {
				envs.Instruct(to.Policy(), to.Env())
				if err := to.Load(saved); err != nil {
					c.add(PolicyRewinds, "saved at %s: %v", place(seed, before), err)
				} else if d := differs(want, c.act(to, policySteps)); d != "" {
					c.add(PolicyRewinds, "saved at %s, resumed, counting from there: %s", place(seed, before), d)
				}
			}
		}
	}
}

// checkRefusal loads bytes that SaveState did not write.
func (c *policyChecker) checkRefusal() {
	r := c.rollout()
	r.Reset(stream(seeds[0]))
	c.act(r, 2)
	s, ok := r.Policy().(envs.Snapshotter)
	if !ok {
		return
	}
	state := s.SaveState(nil)
	for _, bad := range [][]byte{append(slices.Clone(state), 0), state[:max(len(state)-1, 0)]} {
		if len(bad) != len(state) && s.LoadState(bad) == nil {
			c.add(PolicyRefuses, "LoadState accepts %d bytes where %d were saved", len(bad), len(state))
		}
		if !slices.Equal(s.SaveState(nil), state) {
			c.add(PolicyRefuses, "LoadState of %d bytes, refused, changed the state", len(bad))
		}
	}
}

// checkChange compares Act of an action wrapper with Act of what it wraps followed by Change.
func (c *policyChecker) checkChange() {
	if _, ok := c.newPolicy().(envs.ActionWrapper); !ok {
		return
	}
	whole, split := c.rollout(), c.newPolicy().(envs.ActionWrapper)
	e := c.newEnv()
	obs, dst := make([]float64, len(e.Spec().Obs)), make([]float64, e.Spec().Action.Dim())
	for _, seed := range seeds {
		whole.Reset(stream(seed))
		rng := stream(seed)
		envs.Instruct(split, e)
		e.Reset(obs, rng)
		envs.ResetPolicy(split, rng)
		for i, want := range c.act(whole, policySteps) {
			split.Unwrap().Act(dst, obs)
			split.Change(dst, obs)
			if !same(dst, want) {
				c.add(PolicyBatch, "%s: Act sends %v, Unwrap().Act and Change %v", place(seed, i), want, dst)
			}
			e.Step(obs, dst)
		}
	}
}

// checkAllocations counts allocations of Act after a warm-up.
func (c *policyChecker) checkAllocations() {
	r := c.rollout()
	p, dst := r.Policy(), make([]float64, r.Env().Spec().Action.Dim())
	r.Reset(stream(seeds[0]))
	obs := slices.Clone(r.Obs())
	p.Act(dst, obs)
	if n := testing.AllocsPerRun(20, func() { p.Act(dst, obs) }); n != 0 {
		c.add(PolicyNoAlloc, "Act allocates %v times", n)
	}
}

// batchTol is by how much entries of Act and ActBatch may differ, relative to 1 + |x|: networks are of float32, and
// matrix products of another shape round differently.
const batchTol = 1e-4

// near reports whether two actions agree to batchTol.
func near(a, b []float64) bool {
	for i := range a {
		if !(math.Abs(a[i]-b[i]) <= batchTol*(1+math.Abs(a[i]))) {
			return false
		}
	}
	return len(a) == len(b)
}
