package render

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// The tones of everything that is not the scene.
var (
	quiet    = scene.Mix(scene.Ink, scene.Background, 0.42) // captions
	rule     = scene.Mix(scene.Faint, scene.Background, 0.3)
	ground   = scene.Mix(scene.Background, scene.Faint, 0.22) // behind read-outs and panels
	trough   = scene.Mix(scene.Background, scene.Faint, 0.75) // of a gauge
	opposite = scene.Mix(scene.Accent, scene.Background, 0.35)
)

// Chrome paints what surrounds the scene: title, read-outs and panels.
func (c *Canvas) Chrome(f *scene.Frame, l Layout) {
	c.title(f, l)
	if !f.Readout.Absent {
		c.strip(&f.Readout, l)
		c.timeline(&f.Readout, l)
	}
	c.panels(f, l)
}

func (c *Canvas) title(f *scene.Frame, l Layout) {
	u := l.Unit
	left, right := float64(l.Title.Min.X)+18*u, float64(l.Title.Max.X)-18*u
	y := float64(l.Title.Min.Y) + 29*u
	c.Text(left, y, f.Scene.Title, Type{Size: 17 * u, Weight: Medium, Color: scene.Ink})
	r := &f.Readout
	c.facts(r.Facts, left, y+21*u, u)
	if r.Status != "" {
		right = c.badge(right, y-5.5*u, r.Status, tone(r), u) - 10*u
	}
	c.Text(right, y-1*u, r.Note, Type{Size: 14 * u, Weight: Medium, Color: quiet, Align: Right})
}

// facts writes numbers with their names in one line, each in room of its own, so that none moves while another changes.
func (c *Canvas) facts(facts []scene.Fact, x, y, u float64) {
	const room = 78 // of a number and its unit
	for _, f := range facts {
		x = c.caption(x, y, f.Name, u) + 7*u
		value := number(f.Value)
		if f.Unit != "" && f.Unit != "1" {
			value += " " + f.Unit
		}
		c.Text(x, y, value, Type{Size: 13.5 * u, Weight: Medium, Color: scene.Ink})
		x += room * u
	}
}

// tone is the color of a status.
func tone(r *scene.Readout) color.NRGBA {
	switch {
	case r.Good:
		return scene.Goal
	case r.Bad:
		return scene.Alarm
	}
	return quiet
}

// badge writes a word in a pill that ends at x and is centered at y, and gives the x where it begins.
func (c *Canvas) badge(x, y float64, word string, col color.NRGBA, u float64) float64 {
	t := Type{Size: 12.5 * u, Weight: Medium, Color: scene.Background, Align: Right}
	r := 11 * u
	width := c.Width(word, t)
	c.Capsule(x-r-width, y, x-r, y, r, col)
	c.Text(x-r, y+4.4*u, word, t)
	return x - 2*r - width
}

// number writes a number so that its width hardly changes from step to step.
func number(x float64) string {
	digits := 2
	switch a := math.Abs(x); {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return strings.Replace(strconv.FormatFloat(x, 'g', -1, 64), "-", "−", 1)
	case a >= 1e7:
		return minus(strconv.FormatFloat(x, 'e', 2, 64))
	case a >= 9999.5:
		digits = 0
	case a >= 999.95:
		digits = 1
	}
	return minus(strconv.FormatFloat(x, 'f', digits, 64))
}

// tick writes a number on an axis, as short as it can be.
func tick(x float64) string { return minus(strconv.FormatFloat(x, 'g', 3, 64)) }

// minus sets a hyphen as the minus sign that it is, and none before a zero.
func minus(s string) string {
	if strings.HasPrefix(s, "-") && strings.Trim(s, "-0.") == "" {
		return s[1:]
	}
	return strings.Replace(s, "-", "−", 1)
}
