package playback_test

import (
	"bytes"
	"context"
	"errors"
	"image/gif"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// TestFilmHasTheEpisode: a frame for every step, or fewer at a higher speed, and the last moment once more.
func TestFilmHasTheEpisode(t *testing.T) {
	o := classic.DefaultPendulum()
	o.Horizon = 12
	for _, c := range []struct {
		speed  float64
		frames int
		shown  int // each, 1/100 s
	}{{1, 13 + 1, 5}, {5, 5 + 1, 3}, {0.5, 13 + 1, 10}} {
		e := classic.NewPendulum(o)
		p := playback.New(e, random(e), playback.Options{})
		var b bytes.Buffer
		var steps []int
		if err := playback.NewCamera(160, 90, false).Film(t.Context(), &b, p, c.speed, func(step int) { steps = append(steps, step) }); err != nil {
			t.Fatal(err)
		}
		g, err := gif.DecodeAll(&b)
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Image) != c.frames || g.Delay[0] != c.shown || g.Delay[len(g.Delay)-1] != 100 {
			t.Errorf("speed %v: %d frames of %d/100 s, the last %d/100; want %d of %d, 100", c.speed, len(g.Image), g.Delay[0], g.Delay[len(g.Delay)-1], c.frames, c.shown)
		}
		if steps[len(steps)-1] != 12 {
			t.Errorf("speed %v: progress %v", c.speed, steps)
		}
	}
}

func TestFilmStopsWithItsContext(t *testing.T) {
	e := pendulum()
	ctx, cancel := context.WithCancel(t.Context())
	err := playback.NewCamera(160, 90, false).Film(ctx, &bytes.Buffer{}, playback.New(e, random(e), playback.Options{}), 1, func(step int) {
		if step == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	for _, speed := range []float64{0, -1} {
		if playback.NewCamera(160, 90, false).Film(t.Context(), &bytes.Buffer{}, playback.New(e, random(e), playback.Options{}), speed, nil) == nil {
			t.Errorf("filmed at speed %v", speed)
		}
	}
}

// TestCameraShowsPanels where it is asked to.
func TestCameraShowsPanels(t *testing.T) {
	e := pendulum()
	p := playback.New(e, network(t, e), playback.Options{})
	plain := bytes.Clone(playback.NewCamera(320, 180, false).Paint(p).Pix)
	if bytes.Equal(plain, playback.NewCamera(320, 180, true).Paint(p).Pix) {
		t.Error("the energy is not beside the scene")
	}
}
