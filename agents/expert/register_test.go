package expert_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
)

// idle is the expert of a task of one's own.
type idle struct{}

func (idle) Act(dst, _ []float64) { clear(dst) }

func init() {
	expert.Register(expert.Expert{
		Task: "armchair", Card: expert.Card{Method: "none"}, New: func() envs.Policy { return idle{} },
	})
	expert.RegisterFamily("sofa-N", func(id string) (expert.Expert, bool) {
		return expert.Expert{Task: id, New: func() envs.Policy { return idle{} }}, strings.HasPrefix(id, "sofa-")
	})
}

func TestRegisteredExpertsAreFound(t *testing.T) {
	for id, task := range map[string]string{"armchair:fixed-horizon": "armchair", "sofa-3": "sofa-3"} {
		if e, err := expert.For(id); err != nil || e.Task != task {
			t.Errorf("%s: the expert of %q, %v", id, e.Task, err)
		}
	}
	if names := expert.Tasks(); !slices.Contains(names, "armchair") || !slices.IsSorted(names) {
		t.Errorf("tasks with experts: %v", names)
	}
	_, err := expert.For("stool")
	for _, want := range []string{`"stool"`, "armchair", "pendulum", "particle-N", "sofa-N"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("For an unknown task: %v, want %s in it", err, want)
		}
	}
}

func TestRegisterRefuses(t *testing.T) {
	for want, e := range map[string]expert.Expert{
		"two members": {Task: "pendulum", New: func() envs.Policy { return idle{} }}, "has no New": {Task: "bench"},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("Register panics with %q, want %q in it", got, want)
				}
			}()
			expert.Register(e)
		}()
	}
}
