package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// save writes the picture that --save names, in the format that its ending says.
func (o *watchOptions) save(ctx context.Context, p *playback.Player, view int) error {
	camera := playback.NewCamera(o.Width, o.Height, o.Energy)
	camera.View = view
	if err := o.turn(camera, p); err != nil {
		return err
	}
	var write func(io.Writer) error
	switch pictureKind(o.Save) {
	case ".gif", ".mp4":
		return o.film(ctx, camera, p)
	case ".png":
		if !p.Seek(o.Step) {
			return misused("--step %d: the episode ends at step %d", o.Step, p.Rollout().Steps())
		}
		write = func(w io.Writer) error { return render.WritePNG(w, camera.Paint(p)) }
	default:
		return misused("--save %s: want a name that ends in .gif, .mp4 or .png", o.Save)
	}
	if err := disk.Write(disk.OS{}, o.Save, write); err != nil {
		return err
	}
	o.saved(p)
	return nil
}

// saved says what is in the picture.
func (o *watchOptions) saved(p *playback.Player) {
	r := p.Rollout()
	if o.View {
		fmt.Fprintf(o.IO.Out, "%s: %s\n", o.Save, p.Rollout().Env().Spec().Name)
		return
	}
	fmt.Fprintf(o.IO.Out, "%s: %s, return %.2f, %s\n", o.Save, steps(r.Steps()), r.Return(), r.End())
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
