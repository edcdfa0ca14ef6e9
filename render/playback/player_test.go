package playback_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

func pendulum() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }

func random(e envs.Env) envs.Policy { return policy.NewRandom(e.Spec().Action) }

// moment is what a frame says of a moment; frames are reused.
type moment struct {
	scene   scene.Scene
	readout scene.Readout
	trace   []float64
	gauges  []float64
}

func show(p *playback.Player) moment {
	var f scene.Frame
	p.Show(&f)
	m := moment{scene: f.Scene, readout: f.Readout, trace: slices.Clone(f.Readout.Trace)}
	for _, g := range f.Readout.Actions {
		m.gauges = append(m.gauges, append([]float64{g.Value, g.Lo, g.Hi}, g.Trace...)...)
	}
	m.readout.Trace, m.readout.Actions, m.readout.Timeline = nil, nil, scene.Timeline{}
	return m
}

// TestBackShowsWhatWasThere: every moment on the way back is the one on the way forth, and forth again too.
func TestBackShowsWhatWasThere(t *testing.T) {
	e := pendulum()
	p := playback.New(e, random(e), playback.Options{Name: "random", Seed: 3})
	const n = 20
	var forth []moment
	for range n {
		forth = append(forth, show(p))
		p.Next()
	}
	last := show(p)
	for i := n - 1; i >= 0; i-- {
		if !p.Back() {
			t.Fatalf("no way back to step %d: %v", i, p.Err())
		}
		if back := show(p); !reflect.DeepEqual(back, forth[i]) {
			t.Fatalf("back at step %d\n%+v\nwant\n%+v", i, back, forth[i])
		}
	}
	if p.Back() {
		t.Error("there is something before the first step")
	}
	if p.Seek(n); !reflect.DeepEqual(show(p), last) {
		t.Errorf("forth again\n%+v\nwant\n%+v", show(p), last)
	}
}

func TestShowReadsTheRollout(t *testing.T) {
	e := pendulum()
	p := playback.New(e, random(e), playback.Options{Name: "random", Seed: 3, First: 7})
	total := 0.0
	for range 3 {
		p.Next()
		total += p.Rollout().Transition().Reward
	}
	var f scene.Frame
	p.Show(&f)
	r, last := f.Readout, p.Rollout().Transition().Applied[0]
	got := fmt.Sprintf("%s | step %d of %d, %.2f s, return %v, %s", f.Scene.Title, r.Step, r.Horizon, r.Seconds, r.Return, r.Status)
	if want := fmt.Sprintf("pendulum · random · episode 7 | step 3 of 200, 0.15 s, return %v, running", total); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(r.Trace) != 3 || r.Trace[2] != total {
		t.Errorf("returns %v, want 3 that end in %v", r.Trace, total)
	}
	g := r.Actions[0]
	got = fmt.Sprintf("%s from %v to %v, now %v after %d", g.Name, g.Lo, g.Hi, g.Value, len(g.Trace))
	if want := fmt.Sprintf("torque from -2 to 2, now %v after 3", last); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(f.Scene.Shapes) == 0 {
		t.Error("nothing is in the scene")
	}
}

// TestStatus: the task's own success decides where it has one.
func TestStatus(t *testing.T) {
	e := classic.NewCartPole(classic.DefaultCartPole())
	p := playback.New(e, random(e), playback.Options{})
	if !p.Seek(1) || p.Seek(1000) {
		t.Fatal("a cart-pole under random actions takes a step and ends before its horizon")
	}
	var f scene.Frame
	if p.Show(&f); f.Readout.Status != "failed" || !f.Readout.Bad || f.Readout.Good {
		t.Errorf("status %q, good %v, bad %v", f.Readout.Status, f.Readout.Good, f.Readout.Bad)
	}
	if f.Scene.Title != "cartpole · episode 0" {
		t.Errorf("title %q", f.Scene.Title)
	}
	if p.Next() {
		t.Error("there is a step after the end")
	}
}

// TestEpisodesFollow: restarting repeats the episode, the next one is another, and each is the evaluation's.
func TestEpisodesFollow(t *testing.T) {
	e := pendulum()
	p := playback.New(e, random(e), playback.Options{Seed: 5, First: 2})
	first := slices.Clone(p.Rollout().Obs())
	r := envs.NewRollout(pendulum(), random(e))
	if r.Start(5, envs.Evaluation, 2); !slices.Equal(first, r.Obs()) {
		t.Errorf("begins at %v, the evaluation's episode at %v", first, r.Obs())
	}
	p.Seek(9)
	if p.Restart(); !slices.Equal(first, p.Rollout().Obs()) || p.Rollout().Steps() != 0 || len(show(p).trace) != 0 {
		t.Errorf("restarts at %v, step %d", p.Rollout().Obs(), p.Rollout().Steps())
	}
	p.NextEpisode()
	if r.Start(5, envs.Evaluation, 3); !slices.Equal(r.Obs(), p.Rollout().Obs()) {
		t.Errorf("goes on with %v, want %v", p.Rollout().Obs(), r.Obs())
	}
}

func TestFailedStartStopsThePlayer(t *testing.T) {
	e := pendulum()
	gone := errors.New("the recording is gone")
	p := playback.New(e, random(e), playback.Options{Start: func(*envs.Rollout, uint64) error { return gone }})
	if p.Err() != gone || p.Next() || p.Back() {
		t.Errorf("error %v, and it plays on", p.Err())
	}
}

// TestNextEpisodeThatCannotStart leaves none of the one before to be played.
func TestNextEpisodeThatCannotStart(t *testing.T) {
	e := pendulum()
	gone := errors.New("the second recording is gone")
	p := playback.New(e, random(e), playback.Options{Start: func(r *envs.Rollout, episode uint64) error {
		if episode > 0 {
			return gone
		}
		r.Start(0, envs.Evaluation, 0)
		return nil
	}})
	if !p.Next() || p.Err() != nil {
		t.Fatalf("the first episode does not play: %v", p.Err())
	}
	if p.NextEpisode(); p.Err() != gone || p.Next() {
		t.Errorf("error %v, and it plays on", p.Err())
	}
}

// blind is an environment without snapshots.
type blind struct{ envs.Env }

func TestNoWayBackWithoutSnapshots(t *testing.T) {
	e := blind{pendulum()}
	p := playback.New(e, random(e), playback.Options{})
	if !p.Next() || p.Back() || p.Err() != nil {
		t.Errorf("went back without a snapshot, error %v", p.Err())
	}
}
