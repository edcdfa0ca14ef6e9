package imitation

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Disturbance is what an expert suffers while it is recorded, beside the noise of its own.
type Disturbance struct {
	Kind  string  `yaml:"kind" json:"kind,omitempty"`
	Scale float64 `yaml:"scale" json:"scale,omitempty"`
}

// The kinds of disturbance. Those of actions are in normalized coordinates and projected onto the action set.
const (
	Undisturbed = ""
	Gaussian    = "gaussian"   // independent noise of deviation Scale on every coordinate
	Correlated  = "correlated" // one draw of deviation Scale, added to all coordinates alike
	Slips       = "slips"      // with probability Scale another acts: uniformly at random
	Experts     = "experts"    // with probability Scale an episode is played by the task's second expert
)

// Validate says what is wrong with a disturbance.
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

// second is the task's second expert if the disturbance asks for it; otherwise it is none.
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

// apply disturbs an actor on an action set and says so in its name. second is asked by the kind of two experts alone.
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

// disturbed is a policy under correlated noise or slips. What happens at step t is drawn from PCG(seed, t), the seed by
// Reset.
type disturbed struct {
	policy     envs.Policy
	d          Disturbance
	set, unit  space.Set
	edge       space.Edge
	pcg        rand.PCG
	rng        *rand.Rand
	seed, step uint64
}

func newDisturbed(p envs.Policy, set space.Set, d Disturbance) *disturbed {
	n := &disturbed{policy: p, d: d, set: set}
	n.unit, n.edge = space.Normalize(set)
	n.rng = rand.New(&n.pcg)
	return n
}

// Unwrap is the policy that is disturbed.
func (n *disturbed) Unwrap() envs.Policy { return n.policy }

// Reset lets the policy draw first.
func (n *disturbed) Reset(rng *rand.Rand) {
	envs.ResetPolicy(n.policy, rng)
	n.seed, n.step = rng.Uint64(), 0
}

// Act is the policy's action, disturbed. The policy is asked in any case.
func (n *disturbed) Act(dst, obs []float64) {
	n.policy.Act(dst, obs)
	n.Change(dst, obs)
}

// Change disturbs an action of the policy's.
func (n *disturbed) Change(dst, _ []float64) {
	n.pcg.Seed(n.seed, n.step)
	n.step++
	if n.d.Kind == Slips {
		if n.rng.Float64() < n.d.Scale {
			n.set.Sample(dst, n.rng)
		}
		return
	}
	n.edge.Invert(dst, dst)
	xi := n.d.Scale * n.rng.NormFloat64()
	for i := range dst {
		dst[i] += xi
	}
	n.unit.Project(dst, dst)
	n.edge.Apply(dst, dst)
}

// SaveState appends seed and step.
func (n *disturbed) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, n.seed), n.step)
}

// LoadState returns to what SaveState wrote.
func (n *disturbed) LoadState(src []byte) error {
	if len(src) != 16 {
		return errors.New("imitation: this is not the state of a disturbance")
	}
	n.seed, n.step = binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
	return nil
}

// either is two policies, of which one plays a whole episode: which one is the first draw of its Reset, and the other
// does not hear of the episode.
type either struct {
	first, second envs.Policy
	probability   float64 // of the second
	seconds       bool    // whether the second plays
	now           envs.Policy
}

// Privileged hands the environment to both.
func (e *either) Privileged(env envs.Env) {
	envs.Instruct(e.first, env)
	envs.Instruct(e.second, env)
}

// Unwrap is the one who plays, nil before the first episode.
func (e *either) Unwrap() envs.Policy { return e.now }

// Reset draws who plays, who then may draw.
func (e *either) Reset(rng *rand.Rand) {
	e.play(rng.Float64() < e.probability)
	envs.ResetPolicy(e.now, rng)
}

func (e *either) play(second bool) {
	if e.seconds, e.now = second, e.first; second {
		e.now = e.second
	}
}

// Act is the action of the one who plays.
func (e *either) Act(dst, obs []float64) { e.now.Act(dst, obs) }

// SaveState appends who plays.
func (e *either) SaveState(dst []byte) []byte {
	if e.seconds {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// LoadState returns to what SaveState wrote.
func (e *either) LoadState(src []byte) error {
	if len(src) != 1 || src[0] > 1 {
		return errors.New("imitation: this does not say which expert plays")
	}
	e.play(src[0] == 1)
	return nil
}

// widened is a task whose first action coordinate is badly scaled: its bounds are wider by a factor than what the
// actuator uses, so that in normalized coordinates the expert's actions fill a small part of the axis. The task itself
// clips, as it always does.
type widened struct {
	envs.Env
	spec envs.Spec
}

func widen(newEnv func() envs.Env, factor float64) (func() envs.Env, error) {
	spec := newEnv().Spec()
	box, ok := spec.Action.(space.Box)
	if !ok {
		return nil, fmt.Errorf("the actions of task %q have no bounds to widen", spec.Name)
	}
	wide := space.Box{Lo: append([]float64{}, box.Lo...), Hi: append([]float64{}, box.Hi...)}
	wide.Lo[0] *= factor
	wide.Hi[0] *= factor
	spec.Action = wide
	spec.Params = append(append([]envs.Param{}, spec.Params...), envs.Param{Name: "widened", Value: fmt.Sprint(factor)})
	return func() envs.Env { return &widened{newEnv(), spec} }, nil
}

// Spec is the task's, with the wider set.
func (w *widened) Spec() envs.Spec { return w.spec }

// Unwrap is the task.
func (w *widened) Unwrap() envs.Env { return w.Env }
