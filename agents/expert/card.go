package expert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/registry"
)

// Card says what an expert is.
type Card struct {
	Method string // in a few words: "linear-quadratic regulator"
	How    string // how it works, in a few sentences
	Knows  string // what it knows about the simulator that is not in the observation
	Cost   string // of making it and of one action, on one core of a 2.5 GHz server

	Command string // that trains it again; empty where nothing was trained
}

// Expert is the expert of a task.
type Expert struct {
	Task string // the task's name; with variants after it, it is the expert of those alone: "pusher:mujoco=3.14"
	Card Card
	New  func() envs.Policy // makes a policy; what is slow to compute is computed once and shared

	// NewStochastic makes one that acts with the noise it was trained with, as the demonstrations of the literature are
	// recorded; nil where an expert has no noise of its own.
	NewStochastic func() envs.Policy
}

// experts holds the expert of a task by the task's name, ofVariants those of variants alone, families those of tasks whose
// names follow a pattern.
var (
	experts    = registry.New[Expert]("expert")
	ofVariants = registry.New[Expert]("expert of a variant")
	families   = registry.New[func(id string) (Expert, bool)]("family of experts")
)

// Register gives a task its expert, from an init function or from main before its first use: record, DAgger and watch
// then know it. It panics where the task has one, and where New is nil.
func Register(e Expert) {
	if e.New == nil {
		panic("expert: the expert of " + e.Task + " has no New")
	}
	if strings.Contains(e.Task, ":") {
		ofVariants.Register(e.Task, e)
		return
	}
	experts.Register(e.Task, e)
}

// RegisterFamily gives an expert to each task whose id find knows. pattern is what such ids look like: "particle-N".
func RegisterFamily(pattern string, find func(id string) (Expert, bool)) {
	families.Register(pattern, find)
}

// For is the expert of a task id. Variants of a task share its expert, but for those that have one of their own.
func For(id string) (Expert, error) {
	for _, e := range ofVariants.All() {
		if isVariant(id, e.Task) {
			return e, nil
		}
	}
	if e, err := experts.Find(envs.Base(id)); err == nil {
		return e, nil
	}
	for _, find := range families.All() {
		if e, ok := find(id); ok {
			return e, nil
		}
	}
	known := append(Tasks(), families.Names()...)
	return Expert{}, fmt.Errorf("no expert for task %q: there are experts for %s", id, strings.Join(known, ", "))
}

// isVariant reports whether an id is of the task, with at least the variants of another.
func isVariant(id, of string) bool {
	words, want := strings.Split(id, ":"), strings.Split(of, ":")
	return words[0] == want[0] && !slices.ContainsFunc(want[1:], func(w string) bool { return !slices.Contains(words[1:], w) })
}

// Tasks are the names of the tasks with an expert, apart from families, in the order of the names.
func Tasks() []string { return experts.Names() }
