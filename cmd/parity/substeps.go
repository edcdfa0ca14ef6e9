package main

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// substepsKind is two trajectories, a record for each physics step, with the default solver: printed, without a bar.
var substepsKind = kind{
	folder:  "substeps",
	what:    "physics steps of MuJoCo's with its default solver; no bar",
	compare: compareSubsteps,
}

// substepRecord is a rollout with a record for each physics step, taken before it. Its controls are those of the
// trajectory of the same number.
type substepRecord struct {
	Seq        int
	Kind       string
	FrameSkip  int `json:"frame_skip"`
	QPos, QVel [][]float64
	QAcc       [][]float64 `json:"qacc"`
	Smooth     [][]float64 `json:"qacc_smooth"`
	NCon, NEfc []int
}

// substepRun is the comparison of one file.
type substepRun struct {
	result
	m                   *physics.Model
	controls            map[int][][]float64 // by the number of the trajectory
	counts, smooth, acc *gauge
}

// compareSubsteps evaluates each recorded state on its own, so that no error grows.
func compareSubsteps(path string) (*result, error) {
	name, _, m, err := robotOf(path)
	if err != nil {
		return nil, err
	}
	c := &substepRun{result: result{task: name}, m: m}
	c.counts = c.gauge("contacts, rows", math.Inf(1))
	c.smooth = c.gauge("qacc_smooth", math.Inf(1))
	c.acc = c.gauge("qacc", math.Inf(1))
	c.counts.watch, c.smooth.watch, c.acc.watch = 0.5, accBar, accBar
	if c.controls, err = controlsOf(path); err != nil {
		return nil, err
	}
	err = eachRecord(path, func(_ int, t *substepRecord) error { return c.compare(t) })
	return &c.result, err
}

// controlsOf reads the controls of the trajectories of the same name, in the folder of trajectories.
func controlsOf(path string) (map[int][][]float64, error) {
	rollouts := filepath.Join(filepath.Dir(path), "..", trajKind.folder, filepath.Base(path))
	controls := map[int][][]float64{}
	err := eachRecord(rollouts, func(_ int, t *trajectoryRecord) error {
		controls[t.Seq] = t.Ctrl
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("its controls: %w", err)
	}
	return controls, nil
}

func (c *substepRun) compare(t *substepRecord) error {
	n := len(t.QPos)
	ctrl := c.controls[t.Seq]
	if t.FrameSkip < 1 || len(ctrl)*t.FrameSkip < n || len(t.QVel) != n || len(t.QAcc) != n || len(t.Smooth) != n || len(t.NCon) != n || len(t.NEfc) != n {
		return errors.New("columns of different lengths")
	}
	d, smooth := c.m.NewData(), make([]float64, c.m.NV)
	for k := range t.QPos {
		at := place{fmt.Sprintf("sequence %d (%s)", t.Seq, t.Kind), k}
		copy(d.QPos, t.QPos[k])
		copy(d.QVel, t.QVel[k])
		copy(d.Ctrl, ctrl[k/t.FrameSkip])
		c.m.Forward(d)
		c.counts.compare(at, "contacts", float64(len(d.Contact)), float64(t.NCon[k]))
		c.counts.compare(at, "rows", float64(len(d.EfcARef)), float64(t.NEfc[k]))
		c.m.SmoothAcceleration(smooth, d)
		c.smooth.vector(at, "qacc_smooth", smooth, t.Smooth[k], true)
		c.acc.vector(at, "qacc", d.QAcc, t.QAcc[k], true)
	}
	return nil
}
