package main

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// classicKind compares the classic-control tasks with Gymnasium, one step at a time: from each recorded state, under
// the recorded action, the state after it, the observation, the reward and whether the episode ended. An end by the
// horizon does not end an episode here, as it does not in Gymnasium's environments.
var classicKind = kind{
	folder:  "classic",
	what:    "Gymnasium's classic control, from each recorded state one step on",
	compare: compareClassic,
}

// twin is the task that Gymnasium calls by another name.
type twin struct {
	id    string  // ours
	order []int   // which entry of Gymnasium's state each of ours is: positions first, then velocities
	bar   float64 // of the state; 0 where Gymnasium rounds it to float32
}

var classicTwins = map[string]twin{
	"Pendulum-v1":              {"pendulum", []int{0, 1}, 1e-12},
	"CartPole-v1":              {"cartpole", []int{0, 2, 1, 3}, 1e-12},
	"MountainCar-v0":           {"mountaincar", []int{0, 1}, 1e-12},
	"MountainCarContinuous-v0": {"mountaincar-continuous", []int{0, 1}, 0},
	"Acrobot-v1":               {"acrobot", []int{0, 1, 2, 3}, 1e-12},
}

// The bars that all tasks share. Gymnasium's observations are float32: ours, rounded, may be one unit off where they
// fall between two.
const (
	rewardBar = 1e-12
	obsBar    = 1.2e-7 // relative to max(1, |recorded|)
)

// classicRecord is one recorded episode.
type classicRecord struct {
	Env   string        `json:"env"`
	Seed  int           `json:"seed"`
	State []float64     `json:"state0"`
	Steps []classicStep `json:"steps"`
}

// classicStep is recorded as [action, state after, observation, reward, terminated].
type classicStep struct {
	action     []float64 // a number is taken for a list of one
	state, obs []float64
	reward     float64
	terminated bool
}

// UnmarshalJSON reads the five entries.
func (s *classicStep) UnmarshalJSON(data []byte) error {
	var action json.RawMessage
	parts := []any{&action, &s.state, &s.obs, &s.reward, &s.terminated}
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	if len(parts) != 5 {
		return fmt.Errorf("a step of %d entries: want 5", len(parts))
	}
	if json.Unmarshal(action, &s.action) == nil {
		return nil
	}
	s.action = make([]float64, 1)
	return json.Unmarshal(action, &s.action[0])
}

// classicRun is the comparison of one file.
type classicRun struct {
	result
	twin
	env                     envs.Env
	setter                  envs.StateSetter
	obs, act                []float64
	state, seen, paid, ends *gauge
}

func compareClassic(path string) (*result, error) {
	var c *classicRun
	err := eachRecord(path, func(_ int, r *classicRecord) error {
		if c == nil {
			var err error
			if c, err = newClassicRun(r.Env); err != nil {
				return err
			}
		}
		if r.Env != c.task {
			return fmt.Errorf("an episode of %s in a file of %s", r.Env, c.task)
		}
		return c.compare(r)
	})
	if err != nil {
		return nil, err
	}
	return &c.result, nil
}

func newClassicRun(name string) (*classicRun, error) {
	w, ok := classicTwins[name]
	if !ok {
		return nil, fmt.Errorf("no task of fenchel's is %q", name)
	}
	newEnv, err := suite.Make(w.id)
	if err != nil {
		return nil, err
	}
	c := &classicRun{result: result{task: name}, twin: w, env: newEnv()}
	c.setter, _ = envs.As[envs.StateSetter](c.env)
	spec := c.env.Spec()
	c.obs, c.act = make([]float64, len(spec.Obs)), make([]float64, spec.Action.Dim())
	c.state = c.gauge("state", w.bar)
	c.seen = c.gauge("observation", obsBar)
	c.paid = c.gauge("reward", rewardBar)
	c.ends = c.gauge("end", 0)
	return c, nil
}

// compare takes each step of an episode from the state recorded before it.
func (c *classicRun) compare(r *classicRecord) error {
	before := r.State
	for i := range r.Steps {
		s := &r.Steps[i]
		if len(before) != len(c.order) || len(s.state) != len(c.order) || len(s.obs) != len(c.obs) {
			return fmt.Errorf("step %d: a state or an observation of another length than the task's", i)
		}
		if err := c.fill(s.action); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
		c.compareStep(place{fmt.Sprintf("seed %d", r.Seed), i}, before, s)
		before = s.state
	}
	return nil
}

func (c *classicRun) compareStep(at place, before []float64, s *classicStep) {
	ours := c.reorder(before)
	half := len(ours) / 2
	c.setter.SetState(c.obs, ours[:half], ours[half:])
	reward, end := c.env.Step(c.obs, c.act)
	q, v := c.setter.State()
	recorded := c.reorder(s.state)
	for i := range half {
		c.state.compare(at, fmt.Sprintf("position %d", i), q[i], recorded[i])
		c.state.compare(at, fmt.Sprintf("velocity %d", i), v[i], recorded[half+i])
	}
	for i, x := range s.obs {
		y := float64(float32(c.obs[i]))
		c.seen.note(at, math.Abs(x-y)/max(1, math.Abs(x)), func() string {
			return fmt.Sprintf("%s = %v, recorded %v", c.env.Spec().Obs[i].Name, y, x)
		})
	}
	c.paid.compare(at, "reward", reward, s.reward)
	c.ends.compare(at, "terminated", truth(end != envs.Running && end != envs.TimedOut), truth(s.terminated))
}

// reorder is Gymnasium's state as ours: positions, then velocities.
func (c *classicRun) reorder(state []float64) []float64 {
	ours := make([]float64, len(state))
	for i, j := range c.order {
		ours[i] = state[j]
	}
	return ours
}

// fill writes a recorded action as one of the task's: an index as a vertex.
func (c *classicRun) fill(action []float64) error {
	simplex, discrete := c.env.Spec().Action.(space.Simplex)
	switch {
	case discrete && len(action) == 1 && action[0] >= 0 && action[0] < float64(simplex.K):
		simplex.Vertex(c.act, int(action[0]))
	case !discrete && len(action) == len(c.act):
		copy(c.act, action)
	default:
		return fmt.Errorf("action %v is none of %s", action, c.env.Spec().Action)
	}
	return nil
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
