package dagger

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// forgetful has chance of its own, which it cannot save.
type forgetful struct{ sign float64 }

func (f *forgetful) Reset(rng *rand.Rand) { f.sign = 2*rng.Float64() - 1 }

func (f *forgetful) Act(dst, _ []float64) { dst[0] = f.sign }

// TestPowersSurviveMixing: what the policies of a mixture can do, it can do.
func TestPowersSurviveMixing(t *testing.T) {
	set, ctx := toy.New().Spec().Action, context.Background()
	batched := func() envs.Policy { return &toy.Batched{Expert: toy.Expert{Gain: 1}} }
	chance := func() envs.Policy { return &toy.Expert{Gain: 1, Noisy: true} }
	for name, p := range map[string]func() envs.Policy{
		"mixture": func() envs.Policy { return &mixture{ctx: ctx, expert: chance(), learner: batched(), beta: 0.5} },
		"mixture of disturbed": func() envs.Policy {
			return &mixture{ctx: ctx, expert: chance(), learner: agents.NewNoisy(batched(), set, 0.1), beta: 0.3}
		},
		"mixture of one with memory": func() envs.Policy {
			return &mixture{ctx: ctx, expert: chance(), learner: agents.NewNoisy(batched(), set, 0.1), beta: 0.3, replan: 3}
		},
		"script": func() envs.Policy {
			return &mixture{ctx: ctx, expert: chance(), script: []float64{0.1, 0.2, -0.1}}
		},
	} {
		if err := envtest.CheckPolicy(toy.New, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := envs.SavePolicy(nil, &mixture{expert: chance(), learner: &forgetful{}}); !errors.Is(err, envs.ErrPolicyState) {
		t.Errorf("around state that cannot be saved: %v", err)
	}
}

// TestMixtureAsksNobodyAfterTheEnd of its context.
func TestMixtureAsksNobodyAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := &mixture{ctx: ctx} // without an expert to query
	act := []float64{1}
	if m.Act(act, []float64{0, 0}); act[0] != 0 {
		t.Errorf("the action is %v", act)
	}
}
