package envs_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// renamed wraps a policy and has no state: it acts, starts and plans as that policy does.
type renamed struct{ envs.Policy }

func (r renamed) Unwrap() envs.Policy { return r.Policy }

// halved halves the actions of the policy that it wraps.
type halved struct{ renamed }

func (h halved) Act(dst, obs []float64) {
	h.Policy.Act(dst, obs)
	h.Change(dst, obs)
}

func (h halved) Change(dst, _ []float64) {
	for i := range dst {
		dst[i] /= 2
	}
}

// rows is a policy that acts in batches.
type rows struct{ still }

func (rows) ActBatch(dst, _ []float64, _ int) { clear(dst) }

// both mixes two policies.
type both struct{ first, second envs.Policy }

func (b both) Act(dst, obs []float64) { b.first.Act(dst, obs) }

func (b both) Unwrap() []envs.Policy { return []envs.Policy{b.first, b.second} }

// chancy has state that it cannot save.
type chancy struct{ still }

func (chancy) Reset(*rand.Rand) {}

func TestPolicyAsLooksThrough(t *testing.T) {
	inner := &noisy{}
	if got, ok := envs.PolicyAs[*noisy](halved{renamed{renamed{inner}}}); !ok || got != inner {
		t.Errorf("found %v", got)
	}
	if _, ok := envs.PolicyAs[envs.Planner](renamed{inner}); ok {
		t.Error("a power that no one has was found")
	}
	if _, ok := envs.PolicyAs[envs.Planner](renamed{nil}); ok {
		t.Error("a power was found in no policy")
	}
}

// TestBatchKeepsTheWrappers: they change what the batch answers, the innermost first, and one that does not say how it
// acts is not passed over.
func TestBatchKeepsTheWrappers(t *testing.T) {
	inner, outer := halved{renamed{rows{}}}, halved{}
	outer.Policy = inner
	b, wrappers := envs.Batch(outer)
	if _, ok := b.(rows); !ok || len(wrappers) != 2 {
		t.Fatalf("batch policy %v below %d wrappers", b, len(wrappers))
	}
	if _, ok := wrappers[0].Unwrap().(rows); !ok {
		t.Error("the first wrapper is not the innermost")
	}
	for name, p := range map[string]envs.Policy{
		"one that acts singly": still{}, "an unknown wrapper": renamed{rows{}}, "a mixture": both{rows{}, rows{}},
		"a wrapper around one that acts singly": halved{renamed{still{}}},
	} {
		if b, _ := envs.Batch(p); b != nil {
			t.Errorf("%s acts in batches by %v", name, b)
		}
	}
}

// TestSavePolicyTellsNoStateFromLostState.
func TestSavePolicyTellsNoStateFromLostState(t *testing.T) {
	for name, p := range map[string]envs.Policy{"stateless": still{}, "wrapped": renamed{still{}}, "mixed": both{still{}, rows{}}} {
		if state, err := envs.SavePolicy([]byte("kept"), p); err != nil || string(state) != "kept" {
			t.Errorf("%s: state %q, %v", name, state, err)
		}
	}
	for name, p := range map[string]envs.Policy{
		"alone": chancy{}, "wrapped": halved{renamed{chancy{}}}, "mixed": both{&noisy{}, renamed{chancy{}}},
	} {
		if _, err := envs.SavePolicy(nil, p); !errors.Is(err, envs.ErrPolicyState) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadPolicyRestoresEveryLayer(t *testing.T) {
	a, b := &noisy{seed: 1, step: 2}, &noisy{seed: 3, step: 4}
	p := both{renamed{a}, halved{renamed{b}}}
	state, err := envs.SavePolicy(nil, p)
	if err != nil {
		t.Fatal(err)
	}
	*a, *b = noisy{}, noisy{}
	if err := envs.LoadPolicy(p, state); err != nil || a.seed != 1 || b.step != 4 {
		t.Errorf("%v: restored to %+v and %+v", err, a, b)
	}
	for _, bad := range [][]byte{nil, state[:3], state[:len(state)-1], append(slices.Clone(state), 0)} {
		if envs.LoadPolicy(p, bad) == nil {
			t.Errorf("%d bytes are accepted where %d were saved", len(bad), len(state))
		}
	}
}

// TestRolloutLooksThrough: the wrapped policy is reset, and a rollout of a policy with lost state does not pretend to
// rewind.
func TestRolloutLooksThrough(t *testing.T) {
	inner := &noisy{scale: 1}
	r := envs.NewRollout(newPendulum(), halved{renamed{inner}})
	r.Start(1, envs.Tuning, 0)
	if inner.resets != 1 {
		t.Errorf("the wrapped policy was reset %d times", inner.resets)
	}
	if _, err := envs.NewRollout(newPendulum(), renamed{chancy{}}).Save(); !errors.Is(err, envs.ErrPolicyState) {
		t.Errorf("Save: %v", err)
	}
}
