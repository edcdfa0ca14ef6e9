package pusht_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/pusht"
)

func newTask(edit func(*pusht.Options)) *pusht.Task {
	o := pusht.DefaultOptions()
	if edit != nil {
		edit(&o)
	}
	return pusht.New(o).(*pusht.Task)
}

// at is a state of the task with the block's origin at a point, and the agent out of the way.
func at(x, y, angle float64) (q, v []float64) {
	center := pusht.Vec{Y: 45}.Rotate(angle)
	return []float64{40, 40, x + center.X, y + center.Y, angle}, make([]float64, 5)
}

// TestEnds sets the block near the goal and takes a step away from it.
func TestEnds(t *testing.T) {
	tests := []struct {
		name    string
		x, y    float64
		angle   float64
		edit    func(*pusht.Options)
		end     envs.End
		success bool
		least   float64 // reward
	}{
		{"at the goal", 256, 256, math.Pi / 4, nil, envs.Reached, true, 1},
		{"at the goal, a turn on", 256, 256, math.Pi/4 - 4*math.Pi, nil, envs.Reached, true, 1},
		{"nearly", 257, 256, math.Pi / 4, nil, envs.Reached, true, 1},
		{"not quite", 264, 256, math.Pi / 4, nil, envs.Running, false, 0.8},
		{"on the last step", 256, 256, math.Pi / 4, func(o *pusht.Options) { o.Horizon = 1 }, envs.Reached, true, 1},
		{"far, on the last step", 100, 100, 0, func(o *pusht.Options) { o.Horizon = 1 }, envs.TimedOut, false, 0},
		{"a fixed horizon", 256, 256, math.Pi / 4, func(o *pusht.Options) { o.FixedHorizon = true }, envs.Running, true, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := newTask(test.edit)
			obs := make([]float64, 20)
			q, v := at(test.x, test.y, test.angle)
			e.SetState(obs, q, v)
			reward, end := e.Step(obs, []float64{40, 40})
			if end != test.end || e.Success() != test.success || !(reward >= test.least && reward <= 1) || e.Score() != reward {
				t.Errorf("%v, success %v, reward %v, score %v", end, e.Success(), reward, e.Score())
			}
		})
	}
}

// TestScoreIsTheLargestReward: with a fixed horizon the episode goes on, is paid, and keeps its score and success.
func TestScoreIsTheLargestReward(t *testing.T) {
	e := newTask(func(o *pusht.Options) { o.FixedHorizon, o.Horizon = true, 60 })
	obs := make([]float64, 20)
	q, v := at(256, 256, math.Pi/4)
	q[0], q[1] = 10, 256
	e.SetState(obs, q, v)
	var last float64
	for range 60 {
		last, _ = e.Step(obs, []float64{480, 256}) // through the block
	}
	if !(last < 0.8) || e.Score() != 1 || !e.Success() {
		t.Errorf("reward %v at last, score %v, success %v", last, e.Score(), e.Success())
	}
	e.Reset(obs, envs.Stream(0, envs.Tuning, 0))
	if e.Score() != 0 || e.Success() {
		t.Errorf("a new episode has score %v, success %v", e.Score(), e.Success())
	}
}

// TestObservations: key points and state are of one pose, and the angle is reduced.
func TestObservations(t *testing.T) {
	points, state := newTask(nil), newTask(func(o *pusht.Options) { o.State = true })
	p, s := make([]float64, 20), make([]float64, 5)
	for i := range uint64(50) {
		points.Reset(p, envs.Stream(0, envs.Tuning, i))
		state.Reset(s, envs.Stream(0, envs.Tuning, i))
		if s[4] < 0 || s[4] > 2*math.Pi || p[18] != s[0] || p[19] != s[1] {
			t.Fatalf("episode %d: state %v, agent %v", i, s, p[18:])
		}
		for k, own := range pusht.KeyPoints() {
			want := own.Rotate(s[4]).Add(pusht.Vec{X: s[2], Y: s[3]})
			if math.Hypot(want.X-p[2*k], want.Y-p[2*k+1]) > 1e-9 {
				t.Errorf("episode %d: key point %d is at %v, want %v", i, k, p[2*k:2*k+2], want)
			}
		}
	}
}

// TestTargetsAreClipped: the task clips what the world would follow.
func TestTargetsAreClipped(t *testing.T) {
	a, b := newTask(nil), newTask(nil)
	one, other := make([]float64, 20), make([]float64, 20)
	a.Reset(one, envs.Stream(0, envs.Tuning, 4))
	b.Reset(other, envs.Stream(0, envs.Tuning, 4))
	for range 5 {
		a.Step(one, []float64{-300, 1e9})
		b.Step(other, []float64{0, 512})
	}
	if one[18] != other[18] || one[19] != other[19] {
		t.Errorf("beyond the field the agent goes to %v, at its edge to %v", one[18:], other[18:])
	}
}

// TestDamagedSnapshots: no changed byte passes, and a snapshot of another task does not either.
func TestDamagedSnapshots(t *testing.T) {
	e := newTask(nil)
	obs := make([]float64, 20)
	e.Reset(obs, envs.Stream(0, envs.Tuning, 0))
	for range 10 {
		e.Step(obs, []float64{obs[0], obs[1]})
	}
	state := e.SaveState(nil)
	for i := range state {
		bad := bytes.Clone(state)
		bad[i] ^= 4
		if err := e.LoadState(bad); err == nil && i > 17 {
			t.Fatalf("byte %d changed: accepted", i)
		}
	}
	other := newTask(func(o *pusht.Options) { o.State = true })
	if err := other.LoadState(state); err == nil {
		t.Error("pusht:state takes a snapshot of pusht")
	}
}

func TestOptionsAreChecked(t *testing.T) {
	o := pusht.DefaultOptions()
	o.Published = "dp-test-51"
	if err := o.Validate(); err == nil {
		t.Error("unknown starts are valid")
	}
	defer func() {
		if recover() == nil {
			t.Error("New does not panic on them")
		}
	}()
	pusht.New(o)
}

// TestRecordedStarts: a start is set as the recording says, and what cannot be is an error.
func TestRecordedStarts(t *testing.T) {
	e := newTask(func(o *pusht.Options) { o.State = true })
	obs := make([]float64, 5)
	for mode, want := range map[string][2]float64{
		"":       {20 + 45*math.Sin(1), 30 + 45 - 45*math.Cos(1)},
		"legacy": {20 + 45*math.Sin(1), 30 + 45 - 45*math.Cos(1)},
		"direct": {20, 30},
	} {
		if err := e.ResetToRecordedStart(obs, []float64{400, 400, 20, 30, 1}, mode); err != nil {
			t.Fatal(err)
		}
		if math.Hypot(obs[2]-want[0], obs[3]-want[1]) > 1e-12 {
			t.Errorf("mode %q: the origin is at %v, want %v", mode, obs[2:4], want)
		}
	}
	if e.ResetToRecordedStart(obs, []float64{1, 2}, "") == nil || e.ResetToRecordedStart(obs, make([]float64, 5), "new") == nil {
		t.Error("a start of two numbers, or in an unknown mode, is set")
	}
}
