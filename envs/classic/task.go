package classic

import (
	"hash/fnv"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// state is what changes while a mechanism moves.
type state struct {
	step    int       // steps taken in this episode, the current one included
	q, v    []float64 // positions and velocities
	memory  []float64 // what the mechanism remembers of the episode
	applied []float64 // the action applied last, in the task's units; 0 before the first (k)
	all     []float64 // the four in a row: their backing memory
}

// mechanism is the physics of a task. It is constant: all that changes is in the state.
type mechanism interface {
	// start draws the first state.
	start(s *state, rng *rand.Rand)
	// begin sets the memory for an episode that starts at q, v.
	begin(s *state)
	// advance moves s by one step under s.applied. raw is the action as it was sent. The end is Running, Reached
	// or Failed.
	advance(s *state, raw []float64) (reward float64, end envs.End)
	// observe writes the observation of s.
	observe(obs []float64, s *state)
	// draw adds the mechanism to a scene.
	draw(sc *scene.Scene, s *state)
}

// Task is a classic-control task, an envs.Env with the powers Snapshotter, StateSetter and Scener.
type Task struct {
	law  mechanism
	spec envs.Spec
	tag  uint64 // hash of the spec's identity, in snapshots
	s    state
	end  envs.End
	met  bool // whether the goal has been met in this episode
	live bool // whether an episode has begun
}

// Goal is a Task whose episode succeeds when its goal is met.
type Goal struct{ *Task }

// Success reports whether the goal has been met in this episode.
func (g Goal) Success() bool { return g.met }

// newTask couples a mechanism of nq positions, nv velocities and nm remembered numbers with its datasheet.
func newTask(law mechanism, spec envs.Spec, nq, nv, nm int) *Task {
	spec.Physics = Version
	n := [4]int{nq, nv, nm, spec.Action.Dim()}
	all := make([]float64, n[0]+n[1]+n[2]+n[3])
	var part [4][]float64
	for i, rest := 0, all; i < len(n); i++ {
		part[i], rest = rest[:n[i]:n[i]], rest[n[i]:]
	}
	id := fnv.New64a()
	id.Write([]byte(spec.Hash()))
	return &Task{law: law, spec: spec, tag: id.Sum64(), s: state{q: part[0], v: part[1], memory: part[2], applied: part[3], all: all}}
}

// Version is the version of this package's dynamics; data of another version is refused.
const Version = "classic/1"

// Spec is the task's datasheet.
func (t *Task) Spec() envs.Spec { return t.spec }

// Reset draws a state and starts an episode there.
func (t *Task) Reset(obs []float64, rng *rand.Rand) {
	t.law.start(&t.s, rng)
	t.begin(obs)
}

// SetState starts an episode at positions q and velocities v.
func (t *Task) SetState(obs, q, v []float64) {
	if len(q) != len(t.s.q) || len(v) != len(t.s.v) {
		panic("classic: SetState: a state of a wrong length")
	}
	copy(t.s.q, q)
	copy(t.s.v, v)
	t.begin(obs)
}

// State is the positions and velocities, valid until the next Step.
func (t *Task) State() (q, v []float64) { return t.s.q, t.s.v }

func (t *Task) begin(obs []float64) {
	if len(obs) != len(t.spec.Obs) {
		panic("classic: an observation of a wrong length")
	}
	t.s.step, t.end, t.met, t.live = 0, envs.Running, false, true
	clear(t.s.applied)
	t.law.begin(&t.s)
	t.law.observe(obs, &t.s)
}

// Step advances one period.
func (t *Task) Step(obs, act []float64) (float64, envs.End) {
	switch {
	case len(obs) != len(t.spec.Obs) || len(act) != len(t.s.applied):
		panic("classic: Step: an observation or action of a wrong length")
	case !t.live:
		panic("classic: Step before Reset")
	case t.end != envs.Running:
		panic("classic: Step after the end of the episode")
	}
	t.s.step++
	if !envs.Finite(act) {
		t.end = envs.Diverged
		t.law.observe(obs, &t.s)
		return 0, t.end
	}
	t.spec.Action.Round(t.s.applied, act)
	reward, end := t.law.advance(&t.s, act)
	t.law.observe(obs, &t.s)
	return t.settle(reward, end, obs)
}

// settle decides how the step ended: a state that is not finite, a true end, the horizon, in this order.
func (t *Task) settle(reward float64, end envs.End, obs []float64) (float64, envs.End) {
	if !envs.Finite(t.s.q) || !envs.Finite(t.s.v) || !envs.Finite(obs) || reward-reward != 0 {
		t.end = envs.Diverged
		return 0, t.end
	}
	if t.met || t.spec.FixedHorizon && end == envs.Failed {
		reward = 0 // only a fixed-horizon episode goes on after its goal or a failure
	}
	if end == envs.Reached {
		t.met = true
	}
	if t.spec.FixedHorizon {
		end = envs.Running
	}
	if end == envs.Running && t.s.step >= t.spec.Horizon {
		end = envs.TimedOut
	}
	t.end = end
	return reward, end
}

// Scene adds the task as it stands to a scene.
func (t *Task) Scene(sc *scene.Scene) {
	sc.Title = t.spec.Name
	t.law.draw(sc, &t.s)
}
