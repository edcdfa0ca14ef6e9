package agents

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// forgetful has chance of its own, which it cannot save.
type forgetful struct{ sign float64 }

func (f *forgetful) Reset(rng *rand.Rand) { f.sign = 2*rng.Float64() - 1 }

func (f *forgetful) Act(dst, _ []float64) { dst[0] = f.sign }

// TestPowersSurviveWrapping: what a policy can do, it can do under noise.
func TestPowersSurviveWrapping(t *testing.T) {
	set := toy.New().Spec().Action
	batched := func() envs.Policy { return &toy.Batched{Expert: toy.Expert{Gain: 1}} }
	chance := func() envs.Policy { return &toy.Expert{Gain: 1, Noisy: true} }
	for name, p := range map[string]func() envs.Policy{
		"noise":            func() envs.Policy { return NewNoisy(chance(), set, 0.1) },
		"noise of a batch": func() envs.Policy { return NewNoisy(batched(), set, 0.1) },
		"noise of noise":   func() envs.Policy { return NewNoisy(NewNoisy(batched(), set, 0.1), set, 0.2) },
	} {
		if err := envtest.CheckPolicy(toy.New, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, wrappers := envs.Batch(NewNoisy(NewNoisy(batched(), set, 0.1), set, 0.2)); b == nil || len(wrappers) != 2 {
		t.Errorf("below two noises there are the batch policy %v and %d wrappers", b, len(wrappers))
	}
	if _, err := envs.SavePolicy(nil, NewNoisy(&forgetful{}, set, 0.1)); !errors.Is(err, envs.ErrPolicyState) {
		t.Errorf("noise around state that cannot be saved: %v", err)
	}
}

// smooth is a batch follower: half of its action is its own one before.
type smooth struct{ last float64 }

func (s *smooth) Reset(rng *rand.Rand) {
	rng.Uint64()
	s.last = 0
}

func (s *smooth) Act(dst, obs []float64) {
	s.last = 0.5*s.last - 0.5*obs[0]
	dst[0] = s.last
}

func (s *smooth) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(s.last))
}

func (s *smooth) LoadState(src []byte) error {
	if len(src) != 8 {
		return errors.New("smooth: bad state")
	}
	s.last = math.Float64frombits(binary.LittleEndian.Uint64(src))
	return nil
}

func (s *smooth) ActBatch(dst, obs []float64, n int) {
	for i := range n {
		dst[i] = -0.5 * obs[2*i]
	}
}

func (s *smooth) ActBatchAfter(dst, obs, last []float64, n int) {
	for i := range n {
		dst[i] = -0.5 * obs[2*i]
		if !math.IsNaN(last[i]) {
			dst[i] = 0.5*last[i] - 0.5*obs[2*i]
		}
	}
}

// TestNoiseInLockstep: a disturbed policy plays the same episodes in a batch and one by one. A follower is told what it
// answered itself, not what the noise made of it.
func TestNoiseInLockstep(t *testing.T) {
	set := toy.New().Spec().Action
	for name, p := range map[string]func() envs.Policy{
		"a batch policy": func() envs.Policy { return NewNoisy(&toy.Batched{Expert: toy.Expert{Gain: 1}}, set, 0.3) },
		"a follower":     func() envs.Policy { return NewNoisy(NewNoisy(&smooth{}, set, 0.3), set, 0.1) },
	} {
		if err := envtest.CheckPolicy(toy.New, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		returns := func(batch, workers int) []float64 {
			o := eval.Default()
			o.Episodes, o.Batch, o.Workers = 11, batch, workers
			result, err := eval.Evaluate(t.Context(), toy.New, p, o)
			if err != nil {
				t.Fatal(err)
			}
			return result.Measures()
		}
		one := returns(1, 1)
		for _, batch := range []int{2, 7} {
			if many := returns(batch, 2); !slices.Equal(one, many) {
				t.Errorf("%s: returns %v one by one, %v in batches of %d", name, one, many, batch)
			}
		}
	}
}
