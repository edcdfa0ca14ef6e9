package playback

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"time"

	"github.com/fenchel-gym/fenchel/render"
)

// Film says which part of episodes a film shows, and how fast. The zero value of FPS and of To is as it says; Speed must
// be positive.
type Film struct {
	Speed    float64        // simulated seconds for each second
	FPS      float64        // frames a second, as near as whole steps come to it; 0 is a frame a step, at most 33 a second
	From, To int            // the steps shown first and last; a To of 0 is the end of the episode
	Columns  int            // of several players: how many are side by side; 0 is all of them
	Progress func(step int) // called with the number of steps taken, if not nil
}

// Sink takes the frames of a film, as render.GIF does. A picture is valid until Add returns.
type Sink interface {
	Add(img *image.RGBA, shown time.Duration) error
}

// fastest is the rate of frames where none is asked for, 1/s: players of GIFs slow down below a fiftieth of a second.
const fastest = 1 / 0.03

// stride is how many steps lie between two frames.
func (f Film) stride(period float64) int {
	fps := f.FPS
	if fps == 0 {
		fps = fastest
	}
	return max(1, int(math.Round(f.Speed/(fps*period))))
}

func (f Film) check() error {
	switch {
	case !(f.Speed > 0) || math.IsInf(f.Speed, 1):
		return fmt.Errorf("playback: a film at speed %v: want a positive number", f.Speed)
	case !(f.FPS >= 0) || math.IsInf(f.FPS, 1):
		return fmt.Errorf("playback: a film of %v frames a second: want a positive number", f.FPS)
	case f.From < 0 || f.To < 0 || f.To > 0 && f.To < f.From:
		return fmt.Errorf("playback: a film from step %d to %d", f.From, f.To)
	}
	return nil
}

// advance takes the steps to the next frame. It reports whether there were any, and how many the longest episode has.
func (f Film) advance(players []*Player, stride int) (on bool, steps int) {
	for _, p := range players {
		for i := 0; i < stride && (f.To == 0 || p.rollout.Steps() < f.To) && p.Next(); i++ {
			on = true
		}
		steps = max(steps, p.rollout.Steps())
	}
	return on, steps
}

// Film paints the rest of the episode as an animated GIF: every step, or as many as fall on a frame. speed is how many
// simulated seconds a second shows. progress, if not nil, is called with the number of steps taken. The error is the
// context's where that is canceled, and what was written is no GIF then.
func (c *Camera) Film(ctx context.Context, w io.Writer, p *Player, speed float64, progress func(step int)) error {
	g := render.NewGIF(w)
	if err := c.Shoot(ctx, g, []*Player{p}, Film{Speed: speed, Progress: progress}); err != nil {
		return err
	}
	return g.Close()
}

// Shoot films players side by side until all of their episodes are over; the last frame is shown for a second. Frames
// are handed to the sink in order while the next are painted.
func (c *Camera) Shoot(ctx context.Context, to Sink, players []*Player, f Film) error {
	if err := f.check(); err != nil {
		return err
	}
	period := players[0].Period()
	stride := f.stride(period)
	shown := time.Duration(float64(stride) * period / f.Speed * float64(time.Second))
	frames := newQueue(to)
	defer frames.close()
	for _, p := range players {
		p.Seek(f.From)
	}
	for on := true; on; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := frames.add(c.tiles(players, f.Columns), shown); err != nil {
			return err
		}
		var steps int
		on, steps = f.advance(players, stride)
		if f.Progress != nil {
			f.Progress(steps)
		}
	}
	if err := frames.add(c.tiles(players, f.Columns), time.Second); err != nil {
		return err
	}
	return frames.close()
}

// tiles paints the players, so many in a row. The picture is the camera's own and valid until the next call.
func (c *Camera) tiles(players []*Player, columns int) *image.RGBA {
	if len(players) == 1 {
		return c.Paint(players[0])
	}
	if columns <= 0 {
		columns = len(players)
	}
	rows := (len(players) + columns - 1) / columns
	size := c.painter.Canvas().Image().Bounds().Size()
	all := image.Rect(0, 0, columns*size.X, rows*size.Y)
	if c.sheet == nil || c.sheet.Rect != all {
		c.sheet = image.NewRGBA(all)
	}
	for i, p := range players {
		at := image.Rectangle{Max: size}.Add(image.Pt(i%columns*size.X, i/columns*size.Y))
		draw.Draw(c.sheet, at, c.Paint(p), image.Point{}, draw.Src)
	}
	return c.sheet
}
