package multilabel

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// three is a data set of three labels, two rows to train on and one to test on.
func three() *Dataset {
	return &Dataset{
		Name: "toy", Features: []string{"x", "y"}, Labels: []string{"a", "b", "c"}, Content: "1",
		Train: Table{Rows: 2, X: []float64{7, 8, 9, 10}, Y: []float64{1, 0, 0, 1, 1, 0}},
		Test:  Table{Rows: 1, X: []float64{-1, -2}, Y: []float64{0, 0, 1}},
	}
}

func newTask(t *testing.T, split Split) *Task {
	t.Helper()
	task, err := New(three(), split)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func TestContract(t *testing.T) {
	for _, split := range []Split{Train, Test} {
		if err := envtest.Check(func() envs.Env { return newTask(t, split) }); err != nil {
			t.Errorf("%v: %v", split, err)
		}
	}
}

func TestSplits(t *testing.T) {
	obs := make([]float64, 2)
	for split, want := range map[Split]struct {
		rows        int
		last, truth []float64
	}{
		Train: {2, []float64{9, 10}, []float64{1, 1, 0}}, Test: {1, []float64{-1, -2}, []float64{0, 0, 1}},
	} {
		task := newTask(t, split)
		task.ResetTo(obs, task.Starts()-1)
		if task.Starts() != want.rows || !slices.Equal(obs, want.last) || !slices.Equal(task.Labels(), want.truth) || task.Split() != split {
			t.Errorf("%v: %d rows, the last is %v with labels %v", split, task.Starts(), obs, task.Labels())
		}
	}
	ds := three()
	ds.Test = Table{}
	if _, err := New(ds, Test); err == nil {
		t.Error("a split without rows makes a task")
	}
}

// TestEpisodes: an answer is rounded and ends the episode; one that is not finite names nothing.
func TestEpisodes(t *testing.T) {
	task, obs := newTask(t, Train), make([]float64, 2)
	for _, test := range []struct {
		act, answer []float64
		reward      float64
		end         envs.End
	}{
		{[]float64{0.9, 0.1, 0.5}, []float64{1, 0, 0}, 1, envs.Reached},
		{[]float64{7, 0.51, -3}, []float64{1, 1, 0}, 2.0 / 3, envs.Reached},
		{[]float64{0, 1, 1}, []float64{0, 1, 1}, 0, envs.Reached},
		{[]float64{0, math.NaN(), 1}, []float64{-1, -1, -1}, 0, envs.Diverged},
	} {
		task.ResetTo(obs, 0)
		if !slices.Equal(task.Answer(), []float64{-1, -1, -1}) {
			t.Errorf("before the step the answer is %v", task.Answer())
		}
		reward, end := task.Step(obs, test.act)
		if math.Abs(reward-test.reward) > 1e-15 || end != test.end || !slices.Equal(task.Answer(), test.answer) {
			t.Errorf("%v: reward %v, %v, answer %v", test.act, reward, end, task.Answer())
		}
		if !slices.Equal(obs, []float64{7, 8}) {
			t.Errorf("after the step the observation is %v, not the row's", obs)
		}
	}
}

// TestSnapshotLayout freezes the bytes: checkpoints hold them.
func TestSnapshotLayout(t *testing.T) {
	task, obs := newTask(t, Train), make([]float64, 2)
	check := func(when string, want ...byte) {
		t.Helper()
		if got := task.SaveState(nil); !bytes.Equal(got, want) {
			t.Errorf("%s: % x, want % x", when, got, want)
		}
	}
	check("before the first episode", 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)
	task.ResetTo(obs, 1)
	check("before the answer", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff)
	before := task.SaveState(nil)
	task.Step(obs, []float64{1, 0, 1})
	check("after it", 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1)
	for _, bad := range [][]byte{nil, before[:11], {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0}} {
		if task.LoadState(bad) == nil {
			t.Errorf("% x is accepted", bad)
		}
	}
	if err := task.LoadState(before); err != nil {
		t.Fatal(err)
	}
	if reward, end := task.Step(obs, []float64{1, 1, 0}); reward != 1 || end != envs.Reached {
		t.Errorf("from the snapshot: reward %v, %v", reward, end)
	}
}

// TestScene: a ring for each label, a disc for each that is named, in alarm where it is wrong.
func TestScene(t *testing.T) {
	task, obs := newTask(t, Train), make([]float64, 2)
	var s scene.Scene
	if task.Scene(&s); len(s.Shapes) != 0 {
		t.Error("there is something to see before the first episode")
	}
	task.ResetTo(obs, 0) // label a
	task.Step(obs, []float64{1, 0, 1})
	s.Reset()
	task.Scene(&s)
	rings, right, wrong := 0, 0, 0
	for _, shape := range s.Shapes {
		switch {
		case shape.Kind == scene.Ring:
			rings++
		case shape.Kind == scene.Disc && shape.Color == scene.Goal:
			right++
		case shape.Kind == scene.Disc && shape.Color == scene.Alarm:
			wrong++
		}
	}
	if rings != 3 || right != 1 || wrong != 1 || len(s.Labels) != 3 || s.Labels[2].Text != "c" {
		t.Errorf("%d rings, %d right and %d wrong discs, labels %v", rings, right, wrong, s.Labels)
	}
}

func TestReportSaysWhoseRows(t *testing.T) {
	r, ok := newTask(t, Test).Measure([]float64{1, 0, 1}, []float64{0, 0, 1}).(*Report)
	if !ok || r.Split != "test" || r.Rows != 1 || math.Abs(r.Label-2.0/3) > 1e-15 || r.Subset != 0 {
		t.Errorf("report %+v", r)
	}
}
