package render

import (
	"math"
	"strconv"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// maxPanels is how many panels one picture holds; the rest are counted in a line below them.
const maxPanels = 18

// panels paints the diagrams at the right: in one column, or smaller in two or three, with the legend below.
func (c *Canvas) panels(panels []scene.Panel, l Layout) {
	if len(panels) == 0 {
		return
	}
	u := l.Unit
	x0, y0 := float64(l.Panels.Min.X), float64(l.Panels.Min.Y)
	x1, y1 := float64(l.Panels.Max.X), float64(l.Panels.Max.Y)
	c.Rect(x0, y0, x1, y1, ground)
	c.Rect(x0, y0, x0+math.Round(max(u, 1)), y1, rule)
	shown := min(len(panels), maxPanels)
	x0, x1, y0, y1 = x0+16*u, x1-16*u, y0+6*u, y1-8*u
	key := c.legend(panels[0].Marks, x0, x1, y1, u, false)
	if hidden := len(panels) - shown; hidden > 0 {
		c.caption(x0, y1-key-6*u, "and "+strconv.Itoa(hidden)+" more", u)
		key += 20 * u
	}
	columns := 1
	switch {
	case shown > 10:
		columns = 3
	case shown > 4:
		columns = 2
	}
	rows := (shown + columns - 1) / columns
	gap := 10 * u
	width, height := (x1-x0+gap)/float64(columns), min((y1-y0-key)/float64(rows), 250*u)
	for i := range panels[:shown] {
		x, y := x0+float64(i%columns)*width, y0+float64(i/columns)*height
		a := axes{x0: x, x1: x + width - gap, y0: y + 30*u, y1: y + height - 24*u, bare: columns == 3}
		if a.bare {
			a.y1 = y + height - 6*u
		}
		c.diagram(&panels[i], a, u)
	}
	c.legend(panels[0].Marks, x0, x1, y0+float64(rows)*height+key, u, true)
}

// axes is the part of a panel in which its curves are drawn, px, and the ranges it shows.
type axes struct {
	x0, y0, x1, y1 float64
	x, y           scene.Range
	bare           bool // without numbers
}

func (a axes) pixel(x, y float64) point {
	return point{a.x0 + (a.x1-a.x0)*(x-a.x.Lo)/(a.x.Hi-a.x.Lo), a.y1 - (a.y1-a.y0)*(y-a.y.Lo)/(a.y.Hi-a.y.Lo)}
}

func (c *Canvas) diagram(p *scene.Panel, a axes, u float64) {
	if a.y1-a.y0 < 8*u {
		return
	}
	t := Type{Size: 13 * u, Weight: Medium, Color: scene.Ink}
	if a.x1-a.x0 < 160*u {
		t.Size = 11 * u
	}
	c.Text(a.x0, a.y0-8*u, c.ending(p.Title, a.x1-a.x0, t), t)
	c.Rect(a.x0, a.y0, a.x1, a.y1, scene.Background)
	a.x, a.y = fitted(p)
	c.scale(p, a, u)
	for pass := range 2 { // faint curves first
		for i := range p.Curves {
			if k := &p.Curves[i]; k.Faint == (pass == 0) {
				c.curve(k, a, u)
			}
		}
	}
	for i := range p.Marks {
		c.mark(p, &p.Marks[i], a, u)
	}
}

// scale draws the ends of the axis, its zero and its unit.
func (c *Canvas) scale(p *scene.Panel, a axes, u float64) {
	t := Type{Size: 11 * u, Color: quiet}
	line := math.Round(max(u, 1))
	c.Rect(a.x0, math.Round(a.y1), a.x1, math.Round(a.y1)+line, rule)
	zero := math.Round(a.pixel(0, a.y.Lo).x)
	inside := zero > a.x0 && zero < a.x1
	if inside {
		c.Rect(zero, a.y0, zero+line, a.y1, trough)
	}
	if a.bare {
		return
	}
	y := a.y1 + 14*u
	c.Text(a.x0, y, tick(a.x.Lo), t)
	t.Align = Right
	hi := tick(a.x.Hi)
	if p.Unit != "" && p.Unit != "1" {
		hi += " " + p.Unit
	}
	c.Text(a.x1, y, hi, t)
	if inside && zero > a.x0+24*u && zero < a.x1-c.Width(hi, t)-8*u {
		t.Align = Center
		c.Text(zero, y, "0", t)
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
