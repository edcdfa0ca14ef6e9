package eval

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// follower is a policy of the slider whose solves end after two iterations, so that where they start shows.
func follower(t *testing.T, warm bool) *policy.Network {
	t.Helper()
	c := policy.DefaultConfig()
	c.Hidden = []int{8}
	c.SetGreedy(policy.GreedyOptions{
		Energy:      energy.Choice{Name: "spen-concave", Options: energy.ConcaveSPENOptions{Width: []int{6}}},
		Regularizer: regularizer.Choice{Name: "quadratic", Options: regularizer.QuadraticOptions{Gamma: 0.2}},
		Solver:      solve.Choice{Name: "projected-gradient", Options: solve.ProjectedGradientOptions{Tol: 1e-13, Iters: 2}},
		Starts:      1, Warm: warm,
	})
	return unsettled(t, c)
}

// unsettled is a policy for the toy task whose weights are far from those that a training starts with.
func unsettled(t *testing.T, c policy.Config) *policy.Network {
	t.Helper()
	spec := toy.New().Spec()
	n, err := policy.New(c, policy.Task{Obs: len(spec.Obs), Set: spec.Action}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(2, 2))
	for _, p := range n.Params() {
		for i := range p.Data {
			p.Data[i] += float32(0.5 * rng.NormFloat64())
		}
	}
	n.Project()
	return n
}

// forgetful hides that a policy can follow.
type forgetful struct{ *policy.Network }

func (forgetful) ActBatchAfter() {}

// TestLockstepFollows: a warm policy plays the same episodes in lockstep and one by one, up to the rounding of matrix
// products of another shape, which this small task does not amplify, and other ones where it is not told its last
// action. For a cold policy that changes no bit.
func TestLockstepFollows(t *testing.T) {
	play := func(p envs.Policy, batch int) *Result {
		return evaluate(t, func() envs.Policy {
			if f, ok := p.(forgetful); ok {
				return forgetful{f.Clone()}
			}
			return p.(*policy.Network).Clone()
		}, func(o *Options) { o.Batch = batch })
	}
	warm, cold := follower(t, true), follower(t, false)
	one, many, without := play(warm, 1), play(warm, 7), play(forgetful{warm}, 7)
	differ := false
	for i, row := range one.Rows {
		if d := math.Abs(row.Return - many.Rows[i].Return); d > 1e-9*(1+math.Abs(row.Return)) {
			t.Errorf("episode %d: return %v one by one, %v in lockstep", i, row.Return, many.Rows[i].Return)
		}
		differ = differ || math.Abs(row.Return-without.Rows[i].Return) > 1e-6
	}
	if !differ {
		t.Error("a policy that forgets its last action plays the same: this test shows nothing")
	}
	if !bytes.Equal(asJSON(t, play(cold, 7)), asJSON(t, play(forgetful{cold}, 7))) {
		t.Error("a cold policy plays otherwise when it is told its last action")
	}
}

// TestLockstepKeepsStates: a policy of windows plays the same episodes in lockstep and one by one, and other ones where
// its memory is not kept.
func TestLockstepKeepsStates(t *testing.T) {
	c := policy.DefaultConfig()
	c.Hidden, c.Head = []int{8}, policy.ChooseHead("deterministic")
	c.Window = policy.Window{History: 2, Chunk: 4, Replan: 3}
	n := unsettled(t, c)
	play := func(p func() envs.Policy, batch int) *Result {
		return evaluate(t, p, func(o *Options) { o.Batch = batch })
	}
	share := func() envs.Policy { return n.Clone() }
	one, many, without := play(share, 1), play(share, 7), play(func() envs.Policy { return stateless{n.Clone()} }, 7)
	differ := false
	for i, row := range one.Rows {
		if d := math.Abs(row.Return - many.Rows[i].Return); d > 1e-5*(1+math.Abs(row.Return)) {
			t.Errorf("episode %d: return %v one by one, %v in lockstep", i, row.Return, many.Rows[i].Return)
		}
		differ = differ || math.Abs(row.Return-without.Rows[i].Return) > 1e-3
	}
	if !differ {
		t.Error("a policy without its memory plays the same: this test shows nothing")
	}
}

// stateless hides that a policy has a memory.
type stateless struct{ *policy.Network }

func (stateless) ActBatchFrom() {}
