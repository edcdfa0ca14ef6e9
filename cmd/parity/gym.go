package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// gymKind replays Gymnasium's episodes from their recorded resets: observations, rewards and ends. They go on past the
// end, so the fixed-horizon variant is replayed, and the end is compared through the task's own healthy test.
var gymKind = kind{
	folder:  "gym",
	what:    "episodes of Gymnasium's v5 environments on MuJoCo, from the recorded reset",
	compare: compareGym,
}

// The bars of an episode. Observations of forces and inertias are relative where they are large; Gymnasium computes the
// cost of an action in float32.
const (
	gymObsBar    = 1e-6
	gymRewardBar = 1e-5
)

// stoppedEarly names episodes in which MuJoCo's solver once returned before it had converged, with the error that
// follows: with a tolerance of 1e-20 MuJoCo itself departs from them in the same way.
var stoppedEarly = map[string]float64{"InvertedDoublePendulum-v5, seed 2": 1e-5}

// gymRecord is one episode.
type gymRecord struct {
	Env   string
	Seed  int
	Reset struct{ QPos, QVel, Obs []float64 }
	Steps []struct {
		A          []float64
		Obs        []float64
		Reward     float64
		Terminated bool
	}
}

// gymRun is the comparison of one file.
type gymRun struct {
	result
	robot           robot
	seen, paid, end *gauge
}

func compareGym(path string) (*result, error) {
	name, r, _, err := robotOf(path)
	if err != nil {
		return nil, err
	}
	c := &gymRun{result: result{task: name}, robot: r}
	c.seen = c.gauge(fmt.Sprintf("observation to step %d", r.gym), gymObsBar)
	c.paid = c.gauge("reward", gymRewardBar)
	c.end = c.gauge("terminated", 0)
	old := 0
	err = eachRecord(path, func(_ int, e *gymRecord) error {
		if !strings.HasSuffix(e.Env, "-v5") {
			old++
			return nil
		}
		return c.replay(e)
	})
	if old > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%d episodes of version 4 left out: other observations and rewards", old))
	}
	return &c.result, err
}

func newTask(id string, horizon int) *locomotion.Task {
	for _, row := range locomotion.Tasks() {
		if row.Name == id {
			return row.New(locomotion.Options{Horizon: horizon, FixedHorizon: true, Release: physics.MuJoCo314})
		}
	}
	panic("parity: no task " + id)
}

func (c *gymRun) replay(e *gymRecord) error {
	env := newTask(c.robot.id, len(e.Steps)+1)
	spec := env.Spec()
	q, v := env.State()
	if len(e.Reset.QPos) != len(q) || len(e.Reset.QVel) != len(v) {
		return errors.New("a reset of another size than the task's")
	}
	record := fmt.Sprintf("seed %d", e.Seed)
	seen, paid := c.seen, c.paid
	if bar, ok := stoppedEarly[e.Env+", "+record]; ok {
		seen = c.gauge(fmt.Sprintf("observation of %s, where MuJoCo's solver stopped early", record), bar)
		paid = c.gauge(fmt.Sprintf("reward of %s", record), max(bar, gymRewardBar))
	}
	obs := make([]float64, len(spec.Obs))
	env.SetState(obs, e.Reset.QPos, e.Reset.QVel)
	seen.observation(place{record, 0}, spec, obs, e.Reset.Obs)
	for i, s := range e.Steps[:min(c.robot.gym, len(e.Steps))] {
		if len(s.A) != spec.Action.Dim() {
			return fmt.Errorf("step %d: an action of %d numbers", i, len(s.A))
		}
		at := place{record, i + 1}
		reward, end := env.Step(obs, s.A)
		seen.observation(at, spec, obs, s.Obs)
		paid.compare(at, "reward", reward, s.Reward)
		c.end.compare(at, "terminated", truth(!env.Healthy()), truth(s.Terminated))
		if end != envs.Running {
			return fmt.Errorf("step %d: the episode ended as %v", i, end)
		}
	}
	return nil
}

// observation notes the largest error of an observation; forces, torques and inertias are relative where they are
// above 1.
func (g *gauge) observation(at place, spec envs.Spec, ours, theirs []float64) {
	if len(theirs) != len(ours) {
		g.note(at, math.Inf(1), func() string { return fmt.Sprintf("%d numbers, recorded %d", len(ours), len(theirs)) })
		return
	}
	for i, x := range theirs {
		err := math.Abs(ours[i] - x)
		switch spec.Obs[i].Unit {
		case "N", "N·m", "kg·m²", "kg·m":
			err /= math.Max(1, math.Abs(x))
		}
		g.note(at, err, func() string { return fmt.Sprintf("%s = %v, recorded %v", spec.Obs[i].Name, ours[i], x) })
	}
}
