package locomotion

import (
	"hash/fnv"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// body is a mechanism and its state, which a law reads.
type body struct {
	model *physics.Model
	*physics.Data
	period float64 // of one step of the task, s
}

// law is what makes a mechanism a task. It is constant: all that changes is in the body.
type law interface {
	// start draws the first state. QPos is QPos0 and QVel is 0 when it is called.
	start(b *body, rng *rand.Rand)
	// place is the coordinate whose rate is rewarded, read before and after the physics moves; 0 if there is none.
	place(b *body) float64
	// reward pays for a step. moved is the change of place, act the action as it was sent.
	reward(b *body, moved float64, act []float64) float64
	// healthy is the task's own test: an episode ends as Failed where it does not hold.
	healthy(b *body) bool
	// observe writes the observation.
	observe(obs []float64, b *body)
	// camera says from where the task is seen.
	camera(b *body) scene.Camera
}

// Task is an envs.Env with the powers Snapshotter, StateSetter and Scener.
type Task struct {
	law     law
	b       body
	spec    envs.Spec
	tag     uint64    // hash of the spec's identity, in snapshots
	skip    int       // timesteps in one step
	forces  bool      // whether the law reads contact forces
	applied []float64 // the action applied last, 0 before the first (NU, or 1 if that is 0)
	step    int       // steps taken in this episode
	end     envs.End
	live    bool // whether an episode has begun
	shown   *physics.Data
}

// Version is the version of this package's dynamics; data of another version is refused.
const Version = "locomotion/1"

// newTask couples a model with a law and completes its datasheet. horizon is the standard one, skip the number of
// timesteps in a step, forces whether the law reads CFrcExt.
func newTask(m *physics.Model, l law, o Options, horizon, skip int, forces bool, spec envs.Spec) *Task {
	o.must()
	m = o.apply(m)
	spec.Physics = Version
	spec.Period = m.Option.Timestep * float64(skip)
	spec.Act, spec.Action = motors(m)
	o.identify(&spec, horizon)
	id := fnv.New64a()
	id.Write([]byte(spec.Hash()))
	return &Task{
		law: l, b: body{m, m.NewData(), spec.Period}, spec: spec, tag: id.Sum64(), skip: skip, forces: forces,
		applied: make([]float64, len(spec.Act)),
	}
}

// motors are the action channels and the box of the controls.
func motors(m *physics.Model) ([]envs.Channel, space.Set) {
	var list []envs.Channel
	var box space.Box
	for i := range m.NU {
		lo, hi := -1.0, 1.0 // a motor without limits is driven within ±1
		if m.ActuatorCtrlLimited[i] {
			lo, hi = m.ActuatorCtrlRange[i][0], m.ActuatorCtrlRange[i][1]
		}
		name := m.ActuatorName[i]
		if name == "" {
			name = m.JntName[m.ActuatorJoint[i]]
		}
		list = append(list, envs.Channel{Name: name, Unit: motorUnit(m, i), Lo: lo, Hi: hi})
		box.Lo, box.Hi = append(box.Lo, lo), append(box.Hi, hi)
	}
	if m.NU == 0 {
		return []envs.Channel{{Name: "no motor", Unit: "1", Lo: -1, Hi: 1}}, space.UnitBox(1)
	}
	return unique(list), box
}

// Spec is the task's datasheet.
func (t *Task) Spec() envs.Spec { return t.spec }

// Model is the mechanism. It is shared and must not be written to.
func (t *Task) Model() *physics.Model { return t.b.model }

// Data is the state of the mechanism and all that is computed from it, with the lag that the package comment
// describes. It is valid until the next Step and must not be written to.
func (t *Task) Data() *physics.Data { return t.b.Data }

// Healthy is the task's own test in the present state: where it does not hold, Gymnasium says "terminated". It is
// true for tasks that cannot fail.
func (t *Task) Healthy() bool { return t.law.healthy(&t.b) }

// Reset draws a state and starts an episode there.
func (t *Task) Reset(obs []float64, rng *rand.Rand) {
	t.b.model.Reset(t.b.Data)
	t.law.start(&t.b, rng)
	t.begin(obs)
}

// SetState starts an episode at positions q and velocities v.
func (t *Task) SetState(obs, q, v []float64) {
	if len(q) != len(t.b.QPos) || len(v) != len(t.b.QVel) {
		panic("locomotion: SetState: a state of a wrong length")
	}
	t.b.model.Reset(t.b.Data)
	copy(t.b.QPos, q)
	copy(t.b.QVel, v)
	t.begin(obs)
}

// State is the positions and velocities, valid until the next Step.
func (t *Task) State() (q, v []float64) { return t.b.QPos, t.b.QVel }

func (t *Task) begin(obs []float64) {
	if len(obs) != len(t.spec.Obs) {
		panic("locomotion: an observation of a wrong length")
	}
	t.step, t.end, t.live = 0, envs.Running, true
	clear(t.applied)
	t.b.model.Forward(t.b.Data)
	t.law.observe(obs, &t.b)
}

// Step advances one period.
func (t *Task) Step(obs, act []float64) (float64, envs.End) {
	switch {
	case len(obs) != len(t.spec.Obs) || len(act) != len(t.applied):
		panic("locomotion: Step: an observation or action of a wrong length")
	case !t.live:
		panic("locomotion: Step before Reset")
	case t.end != envs.Running:
		panic("locomotion: Step after the end of the episode")
	}
	t.step++
	if !envs.Finite(act) {
		t.end = envs.Diverged
		t.law.observe(obs, &t.b)
		return 0, t.end
	}
	t.spec.Action.Round(t.applied, act)
	copy(t.b.Ctrl, t.applied)
	before := t.law.place(&t.b)
	for range t.skip {
		t.b.model.Step(t.b.Data)
	}
	if t.forces {
		t.b.model.RNEPostConstraint(t.b.Data)
	}
	t.law.observe(obs, &t.b)
	return t.settle(obs, t.law.reward(&t.b, t.law.place(&t.b)-before, act))
}

// settle decides how the step ended: a state that is not finite, a failure, the horizon, in this order.
func (t *Task) settle(obs []float64, reward float64) (float64, envs.End) {
	switch {
	case t.b.Diverged || !envs.Finite(obs) || reward-reward != 0:
		reward, t.end = 0, envs.Diverged
	case !t.spec.FixedHorizon && !t.law.healthy(&t.b):
		t.end = envs.Failed
	case t.step >= t.spec.Horizon:
		t.end = envs.TimedOut
	}
	return reward, t.end
}
