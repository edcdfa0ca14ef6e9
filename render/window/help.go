package window

import (
	"math"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// drawHelp draws a panel with the keys over the middle of a picture.
func drawHelp(c *render.Canvas) {
	bounds := c.Image().Bounds()
	w, h := float64(bounds.Dx()), float64(bounds.Dy())
	u := max(min(w/960, h/540), 0.4)
	const (
		width, pitch, top, bottom = 380, 23, 62, 58
		keys, does                = 28, 140
	)
	height := top + pitch*float64(len(helpLines)) + bottom
	x, y := math.Round((w-width*u)/2), math.Round((h-height*u)/2)
	c.Clip(bounds)
	c.Rect(0, 0, w, h, scene.Fade(scene.Ink, 0.28))
	c.Card(x, y, x+width*u, y+height*u, 12*u, scene.Background)
	c.Text(x+keys*u, y+38*u, "Keys", render.Type{Size: 19 * u, Weight: render.Medium, Color: scene.Ink})
	key := render.Type{Size: 14 * u, Weight: render.Medium, Color: scene.Body}
	text := render.Type{Size: 14 * u, Color: scene.Ink}
	for i := range helpLines {
		line := helpLines[(i+1)%len(helpLines)] // quit comes last
		base := y + (top+pitch*(float64(i)+0.6))*u
		c.Text(x+keys*u, base, line.keys, key)
		c.Text(x+does*u, base, line.does, text)
	}
	quiet := render.Type{Size: 12.5 * u, Color: scene.Mix(scene.Ink, scene.Background, 0.4)}
	base := y + (top+pitch*float64(len(helpLines))+24)*u
	c.Text(x+keys*u, base, "drag turns the camera or moves the picture", quiet)
	c.Text(x+keys*u, base+17*u, "right drag moves it · the wheel zooms", quiet)
}
