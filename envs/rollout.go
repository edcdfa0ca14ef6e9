package envs

import (
	"errors"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// Transition is one step of a rollout. Its slices are the rollout's own and valid until the next step; Clone keeps one.
type Transition struct {
	Step    int       // 0 for the first
	Obs     []float64 // s, the observation acted on (d)
	Act     []float64 // a as the policy sent it, in the task's units (k)
	Applied []float64 // a as the task applied it: clipped, or rounded to a vertex (k)
	Reward  float64
	Next    []float64 // s', the observation after the step (d)
	End     End       // of the episode, after this step
}

// Clone is a copy that outlives the rollout's next step.
func (t *Transition) Clone() *Transition {
	c := *t
	c.Obs, c.Act, c.Applied, c.Next = slices.Clone(t.Obs), slices.Clone(t.Act), slices.Clone(t.Applied), slices.Clone(t.Next)
	return &c
}

// Rollout is the only loop: a policy acts in an environment, one Next at a time. Recorder, evaluator and viewer drive
// it at their own pace.
//
//	r := envs.NewRollout(e, p)
//	r.Start(seed, envs.Evaluation, 0)
//	for r.Next() {
//		t := r.Transition()
//	}
type Rollout struct {
	env     Env
	policy  Policy
	action  space.Set
	t       Transition
	started bool
	ret     float64
	clipped int
}

// NewRollout couples a policy with an environment. Call Start, Reset or Begin before Next.
func NewRollout(e Env, p Policy) *Rollout {
	spec := e.Spec()
	d, k := len(spec.Obs), spec.Action.Dim()
	return &Rollout{
		env: e, policy: p, action: spec.Action,
		t: Transition{Obs: make([]float64, d), Act: make([]float64, k), Applied: make([]float64, k), Next: make([]float64, d)},
	}
}

// Start starts the episode that a seed, a purpose and an index name. A Planner is handed the environment first; the
// environment draws from the episode's stream before the policy does.
func (r *Rollout) Start(seed uint64, purpose Purpose, index uint64) {
	Instruct(r.policy, r.env)
	r.resetPolicy(Start(r.env, r.t.Next, seed, purpose, index))
}

// Reset is Start with a stream of the caller's.
func (r *Rollout) Reset(rng *rand.Rand) {
	Instruct(r.policy, r.env)
	r.env.Reset(r.t.Next, rng)
	r.resetPolicy(rng)
}

// Begin starts from the present state of the environment, with obs as the first observation: after SetState, for example.
// A policy that resets does so from rng.
func (r *Rollout) Begin(obs []float64, rng *rand.Rand) {
	copy(r.t.Next, obs)
	Instruct(r.policy, r.env)
	r.resetPolicy(rng)
}

func (r *Rollout) resetPolicy(rng *rand.Rand) {
	ResetPolicy(r.policy, rng)
	r.begin()
}

func (r *Rollout) begin() {
	r.t.Step, r.t.End, r.t.Reward = -1, Running, 0
	r.ret, r.clipped, r.started = 0, 0, true
	if r.Err() != nil {
		r.t.End = Diverged
	}
}

// Err is why the environment or the policy has broken down, nil where neither has. Then the episode has ended as Diverged
// and what was played of it is not to be used: ask after its end, and where it is given up.
func (r *Rollout) Err() error {
	if err := EnvErr(r.env); err != nil {
		return err
	}
	return PolicyErr(r.policy)
}

// Close lets go of what the environment and the policy hold outside this program.
func (r *Rollout) Close() error { return errors.Join(CloseEnv(r.env), ClosePolicy(r.policy)) }

// Next takes one step and reports whether there was one to take.
func (r *Rollout) Next() bool {
	if !r.started {
		panic("envs: Rollout.Next before Reset")
	}
	if r.t.End != Running {
		return false
	}
	t := &r.t
	t.Step++
	t.Obs, t.Next = t.Next, t.Obs
	r.policy.Act(t.Act, t.Obs)
	r.action.Round(t.Applied, t.Act)
	t.Reward, t.End = r.env.Step(t.Next, t.Act)
	r.ret += t.Reward
	if !r.action.Contains(t.Act, outsideTol) {
		r.clipped++
	}
	return true
}

// Transition is the step that Next took last. Before the first step only Next, the first observation, means anything.
func (r *Rollout) Transition() *Transition { return &r.t }

// Obs is the observation that the policy will act on next: s' of the last transition, or the first observation.
func (r *Rollout) Obs() []float64 { return r.t.Next }

// Steps is the number of steps taken in this episode.
func (r *Rollout) Steps() int { return r.t.Step + 1 }

// Return is the sum of the rewards so far.
func (r *Rollout) Return() float64 { return r.ret }

// Clipped is the number of steps whose action lay outside the action set.
func (r *Rollout) Clipped() int { return r.clipped }

// End is the end after the last step.
func (r *Rollout) End() End { return r.t.End }

// Env is the environment that is acted in.
func (r *Rollout) Env() Env { return r.env }

// Policy is the policy that acts.
func (r *Rollout) Policy() Policy { return r.policy }

// Episode plays one episode and yields its transitions.
func Episode(e Env, p Policy, rng *rand.Rand) iter.Seq[*Transition] {
	return func(yield func(*Transition) bool) {
		r := NewRollout(e, p)
		for r.Reset(rng); r.Next() && yield(r.Transition()); {
		}
	}
}

// outsideTol forgives the rounding of an action that sits on its bound.
const outsideTol = 1e-9

// Finite reports whether no entry is NaN or infinite: what an Env asks of its action and its state.
func Finite(xs []float64) bool {
	for _, x := range xs {
		if x-x != 0 { // NaN − NaN and ∞ − ∞ are NaN, and NaN ≠ 0
			return false
		}
	}
	return true
}
