package playback_test

import (
	"bytes"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// BenchmarkFilm films 1000 steps of hopper's expert at the default size.
func BenchmarkFilm(b *testing.B) {
	for b.Loop() {
		e := locomotion.NewHopper(locomotion.DefaultHopper())
		acts, err := expert.For("hopper")
		if err != nil {
			b.Fatal(err)
		}
		var film bytes.Buffer
		if err := playback.NewCamera(960, 540, false).Film(b.Context(), &film, playback.New(e, acts.New(), playback.Options{}), 1, nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(film.Len())/1e6, "MB")
	}
}
