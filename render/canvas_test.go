package render

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

var black = color.NRGBA{A: 255}

// inked is the area that a drawing covers, px², by the sum of its opacities.
func inked(draw func(c *Canvas)) float64 {
	c := NewCanvas(image.NewRGBA(image.Rect(0, 0, 200, 200)))
	draw(c)
	sum := 0
	for i := 3; i < len(c.Image().Pix); i += 4 {
		sum += int(c.Image().Pix[i])
	}
	return float64(sum) / 255
}

// TestAreas: anti-aliasing keeps areas, wherever the shape lies between the pixels.
func TestAreas(t *testing.T) {
	for _, shape := range []struct {
		name string
		draw func(c *Canvas)
		area float64
	}{
		{"rectangle", func(c *Canvas) { c.Rect(10.3, 20.6, 50.8, 30.1, black) }, 40.5 * 9.5},
		{"disc", func(c *Canvas) { c.Disc(80.37, 90.21, 33.3, black) }, math.Pi * 33.3 * 33.3},
		{"small disc", func(c *Canvas) { c.Disc(80.37, 90.21, 0.8, black) }, math.Pi * 0.8 * 0.8},
		{"ring", func(c *Canvas) { c.Ring(80.37, 90.21, 30, 4, black) }, math.Pi * (32*32 - 28*28)},
		{"capsule", func(c *Canvas) { c.Capsule(30.2, 40.7, 130.9, 90.1, 7.5, black) }, math.Hypot(100.7, 49.4)*15 + math.Pi*7.5*7.5},
		{"card", func(c *Canvas) { c.Card(10.5, 10.5, 60.5, 40.5, 6, black) }, 50*30 - (4-math.Pi)*36},
	} {
		if got := inked(shape.draw); math.Abs(got-shape.area) > 0.006*shape.area+0.3 {
			t.Errorf("%s covers %.2f px², want %.2f", shape.name, got, shape.area)
		}
	}
}

// TestStroke: a line through many points is as wide as one through two, and a corner is filled once.
func TestStroke(t *testing.T) {
	line := func(points ...point) float64 {
		return inked(func(c *Canvas) {
			c.pixels = append(c.pixels[:0], points...)
			c.polyline(3, black)
		})
	}
	var many []point
	for i := range 121 {
		many = append(many, point{20.2 + float64(i), 40.4 + float64(i)/3})
	}
	if a, b := line(many[0], many[120]), line(many...); math.Abs(a-b) > 0.01*a {
		t.Errorf("a line of 121 points covers %.2f px², of 2 points %.2f", b, a)
	}
	if got, want := line(point{20, 20}, point{100, 20}, point{100, 100}), 2*80*3+math.Pi*1.5*1.5; math.Abs(got-want) > 3 {
		t.Errorf("a corner covers %.2f px², want about %.2f", got, want)
	}
	if got, want := line(point{20, 20}, point{100, 20}, point{30, 21}), 80*3+math.Pi*1.5*1.5; got < want || got > want+60 {
		t.Errorf("a line that turns back covers %.2f px², want little more than %.2f", got, want)
	}
	if got := line(point{50, 50}, point{50, 50}); math.Abs(got-math.Pi*1.5*1.5) > 0.3 {
		t.Errorf("a line of no length covers %.2f px², want a dot", got)
	}
}

func TestClip(t *testing.T) {
	if got := inked(func(c *Canvas) {
		c.Clip(image.Rect(10, 10, 20, 20))
		c.Rect(-1e5, -1e5, 1e5, 1e5, black)
		c.Clip(image.Rect(30, 10, 40, 20))
		c.Capsule(-1e5, 15, 1e5, 15, 100, black)
		c.Clip(image.Rect(50, 10, 60, 20))
		c.Text(40, 25, "MMMMMMMMMMMM", Type{Size: 40, Color: black})
	}); got < 200 || got > 300 {
		t.Errorf("clipped to three squares of 100 px², drawings cover %.1f", got)
	}
}

// TestFarAway: a shape of any size costs what is seen of it, and looks right where it is seen.
func TestFarAway(t *testing.T) {
	const far = 1e30
	square := func(lo, hi float64) func(c *Canvas) {
		return func(c *Canvas) {
			c.pixels = append(c.pixels[:0], point{lo, lo}, point{hi, lo}, point{hi, hi}, point{lo, hi})
			c.polygon(black)
		}
	}
	for _, shape := range []struct {
		name string
		draw func(c *Canvas)
		area float64
	}{
		{"disc around all", func(c *Canvas) { c.Disc(0, 0, far, black) }, 200 * 200},
		{"disc elsewhere", func(c *Canvas) { c.Disc(far, far, 10, black) }, 0},
		{"square around all", square(-far, far), 200 * 200},
		{"square over a quarter", square(100, far), 100 * 100},
		{"long rail", func(c *Canvas) { c.Capsule(-far, 50, far, 50, 2, black) }, 200 * 4},
		{"diagonal", func(c *Canvas) {
			c.pixels = append(c.pixels[:0], point{-1e6, -1e6}, point{1e6, 1e6})
			c.polyline(2, black)
		}, 200 * math.Sqrt2 * 2},
	} {
		if got := inked(shape.draw); math.Abs(got-shape.area) > 0.01*shape.area+0.3 {
			t.Errorf("%s covers %.2f px², want %.2f", shape.name, got, shape.area)
		}
	}
}

