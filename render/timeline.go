package render

import (
	"image"
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// The timeline lies on the upper edge of the read-outs. Lengths are in units.
const (
	timelineHalf = 3.0 // half the height of its bar
	timelineEdge = 10.0
	timelineNear = 9.0 // how far from its middle a pointer still means it
)

// momentColors are the colors of what stands out.
var momentColors = [...]color.NRGBA{
	scene.Clipped: scene.Accent, scene.Surprise: scene.Alarm, scene.TakenOver: scene.Goal, scene.GivenBack: scene.Limb, scene.Ended: scene.Ink,
}

// timeline paints the bar, what stands out on it, and the present.
func (c *Canvas) timeline(r *scene.Readout, l Layout) {
	t := &r.Timeline
	if t.Length <= 0 {
		return
	}
	u := l.Unit
	at, y := timelineScale(t, l)
	c.Capsule(at(0), y, at(t.Length), y, timelineHalf*u, trough)
	if t.Known > 0 {
		c.Capsule(at(0), y, at(t.Known), y, timelineHalf*u, scene.Mix(scene.Limb, scene.Background, 0.55))
	}
	if r.Step > 0 {
		c.Capsule(at(0), y, at(r.Step), y, timelineHalf*u, scene.Limb)
	}
	for _, m := range t.Moments {
		x := math.Round(at(m.Step))
		c.Rect(x-u, y-2*timelineHalf*u, x+u, y+timelineHalf*u, momentColors[m.Kind])
	}
	c.Disc(at(r.Step), y, 2*timelineHalf*u, scene.Background)
	c.Disc(at(r.Step), y, 1.6*timelineHalf*u, scene.Limb)
}

// timelineScale is where each step is on the bar, and its height, px.
func timelineScale(t *scene.Timeline, l Layout) (at func(step int) float64, y float64) {
	x0, x1 := float64(l.Strip.Min.X)+timelineEdge*l.Unit, float64(l.Strip.Max.X)-timelineEdge*l.Unit
	length := float64(max(t.Length, t.Known, 1))
	return func(step int) float64 { return x0 + (x1-x0)*float64(step)/length }, float64(l.Strip.Min.Y) + math.Round(l.Unit)
}

// TimelineAt is the step that a pixel of a picture means on the timeline, and whether it means one: near the bar, or
// anywhere where the bar was taken hold of before.
func TimelineAt(bounds image.Rectangle, f *scene.Frame, x, y int, held bool) (step int, ok bool) {
	t := &f.Readout.Timeline
	if t.Length <= 0 || bounds.Empty() {
		return 0, false
	}
	l := Arrange(bounds, f)
	at, middle := timelineScale(t, l)
	if !held && math.Abs(float64(y)+0.5-middle) > timelineNear*l.Unit {
		return 0, false
	}
	length := max(t.Length, t.Known, 1)
	share := (float64(x) + 0.5 - at(0)) / (at(length) - at(0))
	return int(math.Round(min(max(share, 0), 1) * float64(length))), true
}
