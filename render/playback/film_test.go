package playback_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/gif"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/internal/parallel"
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

// counted is a sink that counts frames, and fails at one.
type counted struct {
	sizes  []image.Point
	shown  []time.Duration
	failAt int
}

var errFull = errors.New("the disk is full")

func (c *counted) Add(img *image.RGBA, shown time.Duration) error {
	c.sizes, c.shown = append(c.sizes, img.Rect.Size()), append(c.shown, shown)
	if len(c.sizes) == c.failAt {
		return errFull
	}
	return nil
}

// TestPartOfAnEpisode: the frames are those from one step to another, at the rate asked for, of several episodes in rows.
func TestPartOfAnEpisode(t *testing.T) {
	for _, c := range []struct {
		film   playback.Film
		count  int // of players
		frames int
		each   time.Duration
		size   image.Point
	}{
		{playback.Film{Speed: 1, From: 10, To: 30}, 1, 21 + 1, 50 * time.Millisecond, image.Pt(160, 90)},
		{playback.Film{Speed: 1, From: 10, To: 30, FPS: 10}, 1, 11 + 1, 100 * time.Millisecond, image.Pt(160, 90)},
		{playback.Film{Speed: 1, To: 5, Columns: 2}, 3, 6 + 1, 50 * time.Millisecond, image.Pt(320, 180)},
	} {
		var players []*playback.Player
		for i := range c.count {
			e := pendulum()
			players = append(players, playback.New(e, random(e), playback.Options{First: uint64(i)}))
		}
		var sink counted
		if err := playback.NewCamera(160, 90, false).Shoot(t.Context(), &sink, players, c.film); err != nil {
			t.Fatal(err)
		}
		if len(sink.sizes) != c.frames || sink.shown[0] != c.each || sink.sizes[0] != c.size {
			t.Errorf("%+v: %d frames of %v, the first %v; want %d of %v, %v", c.film, len(sink.sizes), sink.sizes[0], sink.shown[0], c.frames, c.size, c.each)
		}
		if last := players[0].Rollout().Steps(); last != c.film.To {
			t.Errorf("it stops at step %d, want %d", last, c.film.To)
		}
	}
}

// TestFilmStopsWithItsSink.
func TestFilmStopsWithItsSink(t *testing.T) {
	e := pendulum()
	p := playback.New(e, random(e), playback.Options{})
	err := playback.NewCamera(160, 90, false).Shoot(t.Context(), &counted{failAt: 3}, []*playback.Player{p}, playback.Film{Speed: 1})
	if !errors.Is(err, errFull) || p.Rollout().Steps() > 20 {
		t.Errorf("at step %d the error is %v", p.Rollout().Steps(), err)
	}
}

// broken is a sink that panics at the second frame.
type broken struct{ frames int }

func (b *broken) Add(*image.RGBA, time.Duration) error {
	if b.frames++; b.frames == 2 {
		panic("broken")
	}
	return nil
}

// TestPanicOfASinkIsTheCallers: what the sink panics with in its goroutine, Shoot does, also at the last frame.
func TestPanicOfASinkIsTheCallers(t *testing.T) {
	for _, horizon := range []int{1, 30} {
		o := classic.DefaultPendulum()
		o.Horizon = horizon
		e := classic.NewPendulum(o)
		func() {
			defer func() {
				if p, ok := recover().(*parallel.Panic); !ok || p.Value != "broken" {
					t.Errorf("%d steps: recovered %v", horizon, p)
				}
			}()
			players := []*playback.Player{playback.New(e, random(e), playback.Options{})}
			err := playback.NewCamera(80, 45, false).Shoot(t.Context(), &broken{}, players, playback.Film{Speed: 1})
			t.Errorf("%d steps: no panic, error %v", horizon, err)
		}()
	}
}
