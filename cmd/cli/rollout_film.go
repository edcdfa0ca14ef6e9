package cli

import (
	"bytes"
	"context"
	"math"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// rollout is the evaluation episode that a report shows.
type rollout struct {
	player *playback.Player
	steps  int // of the whole episode
}

// newRollout plays the first evaluation episode of a seed through once, to know how long it is.
func newRollout(env envs.Env, acts envs.Policy, name string, seed uint64) *rollout {
	r := &rollout{player: playback.New(env, acts, playback.Options{Name: name, Seed: seed, Expert: teacherOf(env)})}
	r.player.Seek(-1)
	r.steps = r.player.Rollout().Steps()
	r.player.Restart()
	return r
}

// The animation of a report: small enough that the page can be mailed.
const (
	filmWidth  = 640 // px
	filmHeight = 360
	filmFrames = 90
	filmBytes  = 900_000
)

// addFilm adds the episode to a page as an animation, with the energy where there is one, and returns the GIF. What would
// be too large has fewer frames; an episode of a step or two has none.
func (r *rollout) addFilm(ctx context.Context, page *report.Page, streams *stdio) ([]byte, error) {
	camera := playback.NewCamera(filmWidth, filmHeight, true)
	caption := "The first evaluation episode."
	if camera.Pages(r.player) > 0 {
		caption += " At the right Φ(v,·) − Ω over the action, below its value at p*, with the action applied and the expert's."
	}
	var film bytes.Buffer
	for frames := filmFrames; frames > 1; frames = frames * 2 / 3 {
		film.Reset()
		r.player.Restart()
		shot := playback.Film{Speed: 1, FPS: r.rate(frames)}
		if err := shootGIF(ctx, camera, &film, []*playback.Player{r.player}, shot, streams); err != nil {
			return nil, err
		}
		if film.Len() <= filmBytes {
			break
		}
	}
	page.Image("image/gif", film.Bytes(), caption)
	return film.Bytes(), nil
}

// rate is how many frames a second show the episode in so many, and no faster than players can.
func (r *rollout) rate(frames int) float64 {
	period := r.player.Period()
	stride := math.Max(math.Ceil(float64(r.steps)/float64(frames)), math.Round(0.03/period))
	return 1 / (math.Max(stride, 1) * period)
}
