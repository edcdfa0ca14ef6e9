package main

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// trajExactKind replays recorded controls from recorded starts: MuJoCo with its constraint problem solved to machine
// precision, as fenchel solves it.
var trajExactKind = kind{
	folder:  "traj_exact",
	what:    "open-loop trajectories of MuJoCo's, solved to convergence",
	compare: func(path string) (*result, error) { return compareTrajectories(path, true) },
}

// trajKind is the same with MuJoCo's default solver, which sometimes stops early: printed, without a bar.
var trajKind = kind{
	folder:  "traj",
	what:    "open-loop trajectories of MuJoCo's with its default solver; no bar",
	compare: func(path string) (*result, error) { return compareTrajectories(path, false) },
}

// pathBar is how far a trajectory may be off, up to the step of its model.
const pathBar = 1e-6

// trajectoryRecord is an open-loop rollout.
type trajectoryRecord struct {
	Seq       int
	Kind      string
	FrameSkip int `json:"frame_skip"`
	Ctrl      [][]float64
	QPos      [][]float64
	QVel      [][]float64
	NCon      []int
}

func compareTrajectories(path string, barred bool) (*result, error) {
	name, robot, m, err := robotOf(path)
	if err != nil {
		return nil, err
	}
	push := strings.Contains(filepath.Base(path), "_push")
	steps := robot.open
	r := &result{task: name}
	state, contacts := r.gauge(fmt.Sprintf("q, v to step %d", steps), pathBar), r.gauge("contacts", 0)
	if push || !barred {
		state.bar, state.watch = math.Inf(1), pathBar
		contacts.bar, contacts.watch = math.Inf(1), 0.5
	}
	err = eachRecord(path, func(_ int, t *trajectoryRecord) error { return t.replay(m, steps, state, contacts) })
	if push {
		r.notes = append(r.notes, "the arm on its object: MuJoCo finds that contact by iteration, so no bar")
	}
	return r, err
}

// replay follows one rollout; a rollout that is off by more than a meter says nothing more and ends.
func (t *trajectoryRecord) replay(m *physics.Model, steps int, state, contacts *gauge) error {
	if len(t.QPos) != len(t.Ctrl)+1 || len(t.QVel) != len(t.QPos) || t.FrameSkip < 1 {
		return errors.New("states, velocities and controls that do not fit together")
	}
	d := m.NewData()
	copy(d.QPos, t.QPos[0])
	copy(d.QVel, t.QVel[0])
	m.Forward(d)
	for k, ctrl := range t.Ctrl[:min(steps, len(t.Ctrl))] {
		copy(d.Ctrl, ctrl)
		for range t.FrameSkip {
			m.Step(d)
		}
		at := place{fmt.Sprintf("sequence %d (%s)", t.Seq, t.Kind), k + 1}
		state.vector(at, "qpos", d.QPos, t.QPos[k+1], false)
		state.vector(at, "qvel", d.QVel, t.QVel[k+1], false)
		if len(t.NCon) > k+1 {
			contacts.compare(at, "contacts", float64(len(d.Contact)), float64(t.NCon[k+1]))
		}
		if d.Diverged {
			return nil
		}
	}
	return nil
}
