package render

import (
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// axes is the part of a panel in which its curves are drawn, px, and the ranges it shows.
type axes struct {
	x0, y0, x1, y1 float64
	x, y           scene.Range
}

// within is the room at the sides of a diagram, in units: a symbol at the end of an axis lies inside.
const within = 7.5

func (a axes) pixel(x, y float64) point {
	return point{a.x0 + (a.x1-a.x0)*(x-a.x.Lo)/(a.x.Hi-a.x.Lo), a.y1 - (a.y1-a.y0)*(y-a.y.Lo)/(a.y.Hi-a.y.Lo)}
}

// inset takes away from all sides.
func (a axes) inset(by float64) axes {
	a.x0, a.y0, a.x1, a.y1 = a.x0+by, a.y0+by, a.x1-by, a.y1-by
	return a
}

// gutter is what the numbers of the upright axis take at the left of a diagram, in units.
const gutter = 30

// diagram paints a panel between its title and the numbers of its axis.
func (c *Canvas) diagram(p *scene.Panel, a axes, u float64) {
	if a.y1-a.y0 < 8*u {
		return
	}
	title := Type{Size: 13 * u, Weight: Medium, Color: scene.Ink}
	c.Text(a.x0, a.y0-8*u, c.whole(p.Title, a.x1-a.x0, &title), title)
	if len(p.Bars) > 0 {
		c.bars(p, a, u)
		return
	}
	a.x0 += gutter * u
	c.Rect(a.x0, a.y0, a.x1, a.y1, scene.Background)
	a.x, a.y = fitted(p)
	c.scale(p, a, u)
	inner := a.inset(within * u)
	for pass := range 2 { // faint curves first
		for i := range p.Curves {
			if k := &p.Curves[i]; k.Faint == (pass == 0) {
				c.curve(k, inner, u)
			}
		}
	}
	for i := range p.Marks {
		c.mark(p, &p.Marks[i], inner, u)
	}
}

// scale draws the ends of the axes, their zeros and the unit.
func (c *Canvas) scale(p *scene.Panel, a axes, u float64) {
	t := Type{Size: 11 * u, Color: quiet}
	line := math.Round(max(u, 1))
	c.Rect(a.x0, math.Round(a.y1), a.x1, math.Round(a.y1)+line, rule)
	inner := a.inset(within * u)
	zero := inner.pixel(0, 0)
	zero.x, zero.y = math.Round(zero.x), math.Round(zero.y)
	inside := zero.x > inner.x0 && zero.x < inner.x1
	if inside {
		c.Rect(zero.x, a.y0, zero.x+line, a.y1, trough)
	}
	y := a.y1 + 14*u
	c.Text(a.x0, y, tick(a.x.Lo), t)
	t.Align = Right
	hi := tick(a.x.Hi)
	if p.Unit != "" && p.Unit != "1" {
		hi += " " + p.Unit
	}
	end := c.Text(a.x1, y, hi, t) - c.Width(hi, t)
	upper := a.y.Hi
	if a.y.Lo < 0 && a.y.Hi >= 0 {
		upper = 0
		c.Rect(a.x0, zero.y, a.x1, zero.y+line, trough)
	}
	if len(p.Curves) > 0 {
		at := inner.pixel(0, upper).y
		c.Text(a.x0-4*u, at+4*u, tick(upper), t)
		if inner.y1-at > 11*u {
			c.Text(a.x0-4*u, inner.y1+4*u, tick(a.y.Lo), t)
		}
		if at-inner.y0 > 11*u {
			c.Text(a.x0-4*u, inner.y0+4*u, tick(a.y.Hi), t)
		}
	}
	if inside && zero.x > a.x0+c.Width(tick(a.x.Lo), t)+8*u && zero.x < end-8*u {
		t.Align = Center
		c.Text(zero.x, y, "0", t)
	}
}

// fitted are the ranges that a panel shows: its own, or those of its curves with room above and below.
func fitted(p *scene.Panel) (x, y scene.Range) {
	x, y = p.X, p.Y
	if x.Empty() {
		x = scene.Range{Lo: math.Inf(1), Hi: math.Inf(-1)}
		for i := range p.Curves {
			lo, hi := extremes(p.Curves[i].X)
			x.Lo, x.Hi = min(x.Lo, lo), max(x.Hi, hi)
		}
	}
	if y.Empty() {
		y = scene.Range{Lo: math.Inf(1), Hi: math.Inf(-1)}
		for i := range p.Curves {
			lo, hi := extremes(p.Curves[i].Y)
			y.Lo, y.Hi = min(y.Lo, lo), max(y.Hi, hi)
		}
		room := 0.12 * (y.Hi - y.Lo)
		y.Lo, y.Hi = y.Lo-room, y.Hi+room
	}
	return proper(x), proper(y)
}

// proper makes a range of one out of none.
func proper(r scene.Range) scene.Range {
	switch {
	case r.Lo < r.Hi && !math.IsInf(r.Hi-r.Lo, 0):
		return r
	case r.Lo == r.Hi && !math.IsInf(r.Lo, 0):
		return scene.Range{Lo: r.Lo - 0.5, Hi: r.Hi + 0.5}
	}
	return scene.Range{Lo: 0, Hi: 1}
}
