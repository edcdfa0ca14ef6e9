package cli

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// camera paints a player's moments.
type camera struct {
	painter *render.Painter
	frame   scene.Frame
	energy  bool
}

func newCamera(width, height int, energy bool) *camera {
	return &camera{painter: render.NewPainter(width, height), energy: energy}
}

func (c *camera) shoot(p *player) *image.RGBA {
	p.Show(&c.frame)
	if c.energy {
		p.Panels(&c.frame)
	}
	return c.painter.Paint(&c.frame)
}

// save writes the picture that o asks for, by the ending of its name.
func (o *watchOptions) save(ctx context.Context, p *player) error {
	cam := newCamera(o.Width, o.Height, o.Energy)
	var write func(io.Writer) error
	switch pictureKind(o.Save) {
	case ".gif":
		write = func(w io.Writer) error { return cam.film(ctx, p, w, o.Speed, o.IO) }
	case ".png":
		write = func(w io.Writer) error { return cam.still(p, w, o.Step) }
	default:
		return misused("--save %s: want a name that ends in .gif or .png", o.Save)
	}
	if err := disk.Write(disk.OS{}, o.Save, write); err != nil {
		return err
	}
	fmt.Fprintf(o.IO.Out, "%s: %d steps, return %.2f, %s\n", o.Save, p.rollout.Steps(), p.rollout.Return(), p.rollout.End())
	return nil
}

// pictureKind is the ending of a picture's name, which says what it is.
func pictureKind(name string) string { return strings.ToLower(filepath.Ext(name)) }

// still paints one moment: that after so many steps, or the last one where step is negative.
func (c *camera) still(p *player, w io.Writer, step int) error {
	for (step < 0 || p.rollout.Steps() < step) && p.Next() {
	}
	if p.rollout.Steps() < step {
		return misused("--step %d: the episode ends at step %d", step, p.rollout.Steps())
	}
	return render.WritePNG(w, c.shoot(p))
}

// frameTime is how long a frame of a film is shown at least: players of GIFs slow down below a fiftieth of a second.
const frameTime = 0.03

// film paints an episode as an animation: every step, or as many as fall on a frame.
func (c *camera) film(ctx context.Context, p *player, w io.Writer, speed float64, streams *IO) error {
	stride := max(1, int(math.Round(frameTime*speed/p.Period())))
	shown := time.Duration(float64(stride) * p.Period() / speed * float64(time.Second))
	spec := p.rollout.Env().Spec()
	bar := startProgress(streams, "paint", spec.Horizon)
	defer bar.stop()
	g := render.NewGIF(w)
	for on := true; on; {
		if ctx.Err() != nil {
			return errors.New("interrupted: no picture is written")
		}
		if err := g.Add(c.shoot(p), shown); err != nil {
			return err
		}
		for i := 0; i < stride && on; i++ {
			on = p.Next()
		}
		bar.set(p.rollout.Steps())
	}
	if err := g.Add(c.shoot(p), time.Second); err != nil {
		return err
	}
	return g.Close()
}
