package suite_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// drift is a task of one's own: x moves by the action, or against it in the variant "reversed".
type drift struct{ sign float64 }

func (drift) Start(s *episode.State, rng *rand.Rand) { s.Q[0] = rng.Float64() }

func (d drift) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	s.Q[0] += d.sign * 0.1 * s.Applied[0]
	return -s.Q[0] * s.Q[0], envs.Running
}

func (drift) Observe(obs []float64, s *episode.State) { obs[0] = s.Q[0] }

// TestContract plays this task too, since it is in the table.
func init() {
	suite.Register(suite.Task{
		Name: "drift", Tags: []string{"mine"}, Variants: []string{"reversed"},
		Build: func(v suite.Variant) envs.Env {
			spec := envs.Spec{
				Name: "drift", Physics: "test/1", Horizon: 30, Period: 0.1, Action: space.UnitBox(1),
				Obs:     []envs.Channel{{Name: "x", Unit: "m", Lo: -9, Hi: 9}},
				Act:     []envs.Channel{{Name: "v", Unit: "m/s", Lo: -1, Hi: 1}},
				Summary: "stay", Reward: "−x²", Start: "x uniform in 0 … 1", Ends: envs.Never, Source: "this test",
			}
			sign := 1.0
			if v.Has("reversed") {
				spec.Name, sign = spec.Name+":reversed", -1
			}
			return episode.New(drift{sign}, spec, v.Options(spec.Horizon), 1, 0)
		},
	})
}

func TestRegisteredTasksAreKnown(t *testing.T) {
	for id, want := range map[string]string{
		"drift": "drift", "drift:horizon=7": "drift:horizon=7", "drift:reversed:fixed-horizon": "drift:reversed:fixed-horizon",
	} {
		newEnv, err := suite.Make(id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
		} else if got := newEnv().Spec().Name; got != want {
			t.Errorf("%s makes %s", id, got)
		}
	}
	for id, want := range map[string]string{"drfit": "did you mean drift?", "drift:revers": "did you mean reversed?"} {
		if _, err := suite.Make(id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", id, err, want)
		}
	}
	if _, ok := suite.ReferenceOf("drift"); ok {
		t.Error("a task of one's own has measured returns")
	}
}

func TestTheTableIsInTheOrderOfNames(t *testing.T) {
	var names []string
	for _, task := range suite.All() {
		names = append(names, task.Name)
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "drift") || !slices.Contains(names, "pendulum") {
		t.Errorf("the table lists %v", names)
	}
}

func TestRegisterRefuses(t *testing.T) {
	build := func(suite.Variant) envs.Env { return nil }
	for want, task := range map[string]suite.Task{
		"two members":     {Name: "drift", Build: build},
		"without a name":  {Build: build},
		"has no colons":   {Name: "drift:fast", Build: build},
		"like a file's":   {Name: "Drift.XML", Build: build},
		"cannot be built": {Name: "float"},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("Register of %q panics with %q, want %q in it", task.Name, got, want)
				}
			}()
			suite.Register(task)
		}()
	}
}
