package imitation

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Disturbance changes what an expert does while it is recorded, in addition to the noise of its own.
type Disturbance struct {
	Kind  string  `yaml:"kind" json:"kind,omitempty"`
	Scale float64 `yaml:"scale" json:"scale,omitempty"`
}

// The kinds of disturbance. Those of actions are in normalized coordinates and projected onto the action set.
const (
	Undisturbed = ""
	Gaussian    = "gaussian"   // independent noise of deviation Scale on every coordinate
	Correlated  = "correlated" // one draw of deviation Scale, added to all coordinates alike
	Slips       = "slips"      // with probability Scale the action is uniformly random
	Experts     = "experts"    // with probability Scale an episode is played by the task's second expert
)

// Validate checks kind and scale.
func (d Disturbance) Validate() error {
	switch d.Kind {
	case Undisturbed:
		return nil
	case Gaussian, Correlated, Slips, Experts:
		if d.Scale > 0 && (d.Scale <= 1 || d.Kind == Gaussian || d.Kind == Correlated) {
			return nil
		}
		return config.Want("scale", d.Scale, "a positive number, of slips and experts at most 1")
	}
	return config.Want("kind", d.Kind, "%s, %s, %s or %s", Gaussian, Correlated, Slips, Experts)
}

// second is the task's second expert if the disturbance is of that kind, and otherwise the zero Expert.
func (d Disturbance) second(task string) (expert.Expert, error) {
	if d.Kind != Experts {
		return expert.Expert{}, nil
	}
	e, ok := expert.Second(task)
	if !ok {
		return e, fmt.Errorf("a disturbance of kind %s: task %q has no second expert", Experts, task)
	}
	return e, nil
}

// apply disturbs an actor on an action set, and describes it in who. Only the kind Experts calls second.
func (d Disturbance) apply(act, second func() envs.Policy, who demos.Actor, set space.Set) (func() envs.Policy, demos.Actor) {
	switch d.Kind {
	case Undisturbed:
		return act, who
	case Experts:
		who.Detail += fmt.Sprintf("; with probability %g an episode is the second expert's", d.Scale)
		return func() envs.Policy { return &either{first: act(), second: second(), probability: d.Scale} }, who
	}
	who.Noise, who.Scale = d.Kind, d.Scale
	if d.Kind == Gaussian {
		return func() envs.Policy { return agents.NewNoisy(act(), set, d.Scale) }, who
	}
	return func() envs.Policy { return newDisturbed(act(), set, d) }, who
}
