package window

import (
	"math"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// drawHelp draws a panel with the keys of a situation over the middle of a picture.
func drawHelp(c *render.Canvas, in keys.Context) {
	lines := append(keys.Lines(in), keys.Mouse[:]...)
	bounds := c.Image().Bounds()
	w, h := float64(bounds.Dx()), float64(bounds.Dy())
	half := (len(lines) + 1) / 2
	const (
		column, pitch, top, bottom = 410, 19, 52, 22
		names, does                = 24, 128
	)
	u := min(w/(2*column+40), h/(top+pitch*float64(half)+bottom+40), max(w/960, h/540))
	width, height := 2*column*u, (top+pitch*float64(half)+bottom)*u
	x, y := math.Round((w-width)/2), math.Round((h-height)/2)
	c.Clip(bounds)
	c.Rect(0, 0, w, h, scene.Fade(scene.Ink, 0.28))
	c.Card(x, y, x+width, y+height, 12*u, scene.Background)
	c.Text(x+names*u, y+32*u, "Keys", render.Type{Size: 18 * u, Weight: render.Medium, Color: scene.Ink})
	key := render.Type{Size: 12 * u, Weight: render.Medium, Color: scene.Body}
	text := render.Type{Size: 12.5 * u, Color: scene.Ink}
	for i, line := range lines {
		left := x + float64(i/half)*column*u
		base := y + (top+pitch*(float64(i%half)+0.6))*u
		c.Text(left+names*u, base, line[0], key)
		c.Text(left+(names+does)*u, base, line[1], text)
	}
}
