package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/playback"
)

// checkFilm says what is wrong with the flags of films.
func (o *watchOptions) checkFilm() error {
	kind := pictureKind(o.Save)
	asked := o.From != 0 || o.To != 0 || o.FPS != 0 || o.Grid != ""
	switch {
	case asked && kind != ".gif" && kind != ".mp4":
		return misused("--from, --to, --fps and --grid are of films: --save FILE.gif or FILE.mp4")
	case o.From < 0 || o.To < 0 || o.To > 0 && o.To < o.From:
		return misused("--from %d --to %d: want steps, the first before the last", o.From, o.To)
	case !(o.FPS >= 0) || math.IsInf(o.FPS, 1):
		return misused("--fps %g: want a positive number", o.FPS)
	}
	_, _, err := o.grid()
	return errors.Join(o.checkBeside(), err)
}

// checkBeside says what is wrong with --beside.
func (o *watchOptions) checkBeside() error {
	if o.Beside != nil && (o.Grid != "" || pictureKind(o.Save) == ".png") {
		return misused("--beside is for windows and films of one episode: not with --grid, nor with a .png")
	}
	if n := len(o.Beside) + 1; o.Width/n < 160 {
		return misused("--beside: %d policies in %d pixels: want at least 160 for each", n, o.Width)
	}
	return nil
}

// grid is how many episodes are side by side and below one another.
func (o *watchOptions) grid() (columns, rows int, err error) {
	if o.Grid == "" {
		return 1, 1, nil
	}
	const most = 16
	var rest string
	n, _ := fmt.Sscanf(o.Grid, "%dx%d%s", &columns, &rows, &rest)
	if n != 2 || columns < 1 || rows < 1 || columns > most || rows > most || o.Width/columns < 160 || o.Height/rows < 90 {
		return 0, 0, misused("--grid %s: want columns and rows, 3x2 for example, of at least 160×90 pixels each", o.Grid)
	}
	return columns, rows, nil
}

// film writes the film that --save names.
func (o *watchOptions) film(ctx context.Context, camera *playback.Camera, p *playback.Player) error {
	columns, rows, err := o.grid()
	if err != nil {
		return err
	}
	players, err := o.besides(p)
	if err != nil {
		return err
	}
	if len(players) > 1 {
		columns, rows = len(players), 1
	}
	first := o.Episode
	for i := len(players); i < columns*rows; i++ {
		o.Episode = first + uint64(i)
		next, err := o.player()
		if err != nil {
			return err
		}
		players = append(players, next)
	}
	if len(players) > 1 {
		page, view := camera.Page, camera.View
		camera = playback.NewCamera(o.Width/columns, o.Height/rows, o.Energy)
		camera.Page, camera.View = page, view
	}
	shot := playback.Film{Speed: o.Speed, FPS: o.FPS, From: o.From, To: o.To, Columns: columns}
	if pictureKind(o.Save) == ".mp4" {
		err = shootMP4(ctx, camera, o.Save, players, shot, o.IO)
	} else {
		err = disk.Write(disk.OS{}, o.Save, func(w io.Writer) error { return shootGIF(ctx, camera, w, players, shot, o.IO) })
	}
	if err != nil {
		return err
	}
	for _, p := range players {
		o.saved(p)
	}
	return nil
}

func shootGIF(ctx context.Context, camera *playback.Camera, w io.Writer, players []*playback.Player, f playback.Film, streams *stdio) error {
	g := render.NewGIF(w)
	if err := shoot(ctx, camera, g, players, f, streams); err != nil {
		return err
	}
	return g.Close()
}

// shootMP4 films into a file in the same directory as the one that is named, which takes its name when it is whole.
func shootMP4(ctx context.Context, camera *playback.Camera, path string, players []*playback.Player, f playback.Film, streams *stdio) error {
	part := path + ".part.mp4"
	own, err := disk.OS{}.Create(part) // a file of its own, which the encoder writes over
	if err != nil {
		return err
	}
	own.Close()
	defer disk.OS{}.Remove(part)
	m, err := newMP4(ctx, part)
	if err != nil {
		return err
	}
	if err := errors.Join(shoot(ctx, camera, m, players, f, streams), m.close()); err != nil {
		return err
	}
	return disk.OS{}.Rename(part, path)
}

// shoot films with a bar of progress.
func shoot(ctx context.Context, camera *playback.Camera, to playback.Sink, players []*playback.Player, f playback.Film, streams *stdio) error {
	bar := startProgress(streams, "paint", players[0].Rollout().Env().Spec().Horizon)
	defer bar.stop()
	f.Progress = bar.set
	return cut(ctx, camera.Shoot(ctx, to, players, f), "no picture is written")
}
