package render

import (
	"fmt"
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// strip paints the read-outs: return on the left, actions in the middle, the clock on the right.
func (c *Canvas) strip(r *scene.Readout, l Layout) {
	u := l.Unit
	x0, y0 := float64(l.Strip.Min.X), float64(l.Strip.Min.Y)
	x1, y1 := float64(l.Strip.Max.X), float64(l.Strip.Max.Y)
	c.Rect(x0, y0, x1, y1, ground)
	c.Rect(x0, y0, x1, y0+math.Round(max(u, 1)), rule)
	if r.Horizon > 0 && r.Timeline.Length == 0 {
		c.Rect(x0, y0, x0+(x1-x0)*share(float64(r.Step), 0, float64(r.Horizon)), y0+math.Round(max(2*u, 1)), scene.Limb)
	}
	left := c.earned(r, x0+18*u, y0, u)
	right := c.clock(r, x1-18*u, y0, u)
	c.actions(r.Actions, left+26*u, right-26*u, y0, u)
}

// earned paints the return with its history and gives the x where it ends.
func (c *Canvas) earned(r *scene.Readout, x, y, u float64) float64 {
	c.caption(x, y+23*u, "return", u)
	c.Text(x, y+53*u, number(r.Return), Type{Size: 25 * u, Weight: Medium, Color: scene.Ink})
	x += 128 * u
	const width = 150
	c.spark(r.Trace, r.Horizon, x, y+18*u, x+width*u, y+58*u, u, scene.Body)
	return x + width*u
}

// clock paints step and time, right-aligned, and gives the x where it begins.
func (c *Canvas) clock(r *scene.Readout, x, y, u float64) float64 {
	steps := fmt.Sprintf("%d", r.Step)
	if r.Horizon > 0 {
		steps = fmt.Sprintf("%d / %d", r.Step, r.Horizon)
	}
	c.caption(x-118*u, y+23*u, "step", u)
	big := Type{Size: 15 * u, Weight: Medium, Color: scene.Ink, Align: Right}
	c.Text(x, y+23*u, steps, big)
	c.caption(x-118*u, y+51*u, "time", u)
	c.Text(x, y+51*u, number(r.Seconds)+" s", big)
	return x - 118*u
}

// caption writes a quiet word.
func (c *Canvas) caption(x, y float64, word string, u float64) float64 {
	return c.Text(x, y, word, Type{Size: 12.5 * u, Color: quiet})
}

// spark draws a history as a line over its range, with a dot at the present. It grows from the left until span points
// fill it; a span of 0 fills it always.
func (c *Canvas) spark(trace []float64, span int, x0, y0, x1, y1, u float64, col color.NRGBA) {
	c.Rect(x0, math.Round(y1), x1, math.Round(y1)+math.Round(max(u, 1)), rule)
	n := len(trace)
	lo, hi := extremes(trace)
	if n == 0 || !(lo <= hi) {
		return
	}
	lo, hi = min(lo, 0), max(hi, 0)
	if lo == hi {
		hi = lo + 1
	}
	at := func(i int, v float64) point {
		return point{x0 + (x1-x0)*float64(i)/float64(max(span-1, n-1, 1)), y1 - 2*u - (y1-y0-4*u)*(v-lo)/(hi-lo)}
	}
	c.pixels = c.pixels[:0]
	stride := max(1, n/int(max(x1-x0, 1)))
	for i := 0; i < n; i += stride {
		if v := trace[i]; !math.IsNaN(v) && !math.IsInf(v, 0) {
			c.pixels = append(c.pixels, at(i, v))
		}
	}
	last := at(n-1, trace[n-1])
	c.pixels = append(c.pixels, last)
	c.polyline(1.6*u, col)
	c.Disc(last.x, last.y, 2.6*u, col)
}

// extremes are the least and the greatest finite number, +Inf and −Inf where there is none.
func extremes(xs []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, x := range xs {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	return lo, hi
}
