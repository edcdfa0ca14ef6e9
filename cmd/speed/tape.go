package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// tape is stored controls of a task: uniform ones, over episodes that end with the task's failure or after 1000 steps.
// Every contestant replays the same tape.
type tape struct {
	task     locomotion.Row
	skip     int // timesteps that each control is held
	episodes []episode
}

type episode struct {
	qpos, qvel []float64   // at the start
	ctrl       [][]float64 // of every step
}

// episodeSteps is the length at which an episode that does not fail is cut.
const episodeSteps = 1000

// options are those of all tasks here.
func options(row locomotion.Row) locomotion.Options {
	o := row.Default()
	o.Horizon = episodeSteps
	return o
}

// newTape records at least that many steps of a task.
func newTape(row locomotion.Row, steps int) *tape {
	e := row.New(options(row))
	spec := e.Spec()
	t := &tape{task: row, skip: int(math.Round(spec.Period / e.Model().Option.Timestep))}
	obs := make([]float64, len(spec.Obs))
	for i := uint64(0); steps > 0; i++ {
		rng := envs.Stream(1, envs.Env0, i)
		e.Reset(obs, rng)
		q, v := e.State()
		ep := episode{qpos: append([]float64(nil), q...), qvel: append([]float64(nil), v...)}
		for end := envs.Running; end == envs.Running; steps-- {
			act := make([]float64, spec.Action.Dim())
			spec.Action.Sample(act, rng)
			ep.ctrl = append(ep.ctrl, act)
			_, end = e.Step(obs, act)
		}
		t.episodes = append(t.episodes, ep)
	}
	return t
}

// physics returns a function that replays an episode after the other by the mechanism alone and counts timesteps.
func (t *tape) physics(m *physics.Model) func() int {
	d, next := m.NewData(), 0
	return func() int {
		ep := &t.episodes[next]
		next = (next + 1) % len(t.episodes)
		m.Reset(d)
		copy(d.QPos, ep.qpos)
		copy(d.QVel, ep.qvel)
		m.Forward(d)
		for _, ctrl := range ep.ctrl {
			copy(d.Ctrl, ctrl)
			for range t.skip {
				m.Step(d)
			}
		}
		return len(ep.ctrl) * t.skip
	}
}

// env is physics for the task with its observations and rewards, and counts the task's steps.
func (t *tape) env() func() int {
	e, next := t.task.New(options(t.task)), 0
	obs := make([]float64, len(e.Spec().Obs))
	return func() int {
		ep := &t.episodes[next]
		next = (next + 1) % len(t.episodes)
		e.SetState(obs, ep.qpos, ep.qvel)
		for i, act := range ep.ctrl {
			if _, end := e.Step(obs, act); end != envs.Running {
				return i + 1
			}
		}
		return len(ep.ctrl)
	}
}

// write stores model and controls in the form that peers/mujoco.c reads, and returns the two file names.
func (t *tape) write(dir string) (model, controls string, err error) {
	source, err := locomotion.Source(t.task.Name)
	if err != nil {
		return "", "", err
	}
	model = filepath.Join(dir, t.task.Name+".xml")
	if err := os.WriteFile(model, source, 0o644); err != nil {
		return "", "", err
	}
	controls = filepath.Join(dir, t.task.Name+".txt")
	f, err := os.Create(controls)
	if err != nil {
		return "", "", err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, t.skip, len(t.episodes))
	for _, ep := range t.episodes {
		fmt.Fprintln(w, len(ep.ctrl))
		numbers(w, ep.qpos)
		numbers(w, ep.qvel)
		for _, c := range ep.ctrl {
			numbers(w, c)
		}
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return "", "", err
	}
	return model, controls, f.Close()
}

// numbers writes a line that reads back bit for bit.
func numbers(w *bufio.Writer, x []float64) {
	for _, v := range x {
		w.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
		w.WriteByte(' ')
	}
	w.WriteByte('\n')
}
