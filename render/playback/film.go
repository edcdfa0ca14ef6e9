package playback

import (
	"context"
	"fmt"
	"image"
	"io"
	"math"
	"time"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Camera paints the moments of players, all in one size.
type Camera struct {
	Page int // of the panels, counted from 0; see scene.Frame

	painter *render.Painter
	frame   scene.Frame
	panels  bool
}

// NewCamera paints pictures of that many pixels; with panels the energy is at the right of the scene.
func NewCamera(width, height int, panels bool) *Camera {
	return &Camera{painter: render.NewPainter(width, height), panels: panels}
}

// Pages is how many pages the panels of this moment fill, 0 where there are none.
func (c *Camera) Pages(p *Player) int {
	c.frame.Reset()
	if p.Panels(&c.frame); len(c.frame.Panels) == 0 {
		return 0
	}
	return render.Pages(&c.frame)
}

// Paint paints this moment. The picture is the camera's own and valid until the next call.
func (c *Camera) Paint(p *Player) *image.RGBA {
	p.Show(&c.frame)
	if c.panels {
		p.Panels(&c.frame)
		c.frame.Page = c.Page
	}
	return c.painter.Paint(&c.frame)
}

// frameTime is how long a frame of a film is shown at least, s: players of GIFs slow down below a fiftieth of a second.
const frameTime = 0.03

// Film paints the rest of the episode as an animated GIF: every step, or as many as fall on a frame. speed is how many
// simulated seconds a second shows. progress, if not nil, is called with the number of steps taken. The error is the
// context's where that is canceled, and what was written is no GIF then.
func (c *Camera) Film(ctx context.Context, w io.Writer, p *Player, speed float64, progress func(step int)) error {
	if !(speed > 0) || math.IsInf(speed, 1) {
		return fmt.Errorf("playback: a film at speed %v: want a positive number", speed)
	}
	stride := max(1, int(math.Round(frameTime*speed/p.Period())))
	shown := time.Duration(float64(stride) * p.Period() / speed * float64(time.Second))
	g := render.NewGIF(w)
	for on := true; on; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := g.Add(c.Paint(p), shown); err != nil {
			return err
		}
		for i := 0; i < stride && on; i++ {
			on = p.Next()
		}
		if progress != nil {
			progress(p.rollout.Steps())
		}
	}
	if err := g.Add(c.Paint(p), time.Second); err != nil {
		return err
	}
	return g.Close()
}
