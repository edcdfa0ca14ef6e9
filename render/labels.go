package render

import (
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Labels writes the labels of a scene, each with a pale rim so that it reads on anything. A label near the side of the
// view is moved so that all of it lies within.
func (c *Canvas) Labels(s *scene.Scene, l Layout) {
	c.Clip(l.Picture)
	eye, flat := newEye(s.Camera, l.Picture), l.Camera(s)
	lo, hi := float64(l.Picture.Min.X)+8*l.Unit, float64(l.Picture.Max.X)-8*l.Unit
	if !s.Solid && s.View.Max.X > s.View.Min.X {
		x0, _ := flat.Pixel(s.View.Min)
		x1, _ := flat.Pixel(s.View.Max)
		lo, hi = max(lo, x0), min(hi, x1)
	}
	for i := range s.Labels {
		label := &s.Labels[i]
		var x, y float64
		if s.Solid {
			var ahead bool
			if x, y, ahead = eye.pixel(label.At3); !ahead {
				continue
			}
		} else {
			x, y = flat.Pixel(label.At)
		}
		c.label(x, y, lo, hi, label.Text, l.Unit, label.Color)
	}
}

// key lists what colors mean in the lower left corner of the picture.
func (c *Canvas) key(keys []scene.Key, l Layout) {
	u := l.Unit
	x, y := float64(l.Picture.Min.X)+18*u, float64(l.Picture.Max.Y)-14*u
	t := Type{Size: 12.5 * u, Color: quiet}
	for _, k := range keys {
		c.Disc(x+5*u, y-4*u, 5*u, k.Color)
		x = c.Text(x+14*u, y, k.Text, t) + 16*u
	}
}

// rim is where a text is set in the paper's color before it is set in its own, in units.
var rim = [...][2]float64{{-1.5, 0}, {1.5, 0}, {0, -1.5}, {0, 1.5}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}

// label writes a text centered at (x, y), or as near as it can be within lo and hi.
func (c *Canvas) label(x, y, lo, hi float64, text string, unit float64, col color.NRGBA) {
	t := Type{Size: 13.5 * unit, Weight: Medium, Color: col, Align: Center}
	half := c.Width(text, t) / 2
	if x > lo-half && x < hi+half && hi-lo > 2*half {
		x = min(max(x, lo+half), hi-half)
	}
	y += 0.35 * t.Size
	t.Color = scene.Fade(scene.Background, 0.6)
	for _, d := range rim {
		c.Text(x+d[0]*unit, y+math.Round(d[1]*unit), text, t)
	}
	t.Color = col
	c.Text(x, y, text, t)
}
