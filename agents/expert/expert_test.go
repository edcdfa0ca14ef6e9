package expert_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

func TestEveryTaskHasAnExpert(t *testing.T) {
	for _, task := range suite.All() {
		if task.Has("locomotion") {
			continue
		}
		for _, id := range task.IDs() {
			e, err := expert.For(id)
			if err != nil {
				t.Error(err)
				continue
			}
			if e.Task != task.Name {
				t.Errorf("the expert for %q is that of %q", id, e.Task)
			}
			for field, text := range map[string]string{"Method": e.Card.Method, "How": e.Card.How, "Knows": e.Card.Knows, "Cost": e.Card.Cost} {
				if strings.TrimSpace(text) == "" {
					t.Errorf("the card for %q has no %s", id, field)
				}
			}
		}
	}
	if _, err := expert.For("tightrope"); err == nil || !strings.Contains(err.Error(), "pendulum") {
		t.Errorf("For an unknown task: %v, want an error that lists the known ones", err)
	}
}

// TestExpertsKeepTheContract: every expert repeats, rewinds and, where it can, acts in batches; so does the one that acts
// with noise of its own.
func TestExpertsKeepTheContract(t *testing.T) {
	for _, task := range suite.All() {
		if testing.Short() && !task.Has("classic") {
			continue
		}
		e, err := expert.For(task.Name)
		if err != nil {
			continue
		}
		for kind, p := range map[string]func() envs.Policy{"": e.New, ":stochastic": e.NewStochastic} {
			if p == nil {
				continue
			}
			if err := envtest.CheckPolicy(task.New, p); err != nil {
				t.Errorf("%s%s: %v", task.Name, kind, err)
			}
		}
	}
}

// TestExpertsRepeat checks that an expert is a function of its episode: the same actions from a fresh policy, and from
// one that has played before; and that every action lies in the set.
func TestExpertsRepeat(t *testing.T) {
	for _, id := range scriptedIDs() {
		newEnv, e := of(t, id)
		used := envs.NewRollout(newEnv(), e.New())
		used.Start(0, envs.Tuning, 1)
		for range 7 {
			used.Next()
		}
		used.Start(0, envs.Tuning, 0)
		fresh := envs.NewRollout(newEnv(), e.New())
		fresh.Start(0, envs.Tuning, 0)
		set := newEnv().Spec().Action
		for range 40 {
			if fresh.Next() != used.Next() {
				t.Fatalf("%s: episodes of different lengths", id)
			}
			a, b := fresh.Transition().Act, used.Transition().Act
			for i := range a {
				if a[i] != b[i] {
					t.Fatalf("%s, step %d: action %v from a fresh expert, %v from a used one", id, fresh.Steps(), a, b)
				}
			}
			if !set.Contains(a, 0) {
				t.Fatalf("%s, step %d: action %v is outside the %s", id, fresh.Steps(), a, set)
			}
		}
	}
}

// TestActAllocatesNothing holds every expert to the rule of the laws.
func TestActAllocatesNothing(t *testing.T) {
	for _, id := range scriptedIDs() {
		newEnv, e := of(t, id)
		r := envs.NewRollout(newEnv(), e.New())
		r.Start(0, envs.Tuning, 0)
		act := make([]float64, newEnv().Spec().Action.Dim())
		if n := testing.AllocsPerRun(10, func() { r.Policy().Act(act, r.Obs()) }); n != 0 {
			t.Errorf("%s: Act allocates %v times", id, n)
		}
	}
}

// TestExpertsAnswerAnything checks that an expert has an answer far from its own episodes, as DAgger asks of it.
func TestExpertsAnswerAnything(t *testing.T) {
	for _, id := range scriptedIDs() {
		newEnv, e := of(t, id)
		env, p := newEnv(), e.New()
		set := env.Spec().Action
		obs, act := make([]float64, len(env.Spec().Obs)), make([]float64, set.Dim())
		rng := envs.Stream(0, envs.Tuning, 9)
		env.Reset(obs, rng)
		for range 60 {
			set.Sample(act, rng)
			if _, end := env.Step(obs, act); end != envs.Running {
				env.Reset(obs, rng)
			}
			p.Act(act, obs)
			if !envs.Finite(act) || !set.Contains(act, 0) {
				t.Fatalf("%s: answers %v to %v", id, act, obs)
			}
		}
	}
}

func TestParticleExpertRewinds(t *testing.T) {
	newEnv, e := of(t, "particle-2:multimodal")
	r := envs.NewRollout(newEnv(), e.New())
	r.Start(0, envs.Tuning, 3)
	for range 20 {
		r.Next()
	}
	saved, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	play := func() (returned float64, last []float64) {
		for r.Next() {
		}
		return r.Return(), append(last, r.Transition().Next...)
	}
	ret, last := play()
	if err := r.Load(saved); err != nil {
		t.Fatal(err)
	}
	again, end := play()
	if ret != again || math.Hypot(last[0]-end[0], last[1]-end[1]) != 0 {
		t.Errorf("rewound, the episode ends with return %v at %v; before, %v at %v", again, end[:2], ret, last[:2])
	}
}

// scriptedIDs are the tasks with an expert that nothing was trained for, and their variants. Lists of starts are no tasks
// of their own.
func scriptedIDs() []string {
	var ids []string
	for _, task := range suite.All() {
		if task.Has("classic") || task.Has("pusht") {
			ids = append(ids, task.IDs()...)
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return strings.Contains(id, "published=") })
}

func of(t *testing.T, id string) (func() envs.Env, expert.Expert) {
	t.Helper()
	newEnv, err := suite.Make(id)
	if err != nil {
		t.Fatal(err)
	}
	e, err := expert.For(id)
	if err != nil {
		t.Fatal(err)
	}
	return newEnv, e
}

// locomotionIDs are the tasks with a trained expert, and their variants without an early end.
func locomotionIDs() []string {
	var ids []string
	for _, task := range suite.All() {
		if _, err := expert.For(task.Name); err == nil && task.Has("locomotion") {
			ids = append(ids, task.Name, task.Name+":fixed-horizon")
		}
	}
	return ids
}

// TestTrainedExpertsKnowTheirTask holds every embedded policy to the task as it is now, under either release: the
// observations and actions are those that it was trained on, and so is the physics of one of the two.
func TestTrainedExpertsKnowTheirTask(t *testing.T) {
	for _, id := range locomotionIDs() {
		if strings.Contains(id, ":") {
			continue
		}
		newEnv, e := of(t, id)
		spec := newEnv().Spec()
		n := e.New().(*policy.Network)
		before, _ := of(t, id+":mujoco=3.14")
		if hash := n.Task().Hash; !spec.Matches(hash) && !before().Spec().Matches(hash) {
			t.Errorf("%s: the policy was trained on another task: train it again", id)
		}
		if e.NewStochastic == nil {
			continue
		}
		noisy := e.NewStochastic().(*policy.Network)
		obs := make([]float64, len(spec.Obs))
		a, b := make([]float64, spec.Action.Dim()), make([]float64, spec.Action.Dim())
		envs.Start(newEnv(), obs, 0, envs.Tuning, 0)
		n.Act(a, obs)
		noisy.Act(b, obs)
		if slices.Equal(a, b) {
			t.Errorf("%s: the stochastic expert acts as the other", id)
		}
	}
}
