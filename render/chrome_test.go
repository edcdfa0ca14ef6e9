package render

import (
	"image"
	"image/color"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// pixelsOf counts the pixels of a color in a picture.
func pixelsOf(img *image.RGBA, c color.NRGBA) (n int) {
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if p := img.RGBAAt(x, y); p.R == c.R && p.G == c.G && p.B == c.B {
				n++
			}
		}
	}
	return n
}

// TestGaugesHaveASign: a bar is of the color of its number's sign, wide or upright.
func TestGaugesHaveASign(t *testing.T) {
	for _, value := range []float64{-0.8, 0, 0.8} {
		for _, upright := range []bool{false, true} {
			img := image.NewRGBA(image.Rect(0, 0, 200, 100))
			c, g := NewCanvas(img), &scene.Gauge{Name: "hip", Value: value, Lo: -1, Hi: 1}
			if upright {
				c.upright(g, 100, 10, 90, 8, 1)
			} else {
				c.gauge(g, 10, 190, 10, 1)
			}
			if plus, minus := pixelsOf(img, scene.Accent) > 50, pixelsOf(img, scene.Counter) > 50; plus != (value > 0) || minus != (value < 0) {
				t.Errorf("%g, upright %v: the positive color %v, the negative one %v", value, upright, plus, minus)
			}
		}
	}
}

// TestFactsStandStill: a number that grows by a digit moves nothing behind it.
func TestFactsStandStill(t *testing.T) {
	second := func(value float64) (left int) {
		r := drawn(func(c *Canvas) {
			c.facts([]scene.Fact{{Name: "speed", Value: value, Unit: "m/s"}, {Name: "distance", Value: 1, Unit: "m"}}, 10, 30, 1)
		})
		return r.Max.X
	}
	if a, b := second(9.99), second(-10.01); a != b || a < 100 {
		t.Errorf("the line ends at %d, with a longer number at %d", a, b)
	}
}

// TestKeyIsInTheCorner of the picture, in the colors that it explains.
func TestKeyIsInTheCorner(t *testing.T) {
	f := walker()
	with := NewPainter(960, 540).Paint(f)
	f.Scene.Key = nil
	without := NewPainter(960, 540).Paint(f)
	l := Arrange(with.Rect, f)
	var r image.Rectangle
	for y := range 540 {
		for x := range 960 {
			if with.RGBAAt(x, y) != without.RGBAAt(x, y) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	corner := image.Rect(0, l.Picture.Max.Y-40, 300, l.Picture.Max.Y)
	if r.Empty() || !r.In(corner) {
		t.Errorf("the key covers %v, want within %v", r, corner)
	}
	if plus, minus := pixelsOf(with, scene.Accent)-pixelsOf(without, scene.Accent), pixelsOf(with, scene.Counter)-pixelsOf(without, scene.Counter); plus < 20 || minus < 20 {
		t.Errorf("the key has %d and %d pixels of its colors", plus, minus)
	}
}