func TestCamera(t *testing.T) {
	v := scene.View{Min: scene.Vec2{X: -2, Y: -1}, Max: scene.Vec2{X: 2, Y: 1}}
	for _, r := range []image.Rectangle{image.Rect(0, 0, 400, 400), image.Rect(10, 20, 810, 120)} {
		cam := Fit(v, r)
		x0, y1 := cam.Pixel(v.Min)
		x1, y0 := cam.Pixel(v.Max)
		if x0 < float64(r.Min.X)-1e-9 || x1 > float64(r.Max.X)+1e-9 || y0 < float64(r.Min.Y)-1e-9 || y1 > float64(r.Max.Y)+1e-9 {
			t.Errorf("%v: the view is seen from (%g, %g) to (%g, %g)", r, x0, y0, x1, y1)
		}
		if math.Abs((x1-x0)-2*(y1-y0)) > 1e-9 {
			t.Errorf("%v: %g×%g px for 4×2 m", r, x1-x0, y1-y0)
		}
		if p := cam.Plane(cam.Pixel(scene.Vec2{X: 0.3, Y: -0.7})); math.Hypot(p.X-0.3, p.Y+0.7) > 1e-12 {
			t.Errorf("%v: Plane does not undo Pixel: %v", r, p)
		}
	}
	if cam := Fit(scene.View{}, image.Rect(0, 0, 100, 50)); cam.Scale != 50 {
		t.Errorf("a view without extent has scale %g, want 50 px/m", cam.Scale)
	}
}

func TestText(t *testing.T) {
	c := NewCanvas(image.NewRGBA(image.Rect(0, 0, 200, 100)))
	style := Type{Size: 20, Color: black}
	for _, r := range "Φ(v,·) − Ω ≥ 0 µγτω→←×…π²½é" {
		if g := c.glyphs.glyph(glyphKey{face: style.key(), letter: r}); r != ' ' && (g.advance == 0 || g.mask.Rect.Empty()) {
			t.Errorf("the font has no %q", r)
		}
	}
	width := c.Width("torque", style)
	if end := c.Text(10.3, 40, "torque", style); math.Abs(end-10.3-width) > 0.02 {
		t.Errorf("the text ends at %g, its width is %g", end, width)
	}
	style.Align = Right
	if end := c.Text(150, 40, "torque", style); math.Abs(end-150) > 0.05 {
		t.Errorf("a text aligned right at 150 ends at %g", end)
	}
	if n := testing.AllocsPerRun(10, func() { c.Text(10, 40, "torque", style) }); n > 0 {
		t.Errorf("%v allocations for a text that was drawn before", n)
	}
}

func TestShortened(t *testing.T) {
	c := NewCanvas(image.NewRGBA(image.Rect(0, 0, 1, 1)))
	style := Type{Size: 10}
	for _, width := range []float64{5, 30, 60, 90, 500} {
		small := style
		if s := c.fitting("thigh_left_joint", width, style); c.Width(s, style) > width && s != "…" {
			t.Errorf("%q is wider than %g", s, width)
		}
		if s := c.whole("thigh_left_joint", width, &small); c.Width(s, small) > width && s != "…" {
			t.Errorf("%q in size %g is wider than %g", s, small.Size, width)
		}
	}
	if got := c.fitting("thigh_left_joint", 500, style); got != "thigh left joint" {
		t.Errorf("with room it is %q", got)
	}
	full := c.Width("thigh left joint", style)
	if got := c.whole("thigh_left_joint", 0.85*full, &style); got != "thigh left joint" || style.Size >= 10 {
		t.Errorf("where a smaller type helps it is %q in size %g", got, style.Size)
	}
}

func TestNumbers(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0.00", math.Copysign(0, -1): "0.00", -0.001: "0.00", -1.374: "−1.37", 999.949: "999.95", 1234.56: "1234.6", 123456.7: "123457",
		-2.5e9: "−2.50e+09", math.Inf(-1): "−Inf",
	} {
		if got := number(x); got != want {
			t.Errorf("number(%g) = %q, want %q", x, got, want)
		}
	}
	if got := tick(-0.4); got != "−0.4" {
		t.Errorf("tick(-0.4) = %q", got)
	}
}
