package render

import (
	"image"
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// curve draws the finite runs of a curve, inside the axes.
func (c *Canvas) curve(k *scene.Curve, a axes, u float64) {
	outer := c.clip
	c.clip = outer.Intersect(image.Rect(int(a.x0), int(a.y0-within*u), int(math.Ceil(a.x1)), int(math.Ceil(a.y1+within*u))))
	width, col := 2*u, k.Color
	if k.Faint {
		width, col = 1.2*u, scene.Mix(k.Color, scene.Background, 0.5)
	}
	c.pixels = c.pixels[:0]
	for i := range min(len(k.X), len(k.Y)) {
		if y := k.Y[i]; math.IsNaN(y) || math.IsInf(y, 0) {
			c.polyline(width, col)
			c.pixels = c.pixels[:0]
			continue
		}
		c.pixels = append(c.pixels, a.pixel(k.X[i], k.Y[i]))
	}
	c.polyline(width, col)
	c.clip = outer
}

// mark draws a place on its curve, or at the edge of the panel that is nearest to it: a line down to the axis, and a
// symbol.
func (c *Canvas) mark(p *scene.Panel, m *scene.Mark, a axes, u float64) {
	if math.IsNaN(m.X) || m.Curve < 0 || m.Curve >= len(p.Curves) {
		return
	}
	x := min(max(m.X, a.x.Lo), a.x.Hi)
	at := a.pixel(x, min(max(p.Curves[m.Curve].At(x), a.y.Lo), a.y.Hi))
	c.Rect(at.x-0.6*u, at.y, at.x+0.6*u, a.y1, scene.Fade(m.Color, 0.55))
	c.symbol(m.Kind, at.x, at.y, u, m.Color)
}

func (c *Canvas) symbol(kind scene.MarkKind, x, y, u float64, col color.NRGBA) {
	switch kind {
	case scene.Circle:
		c.Ring(x, y, 6*u, 2*u, col)
	case scene.Diamond:
		c.diamond(x, y, 6.8*u, scene.Background)
		c.diamond(x, y, 5.2*u, col)
	default:
		c.Disc(x, y, 5*u, scene.Background)
		c.Disc(x, y, 3.8*u, col)
	}
}

func (c *Canvas) diamond(x, y, r float64, col color.NRGBA) {
	c.pixels = append(c.pixels[:0], point{x, y - r}, point{x + r, y}, point{x, y + r}, point{x - r, y})
	c.polygon(col)
}

// legend names the marks, in as many lines as they take, the last of which ends at y, and gives its height. It can be
// measured without being drawn.
func (c *Canvas) legend(marks []scene.Mark, x0, x1, y, u float64, drawn bool) float64 {
	if len(marks) == 0 {
		return 0
	}
	const pitch = 18
	t := Type{Size: 12 * u, Color: quiet}
	height := pitch * u
	if drawn {
		height = c.legend(marks, x0, x1, y, u, false)
	}
	x, base := x0, y-height+pitch*u-5*u
	lines := 1
	for i := range marks {
		m := &marks[i]
		width := 14*u + c.Width(m.Name, t)
		if x > x0 && x+width > x1 {
			x, base = x0, base+pitch*u
			lines++
		}
		if drawn {
			c.symbol(m.Kind, x+5*u, base-4*u, 0.85*u, m.Color)
			c.Text(x+14*u, base, m.Name, t)
		}
		x += width + 16*u
	}
	return float64(lines) * pitch * u
}
