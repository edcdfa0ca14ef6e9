package render

import (
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// The colors of a heat map from its least value to its greatest: light where the function is low, so that a projector and a
// printed page show the same, and dark where it is high.
var heatColors = [...]color.NRGBA{
	scene.Background, scene.Mix(scene.Background, scene.Goal, 0.4), scene.Mix(scene.Goal, scene.Limb, 0.4), scene.Body, scene.Mix(scene.Body, scene.Ink, 0.6),
}

// heatColor is the color of a value that is so far from the least one, as a share of the range: by the square root of how
// far it is from the greatest, since it is there that one looks for a second maximum.
func heatColor(t float64) color.NRGBA {
	if math.IsNaN(t) {
		return scene.Faint
	}
	x := (1 - math.Sqrt(1-min(max(t, 0), 1))) * float64(len(heatColors)-1)
	i := min(int(x), len(heatColors)-2)
	return scene.Mix(heatColors[i], heatColors[i+1], x-float64(i))
}

// barRoom is what the color scale and its numbers take at the right of a heat map, in units.
const barRoom = 44

// heatMap paints a panel's heat map: colors, contours, the path, the marks and the scales with their numbers.
func (c *Canvas) heatMap(p *scene.Panel, a axes, u float64) {
	h := &p.Heat
	a.x0, a.x1 = a.x0+gutter*u, a.x1-barRoom*u
	a.x, a.y = proper(p.X), proper(p.Y)
	if a.x1-a.x0 < 8*u {
		return
	}
	c.heatPixels(h, a)
	line := Type{Size: 11 * u, Color: quiet}
	for _, level := range h.Levels {
		c.contour(h, a, level, max(u, 1))
	}
	c.heatPath(h.Path, a, u)
	for i := range p.Marks {
		m := &p.Marks[i]
		at := a.pixel(min(max(m.X, a.x.Lo), a.x.Hi), min(max(m.Y, a.y.Lo), a.y.Hi))
		c.symbol(m.Kind, at.x, at.y, 1.15*u, m.Color)
	}
	c.Text(a.x0, a.y1+14*u, tick(a.x.Lo), line)
	line.Align = Right
	hi := tick(a.x.Hi)
	if p.Unit != "" && p.Unit != "1" {
		hi += " " + p.Unit
	}
	c.Text(a.x1, a.y1+14*u, hi, line)
	c.Text(a.x0-4*u, a.y0+8*u, tick(a.y.Hi), line)
	c.Text(a.x0-4*u, a.y1, tick(a.y.Lo), line)
	c.heatScale(h, a, u)
}

// shades is the number of colors of a heat map: near its top they change fast.
const shades = 2048

// heatPixels colors the pixels, between the points by their bilinear interpolation.
func (c *Canvas) heatPixels(h *scene.Heat, a axes) {
	rows := h.Rows()
	if rows < 2 || h.Columns < 2 {
		return
	}
	var table [shades]color.NRGBA
	for i := range table {
		table[i] = heatColor(float64(i) / (shades - 1))
	}
	x0, y0, x1, y1 := int(math.Round(a.x0)), int(math.Round(a.y0)), int(math.Round(a.x1)), int(math.Round(a.y1))
	scale := (shades - 1) / (h.Range.Hi - h.Range.Lo)
	for y := max(y0, c.clip.Min.Y); y < min(y1, c.clip.Max.Y); y++ {
		fy := (float64(y1-y) - 0.5) / float64(y1-y0) * float64(rows-1)
		b := min(max(int(fy), 0), rows-2)
		ty := fy - float64(b)
		for x := max(x0, c.clip.Min.X); x < min(x1, c.clip.Max.X); x++ {
			fx := (float64(x-x0) + 0.5) / float64(x1-x0) * float64(h.Columns-1)
			k := min(max(int(fx), 0), h.Columns-2)
			tx := fx - float64(k)
			lower := (1-tx)*h.At(k, b) + tx*h.At(k+1, b)
			upper := (1-tx)*h.At(k, b+1) + tx*h.At(k+1, b+1)
			v := ((1-ty)*lower + ty*upper - h.Range.Lo) * scale
			if !(v > 0) {
				v = 0
			}
			col := table[int(min(v, shades-1))]
			i := c.img.PixOffset(x, y)
			c.img.Pix[i], c.img.Pix[i+1], c.img.Pix[i+2], c.img.Pix[i+3] = col.R, col.G, col.B, 255
		}
	}
}

// contour draws where the function has a value, by marching squares: in each cell of the points a line between the crossings
// of its sides, two where all four are crossed.
func (c *Canvas) contour(h *scene.Heat, a axes, level, width float64) {
	ink := scene.Fade(scene.Ink, 0.35)
	rows := h.Rows()
	at := func(x, y float64) point {
		return point{a.x0 + (a.x1-a.x0)*x/float64(h.Columns-1), a.y1 - (a.y1-a.y0)*y/float64(rows-1)}
	}
	for b := range rows - 1 {
		for k := range h.Columns - 1 {
			crossings := cellCrossings(h, k, b, level)
			for i := 0; i+1 < len(crossings); i += 2 {
				c.pixels = append(c.pixels[:0], at(crossings[i].x, crossings[i].y), at(crossings[i+1].x, crossings[i+1].y))
				c.polyline(width, ink)
			}
		}
	}
}

// cellCrossings are the points on the sides of a cell at which the function crosses a level, in pairs that belong together.
func cellCrossings(h *scene.Heat, k, b int, level float64) []point {
	corners := [4]point{{float64(k), float64(b)}, {float64(k + 1), float64(b)}, {float64(k + 1), float64(b + 1)}, {float64(k), float64(b + 1)}}
	values := [4]float64{h.At(k, b), h.At(k+1, b), h.At(k+1, b+1), h.At(k, b+1)}
	var found []point
	for i := range 4 {
		j := (i + 1) % 4
		if (values[i] >= level) == (values[j] >= level) {
			continue
		}
		t := (level - values[i]) / (values[j] - values[i])
		found = append(found, point{corners[i].x + t*(corners[j].x-corners[i].x), corners[i].y + t*(corners[j].y-corners[i].y)})
	}
	if len(found) == 4 { // a saddle: the value in the middle says which corners are connected
		middle := (values[0] + values[1] + values[2] + values[3]) / 4
		if (middle >= level) != (values[0] >= level) {
			return []point{found[3], found[0], found[1], found[2]} // the first corner and the third are cut off
		}
	}
	return found
}

// heatPath draws the way of a solver, with a dot at each of its points.
func (c *Canvas) heatPath(path []scene.Vec2, a axes, u float64) {
	if len(path) < 2 {
		return
	}
	c.pixels = c.pixels[:0]
	for _, p := range path {
		c.pixels = append(c.pixels, a.pixel(min(max(p.X, a.x.Lo), a.x.Hi), min(max(p.Y, a.y.Lo), a.y.Hi)))
	}
	dots := append([]point(nil), c.pixels...)
	c.polyline(1.4*u, scene.Accent)
	for _, p := range dots {
		c.Disc(p.x, p.y, 1.9*u, scene.Accent)
	}
}

// heatScale paints the color scale with its ends and its middle.
func (c *Canvas) heatScale(h *scene.Heat, a axes, u float64) {
	x0, x1 := a.x1+7*u, a.x1+15*u
	for y := math.Round(a.y0); y < a.y1; y++ {
		share := (y - a.y0) / (a.y1 - a.y0) // of the bar from its top
		c.Rect(x0, y, x1, y+1, heatColor(1-share*share))
	}
	t := Type{Size: 10.5 * u, Color: quiet}
	c.Text(x1+3*u, a.y0+8*u, tick(h.Range.Hi), t)
	c.Text(x1+3*u, (a.y0+a.y1)/2+4*u, tick(h.Range.Hi-(h.Range.Hi-h.Range.Lo)/4), t)
	c.Text(x1+3*u, a.y1, tick(h.Range.Lo), t)
}
