package playback_test

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// TestSpeedAndDistance: a hopper's are of the coordinate that it is rewarded for, also after steps back, and begin anew
// with each episode.
func TestSpeedAndDistance(t *testing.T) {
	e := locomotion.NewHopper(locomotion.DefaultHopper())
	p := playback.New(e, random(e), playback.Options{Seed: 1})
	var f scene.Frame
	facts := func() (speed, distance float64) {
		if p.Show(&f); len(f.Readout.Facts) != 2 || f.Readout.Facts[0].Unit != "m/s" || f.Readout.Facts[1].Unit != "m" {
			t.Fatalf("reads out %v, want speed and distance", f.Readout.Facts)
		}
		return f.Readout.Facts[0].Value, f.Readout.Facts[1].Value
	}
	if v, d := facts(); v != 0 || d != 0 {
		t.Errorf("at the start speed %g, distance %g", v, d)
	}
	start, _ := e.Progress()
	p.Seek(8)
	now, _ := e.Progress()
	v, d := facts()
	if d != now-start || math.Abs(v-d/(8*p.Period())) > 1e-12 || d == 0 {
		t.Errorf("speed %g, distance %g after %g m in 8 steps of %g s", v, d, now-start, p.Period())
	}
	p.Next()
	p.Back()
	if v2, d2 := facts(); v2 != v || d2 != d {
		t.Errorf("after a step back speed %g and distance %g, before %g and %g", v2, d2, v, d)
	}
	p.NextEpisode()
	if v, d := facts(); v != 0 || d != 0 {
		t.Errorf("the next episode starts with speed %g, distance %g", v, d)
	}
}

// TestNoSpeedWithoutProgress: tasks that reward no distance read out none.
func TestNoSpeedWithoutProgress(t *testing.T) {
	reacher := locomotion.NewReacher(locomotion.DefaultReacher())
	var f scene.Frame
	for _, p := range []*playback.Player{
		playback.New(reacher, random(reacher), playback.Options{}), playback.New(pendulum(), random(pendulum()), playback.Options{}),
	} {
		if p.Show(&f); len(f.Readout.Facts) != 0 {
			t.Errorf("%s reads out %v", f.Scene.Title, f.Readout.Facts)
		}
	}
}
