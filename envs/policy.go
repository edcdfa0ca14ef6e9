package envs

import "math/rand/v2"

// Policy chooses actions. It is declared here, where Rollout consumes it. Like an Env it serves one goroutine:
// evaluators take a func() Policy; weights are shared, scratch is not. dst and obs are in the units of the Spec.
//
// What else a policy can do is said by the optional interfaces below, and tested by envtest.CheckPolicy. A policy that
// is neither a Resetter nor a Snapshotter has no state: its action depends on the observation alone.
type Policy interface {
	Act(dst, obs []float64)
}

// Resetter is a Policy that starts an episode: it draws one uint64 from rng, clears warm starts, and draws at its
// step t from PCG(that, t), so that a rewound episode repeats.
type Resetter interface {
	Reset(rng *rand.Rand)
}

// BatchActor is a Policy that acts on n observations at once: row i of dst (n×k) answers row i of obs (n×d).
// It holds no state between calls, so rows may belong to different episodes.
type BatchActor interface {
	ActBatch(dst, obs []float64, n int)
}

// BatchFollower is a BatchActor whose decisions may depend on the episode's action before, such as those of a solver that
// starts there: row i of last (n×k) is what it answered for the episode of row i one step earlier, NaN at the first
// step. A policy for which that makes no difference answers as ActBatch does.
type BatchFollower interface {
	BatchActor
	ActBatchAfter(dst, obs, last []float64, n int)
}

// BatchRecurrent is a BatchActor whose decisions depend on more of the episode: what it has observed, what it means to do
// next. Row i of state (n×StateLen) is what it keeps of the episode of row i, NaN before the first step; it is brought up
// to date. ActBatch of such a policy acts as at the first step of an episode.
type BatchRecurrent interface {
	BatchActor
	StateLen() int // 0: none is kept, ActBatchFrom is ActBatch
	ActBatchFrom(dst, obs, state []float64, n int)
}

// Planner is a Policy with privileged knowledge: it is handed the environment itself before the episode's Reset.
// It must leave the environment as it found it.
type Planner interface {
	Privileged(e Env)
}

// PolicyWrapper is a Policy that acts through another.
type PolicyWrapper interface {
	Policy
	Unwrap() Policy
}

// PolicyMixer is a Policy that acts through one of several others at a time.
type PolicyMixer interface {
	Policy
	Unwrap() []Policy
}

// ActionWrapper is a PolicyWrapper that acts as the policy it wraps and then changes the action: Act(dst, obs) is
// Unwrap().Act(dst, obs) followed by Change(dst, obs). So it acts in a batch wherever that policy does.
type ActionWrapper interface {
	PolicyWrapper
	Change(dst, obs []float64)
}

// PolicyAs finds an optional power in a policy or in one that it wraps. It is not for acting or saving, which a wrapper
// may change: see Batch and SavePolicy.
func PolicyAs[T any](p Policy) (T, bool) {
	for p != nil {
		if t, ok := p.(T); ok {
			return t, true
		}
		w, ok := p.(PolicyWrapper)
		if !ok {
			break
		}
		p = w.Unwrap()
	}
	var none T
	return none, false
}

// Batch is the policy that acts in a batch for p, below the wrappers that then change its actions, the innermost first;
// nil where p acts on one observation at a time only.
func Batch(p Policy) (b BatchActor, wrappers []ActionWrapper) {
	for {
		if b, ok := p.(BatchActor); ok {
			return b, wrappers
		}
		w, ok := p.(ActionWrapper)
		if !ok {
			return nil, nil
		}
		wrappers = append([]ActionWrapper{w}, wrappers...)
		p = w.Unwrap()
	}
}

// ResetPolicy starts an episode of a policy, or of the one that it wraps. A policy that has nothing to start draws
// nothing.
func ResetPolicy(p Policy, rng *rand.Rand) {
	if r, ok := PolicyAs[Resetter](p); ok {
		r.Reset(rng)
	}
}

// Instruct hands the environment to a policy that plans, or to the one that it wraps.
func Instruct(p Policy, e Env) {
	if planner, ok := PolicyAs[Planner](p); ok {
		planner.Privileged(e)
	}
}
