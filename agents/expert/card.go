package expert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
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
	Task string // the task's name, without variants
	Card Card
	New  func() envs.Policy // makes a policy; what is slow to compute is computed once and shared

	// NewStochastic makes one that acts with the noise it was trained with, as the demonstrations of the literature are
	// recorded; nil where an expert has no noise of its own.
	NewStochastic func() envs.Policy
}

// For is the expert of a task id. Variants of a task share its expert.
func For(id string) (Expert, error) {
	name := envs.Base(id)
	for _, e := range experts {
		if e.Task == name {
			return e, nil
		}
	}
	if e, ok := particleExpert(id); ok {
		return e, nil
	}
	if e, ok := multilabelExpert(id); ok {
		return e, nil
	}
	return Expert{}, fmt.Errorf("no expert for task %q: there are experts for %s and particle-N", id, strings.Join(Tasks(), ", "))
}

// Tasks are the names of the tasks with an expert, apart from the family particle-N, in alphabetical order.
func Tasks() []string {
	var names []string
	for _, e := range experts {
		names = append(names, e.Task)
	}
	slices.Sort(names)
	return names
}

// experts is every expert but those of the family particle-N.
var experts = append([]Expert{
	pendulumExpert, cartpoleExpert, cartpoleContinuousExpert, mountaincarExpert, mountaincarContinuousExpert, acrobotExpert,
}, locomotionExperts...)
