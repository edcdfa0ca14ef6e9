package locomotion

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Task is an envs.Env with the powers Snapshotter, StateSetter, Scener, Traveler and Perturber.
type Task struct {
	episode.Episode
	motion *motion
	shown  *physics.Data // for Scene
}

// versions are the versions of this package's dynamics by release; data of another version is refused. What was written
// before there was a choice is of version 1.
var versions = map[physics.Release]string{physics.MuJoCo314: "locomotion/1", physics.MuJoCo40: "locomotion/2"}

// newTask couples a model with the rules of a task and completes its datasheet. horizon is the standard one, skip the
// number of timesteps in a step, forces whether the rules read CFrcExt.
func newTask(m *physics.Model, r rules, o Options, horizon, skip int, forces bool, spec envs.Spec) *Task {
	o.must()
	m = o.apply(m)
	spec.Period = m.Option.Timestep * float64(skip)
	spec.Horizon = horizon
	spec.Act, spec.Action = motors(m)
	o.identify(&spec)
	spec.Former = former(spec)
	b := &motion{body{m, m.NewData(), spec.Period}, r, skip, forces, o.FixedHorizon, pushable(m), envs.Push{}}
	return &Task{Episode: episode.Make(b, spec, false), motion: b}
}

// motors are the action channels and the box of the controls.
func motors(m *physics.Model) ([]envs.Channel, space.Set) {
	var list []envs.Channel
	var box space.Box
	for i := range m.NU {
		lo, hi := -1.0, 1.0 // a motor without limits is driven within ±1
		if a := &m.Actuators[i]; a.CtrlLimited {
			lo, hi = a.CtrlRange[0], a.CtrlRange[1]
		}
		list = append(list, envs.Channel{Name: motorName(m, i), Unit: motorUnit(m, i), Lo: lo, Hi: hi})
		box.Lo, box.Hi = append(box.Lo, lo), append(box.Hi, hi)
	}
	if m.NU == 0 {
		return []envs.Channel{{Name: "no motor", Unit: "1", Lo: -1, Hi: 1}}, space.UnitBox(1)
	}
	return unique(list), box
}

// Model is the mechanism. It is shared and must not be written to.
func (t *Task) Model() *physics.Model { return t.motion.model }

// Data is the state of the mechanism and all that is computed from it, with the lag that the package comment
// describes. It is valid until the next Step and must not be written to.
func (t *Task) Data() *physics.Data { return t.motion.Data }

// Healthy is the task's own test in the present state: where it does not hold, Gymnasium says "terminated". It is
// true for tasks that cannot fail.
func (t *Task) Healthy() bool { return t.motion.rules.healthy(&t.motion.body) }

// Progress is the coordinate whose rate the task rewards, m; false where it rewards none.
func (t *Task) Progress() (x float64, ok bool) { return t.motion.progress() }

// Reset draws a state and starts an episode there.
func (t *Task) Reset(obs []float64, rng *rand.Rand) {
	b := &t.motion.body
	b.rest()
	t.motion.rules.start(b, rng)
	t.begin(obs)
}

// SetState starts an episode at positions q and velocities v.
func (t *Task) SetState(obs, q, v []float64) {
	b := &t.motion.body
	if len(q) != len(b.QPos) || len(v) != len(b.QVel) {
		panic("locomotion: SetState: a state of a wrong length")
	}
	b.rest()
	copy(b.QPos, q)
	copy(b.QVel, v)
	t.begin(obs)
}

// State is the positions and velocities, valid until the next Step.
func (t *Task) State() (q, v []float64) { return t.motion.QPos, t.motion.QVel }

func (t *Task) begin(obs []float64) {
	t.motion.push = envs.Push{}
	t.motion.model.Forward(t.motion.Data)
	t.Begin(obs)
}
