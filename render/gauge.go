package render

import (
	"math"
	"strconv"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Widths below which gauges are drawn in a smaller way, in units.
const (
	fullGauge  = 104 // name, value, bar and history
	namedGauge = 44  // an upright bar with its name below, in two lines
)

// visible is the share of a scale below which a bar is not drawn: its round ends would make it look like more.
const visible = 0.005

// actions paints the gauges between x0 and x1: wide ones where there is room, upright bars for many.
func (c *Canvas) actions(gauges []scene.Gauge, x0, x1, y, u float64) {
	n := float64(len(gauges))
	if n == 0 || x1-x0 < 40*u {
		return
	}
	gap := 22 * u
	each := (x1 - x0 - (n-1)*gap) / n
	if each >= fullGauge*u {
		each = min(each, 190*u)
		for i := range gauges {
			x := x0 + float64(i)*(each+gap)
			c.gauge(&gauges[i], x, x+each, y, u)
		}
		return
	}
	pitch := min((x1-x0)/n, 64*u)
	names := distinct(gauges)
	for i := range gauges {
		x := x0 + (float64(i)+0.5)*pitch
		bottom := y + 44*u
		if pitch < namedGauge*u {
			bottom = y + 54*u
			c.Text(x, y+68*u, strconv.Itoa(i+1), Type{Size: min(10*u, 0.6*pitch), Color: quiet, Align: Center})
		} else {
			c.named(names[i], x, y, pitch-4*u, u)
		}
		c.upright(&gauges[i], x, y+10*u, bottom, min(pitch*0.55, 15*u)/2, u)
	}
}

// gauge paints an action axis with its value on a horizontal scale and its past as a spark line above it.
func (c *Canvas) gauge(g *scene.Gauge, x0, x1, y, u float64) {
	value := number(g.Value)
	if g.Unit != "" && g.Unit != "1" {
		value += " " + g.Unit
	}
	t := Type{Size: 13 * u, Weight: Medium, Color: scene.Ink, Align: Right}
	c.Text(x1, y+23*u, value, t)
	name := Type{Size: 12.5 * u, Color: quiet}
	c.Text(x0, y+23*u, c.fitting(g.Name, x1-x0-c.Width(value, t)-6*u, name), name)
	if len(g.Trace) > 1 {
		c.history(g, x0, y+31*u, x1, y+49*u, u)
	}
	bar, r := y+57*u, 3.5*u
	c.Capsule(x0+r, bar, x1-r, bar, r, trough)
	from, to := share(0, g.Lo, g.Hi), share(g.Value, g.Lo, g.Hi)
	px := func(share float64) float64 { return x0 + r + share*(x1-x0-2*r) }
	if math.Abs(to-from) > visible {
		c.Capsule(px(from), bar, px(to), bar, r, scene.Signed(g.Value))
	}
	zero := math.Round(px(from))
	c.Rect(zero-0.5*u, bar-6*u, zero+0.5*u, bar+6*u, quiet)
}

// history draws the past of a gauge on the gauge's own scale, the last steps that fit.
func (c *Canvas) history(g *scene.Gauge, x0, y0, x1, y1, u float64) {
	n := min(len(g.Trace), max(int((x1-x0)/(1.5*u)), 2))
	past := g.Trace[len(g.Trace)-n:]
	step := (x1 - x0) / math.Max(1, math.Floor((x1-x0)/(1.5*u))-1)
	c.pixels = c.pixels[:0]
	for i, v := range past {
		c.pixels = append(c.pixels, point{x1 - step*float64(n-1-i), y1 - (y1-y0)*share(v, g.Lo, g.Hi)})
	}
	c.polyline(1.2*u, opposite)
}

// upright paints an action axis as an upright bar of radius r between two heights, centered at x.
func (c *Canvas) upright(g *scene.Gauge, x, top, bottom, r, u float64) {
	c.Capsule(x, top+r, x, bottom-r, r, trough)
	py := func(share float64) float64 { return bottom - r - share*(bottom-top-2*r) }
	from, to := share(0, g.Lo, g.Hi), share(g.Value, g.Lo, g.Hi)
	if math.Abs(to-from) > visible {
		c.Capsule(x, py(from), x, py(to), r, scene.Signed(g.Value))
	}
	zero := math.Round(py(from))
	c.Rect(x-r-2*u, zero-0.5*u, x+r+2*u, zero+0.5*u, quiet)
}

// share is where x lies between lo and hi, from 0 to 1; 0 where that is not a scale or x is no number.
func share(x, lo, hi float64) float64 {
	if !(lo < hi) || math.IsNaN(x) {
		return 0
	}
	return min(max((x-lo)/(hi-lo), 0), 1)
}
