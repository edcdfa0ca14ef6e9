package playback_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// hopperFilm films the hopper's expert at the default size.
func hopperFilm(t testing.TB, f playback.Film) []byte {
	t.Helper()
	e := locomotion.NewHopper(locomotion.DefaultHopper())
	acts, err := expert.For("hopper")
	if err != nil {
		t.Fatal(err)
	}
	var film bytes.Buffer
	g := render.NewGIF(&film)
	p := playback.New(e, acts.New(), playback.Options{})
	if err := playback.NewCamera(960, 540, false).Shoot(t.Context(), g, []*playback.Player{p}, f); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	return film.Bytes()
}

// BenchmarkFilm films 1000 steps.
func BenchmarkFilm(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(float64(len(hopperFilm(b, playback.Film{Speed: 1})))/1e6, "MB")
	}
}

// TestFilmIsSmall: 1000 steps are at most 4 MB.
func TestFilmIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("paints for seconds")
	}
	if n := len(hopperFilm(t, playback.Film{Speed: 1})); n > 4_000_000 {
		t.Errorf("the film has %d bytes", n)
	}
}

// TestFilmRepeats to the byte, on any number of cores.
func TestFilmRepeats(t *testing.T) {
	part := playback.Film{Speed: 1, From: 20, To: 60}
	many := hopperFilm(t, part)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if !bytes.Equal(many, hopperFilm(t, part)) {
		t.Error("another film on one core")
	}
}
