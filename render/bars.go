package render

import (
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// bars paints a row for each choice: its name, a bar from zero to its number, the number, and the marks at its end.
func (c *Canvas) bars(p *scene.Panel, a axes, u float64) {
	n := float64(len(p.Bars))
	pitch := min((a.y1-a.y0)/n, 30*u)
	t := Type{Size: min(12*u, 0.8*pitch), Color: scene.Ink}
	names, values := 0.0, 0.0
	for i := range p.Bars {
		names = max(names, c.Width(p.Bars[i].Name, t))
		values = max(values, c.Width(number(p.Bars[i].Value), t))
	}
	names = min(names, 0.45*(a.x1-a.x0))
	a.y = proper(p.Y)
	from, to := a.x0+names+(4+within)*u, a.x1-values-(4+within)*u
	px := func(v float64) float64 { return from + (to-from)*share(v, a.y.Lo, a.y.Hi) }
	c.Rect(from-within*u, a.y0, to+within*u, a.y0+n*pitch, scene.Background)
	zero := math.Round(px(0))
	for i := range p.Bars {
		b := &p.Bars[i]
		y := a.y0 + (float64(i)+0.5)*pitch
		style := t
		c.Text(a.x0, y+0.35*t.Size, c.whole(b.Name, names, &style), style)
		half := min(0.3*pitch, 6*u)
		if x := px(b.Value); !math.IsNaN(b.Value) {
			c.Rect(min(zero, x), y-half, max(zero, x), y+half, scene.Limb)
		}
		style = t
		style.Align, style.Color = Right, quiet
		c.Text(a.x1, y+0.35*t.Size, number(b.Value), style)
	}
	line := math.Round(max(u, 1))
	c.Rect(zero, a.y0, zero+line, a.y0+n*pitch, quiet)
	for i := range p.Marks {
		m := &p.Marks[i]
		if row := int(m.X); row >= 0 && row < len(p.Bars) {
			c.symbol(m.Kind, px(p.Bars[row].Value), a.y0+(float64(row)+0.5)*pitch, u, m.Color)
		}
	}
	ends := Type{Size: 11 * u, Color: quiet, Align: Center}
	y := a.y0 + n*pitch + 13*u
	c.Text(from, y, tick(a.y.Lo), ends)
	c.Text(to, y, tick(a.y.Hi), ends)
}
