package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// save writes the picture that --save names, in the format that its ending says.
func (o *watchOptions) save(ctx context.Context, p *playback.Player) error {
	camera := playback.NewCamera(o.Width, o.Height, o.Energy)
	if err := o.turn(camera, p); err != nil {
		return err
	}
	var write func(io.Writer) error
	switch pictureKind(o.Save) {
	case ".gif":
		write = func(w io.Writer) error { return film(ctx, camera, w, p, o.Speed, o.IO) }
	case ".png":
		if !p.Seek(o.Step) {
			return misused("--step %d: the episode ends at step %d", o.Step, p.Rollout().Steps())
		}
		write = func(w io.Writer) error { return render.WritePNG(w, camera.Paint(p)) }
	default:
		return misused("--save %s: want a name that ends in .gif or .png", o.Save)
	}
	if err := disk.Write(disk.OS{}, o.Save, write); err != nil {
		return err
	}
	r := p.Rollout()
	fmt.Fprintf(o.IO.Out, "%s: %d steps, return %.2f, %s\n", o.Save, r.Steps(), r.Return(), r.End())
	return nil
}

// turn opens the page of the energy that is asked for, and says when there is no energy.
func (o *watchOptions) turn(camera *playback.Camera, p *playback.Player) error {
	if !o.Energy {
		return nil
	}
	pages := camera.Pages(p)
	if pages == 0 {
		fmt.Fprintf(o.IO.Err, "fenchel: --energy: %s has no energy to show\n", o.What)
	} else if o.Page < 1 || o.Page > pages {
		return misused("--page %d: the energy fills %d", o.Page, pages)
	}
	camera.Page = o.Page - 1
	return nil
}

// pictureKind is the ending of a picture's name, which says what it is.
func pictureKind(name string) string { return strings.ToLower(filepath.Ext(name)) }

// film writes the rest of the episode as an animation, with a bar of progress.
func film(ctx context.Context, camera *playback.Camera, w io.Writer, p *playback.Player, speed float64, streams *stdio) error {
	bar := startProgress(streams, "paint", p.Rollout().Env().Spec().Horizon)
	defer bar.stop()
	err := camera.Film(ctx, w, p, speed, bar.set)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return errors.New("interrupted: no picture is written")
	}
	return err
}
