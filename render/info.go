package render

import (
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Info draws all that is observed and done, by name and unit, over a picture: in as many columns as it takes.
func (c *Canvas) Info(f *scene.Frame) {
	l := Arrange(c.Image().Bounds(), f)
	facts := f.Readout.Named
	if len(facts) == 0 {
		return
	}
	u := l.Unit
	const column, pitch, margin = 214, 15.5, 14
	rows := max(int((float64(l.Picture.Dy())-90*u)/(pitch*u)), 1)
	columns := min((len(facts)+rows-1)/rows, max(int(float64(l.Picture.Dx())/(column*u)), 1))
	rows = min(rows, len(facts))
	x0, y0 := float64(l.Picture.Min.X)+margin*u, float64(l.Title.Max.Y)+18*u
	c.Clip(l.Picture)
	c.Card(x0, y0, x0+float64(columns)*column*u, y0+(float64(rows)*pitch+14)*u, 8*u, scene.Fade(scene.Background, 0.8))
	name := Type{Size: 11.5 * u, Color: scene.Ink}
	value := Type{Size: 11.5 * u, Weight: Medium, Color: scene.Ink, Align: Right}
	for i := range min(len(facts), rows*columns) {
		fact := &facts[i]
		x, y := x0+float64(i/rows)*column*u, y0+(float64(i%rows)*pitch+19)*u
		text := fact.Text
		if text == "" {
			text = number(fact.Value)
		}
		if fact.Unit != "" && fact.Unit != "1" {
			text += " " + fact.Unit
		}
		end := x + (column-12)*u
		c.Text(end, y, text, value)
		c.Text(x+10*u, y, c.fitting(fact.Name, end-x-math.Max(c.Width(text, value), 60*u)-20*u, name), name)
	}
	c.Clip(c.Image().Bounds())
}
