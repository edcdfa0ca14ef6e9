package episode

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// State is what changes while a task runs.
type State struct {
	Q, V    []float64 // positions and velocities
	Memory  []float64 // what a Rememberer remembers of the episode
	Applied []float64 // the action applied last, in the task's units; 0 before the first (k). Only to be read.

	all     []float64 // the four in a row: their backing memory
	episode *Episode
}

// Step is the number of steps taken in this episode, the present one included.
func (s *State) Step() int { return s.episode.step }

// newState makes a state of nq positions, nv velocities, nm remembered numbers and k numbers of an action.
func newState(nq, nv, nm, k int) State {
	s := State{all: make([]float64, nq+nv+nm+k)}
	rest := s.all
	for _, part := range []struct {
		of *[]float64
		n  int
	}{{&s.Q, nq}, {&s.V, nv}, {&s.Memory, nm}, {&s.Applied, k}} {
		*part.of, rest = rest[:part.n:part.n], rest[part.n:]
	}
	return s
}

// Dynamics are the equations of a task: how it starts, moves and pays, and what is observed of it. They are constant:
// all that changes is in the State. Optional methods are those of Rememberer, Succeeder and Drawer.
type Dynamics interface {
	// Start draws the first state: Q and V.
	Start(s *State, rng *rand.Rand)
	// Advance moves s by one step under s.Applied. act is the action as it was sent, possibly outside the action set.
	// The end is Running, Reached or Failed.
	Advance(s *State, act []float64) (reward float64, end envs.End)
	// Observe writes the observation of s.
	Observe(obs []float64, s *State)
}

// Rememberer is Dynamics whose future depends on more than positions and velocities.
type Rememberer interface {
	Memory() int    // how many numbers are remembered
	Begin(s *State) // sets s.Memory for an episode that starts at s.Q, s.V
}

// Drawer is Dynamics that can be seen. A task whose dynamics are none is shown as its observation.
type Drawer interface {
	Draw(sc *scene.Scene, s *State)
}

// Task is an envs.Env made of Dynamics, with the powers Snapshotter, StateSetter and Scener.
type Task struct {
	Episode
	motion *motion
	shown  []float64 // the observation, for Scene (d)
}

// motion is dynamics with their state: the Body of a Task.
type motion struct {
	dynamics Dynamics
	memory   Rememberer // the dynamics as one, or nil
	s        State
	moving   []float64 // s.Q and s.V in a row
}

// New makes a task of dynamics of nq positions and nv velocities. spec is its datasheet with the standard horizon, o
// what this task is asked for. New panics on options that do not validate.
func New(d Dynamics, spec envs.Spec, o Options, nq, nv int) *Task {
	o.Apply(&spec)
	m := &motion{dynamics: d}
	nm := 0
	if r, ok := d.(Rememberer); ok {
		m.memory, nm = r, r.Memory()
	}
	m.s = newState(nq, nv, nm, spec.Action.Dim())
	m.moving = m.s.all[:nq+nv]
	t := &Task{motion: m, shown: make([]float64, len(spec.Obs))}
	t.Episode = makeEpisode(m, spec, true, m.s.Applied)
	m.s.episode = &t.Episode
	return t
}

// Reset draws a state and starts an episode there.
func (t *Task) Reset(obs []float64, rng *rand.Rand) {
	t.motion.dynamics.Start(&t.motion.s, rng)
	t.begin(obs)
}

// SetState starts an episode at positions q and velocities v.
func (t *Task) SetState(obs, q, v []float64) {
	s := &t.motion.s
	if len(q) != len(s.Q) || len(v) != len(s.V) {
		panic("episode: SetState: a state of a wrong length")
	}
	copy(s.Q, q)
	copy(s.V, v)
	t.begin(obs)
}

// State is the positions and velocities, valid until the next Step.
func (t *Task) State() (q, v []float64) { return t.motion.s.Q, t.motion.s.V }

func (t *Task) begin(obs []float64) {
	if m := t.motion; m.memory != nil {
		m.memory.Begin(&m.s)
	}
	t.Begin(obs)
}

// Advance moves the state, and reports one that is not finite as Diverged.
func (m *motion) Advance(_, act []float64) (float64, envs.End) {
	reward, end := m.dynamics.Advance(&m.s, act)
	if !envs.Finite(m.moving) {
		return 0, envs.Diverged
	}
	return reward, end
}

// Observe writes the observation of the state.
func (m *motion) Observe(obs []float64) { m.dynamics.Observe(obs, &m.s) }

// SaveState appends a snapshot to dst: the head and the numbers of the state.
func (t *Task) SaveState(dst []byte) []byte { return AppendFloats(t.AppendHead(dst), t.motion.s.all) }

// LoadState returns to a snapshot of the same task.
func (t *Task) LoadState(src []byte) error {
	all := t.motion.s.all
	h, rest, err := t.ParseHead(src, 8*len(all))
	if err != nil {
		return err
	}
	t.Restore(h)
	TakeFloats(all, rest)
	return nil
}
