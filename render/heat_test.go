package render

import (
	"image"
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// paraboloid is −(x² + y²) on [−1,1]², of n points a side.
func paraboloid(n int) scene.Heat {
	h := scene.Heat{Columns: n, Range: scene.Range{Lo: -2}}
	for b := range n {
		for a := range n {
			x, y := 2*float64(a)/float64(n-1)-1, 2*float64(b)/float64(n-1)-1
			h.Values = append(h.Values, -(x*x + y*y))
		}
	}
	return h
}

// TestContoursAreWhereTheLevelIs: the crossings of a paraboloid's level lie on its circle, and there are pairs of them.
func TestContoursAreWhereTheLevelIs(t *testing.T) {
	const n = 41
	h := paraboloid(n)
	found := 0
	for b := range n - 1 {
		for a := range n - 1 {
			crossings := cellCrossings(&h, a, b, -0.25)
			if len(crossings)%2 == 1 {
				t.Errorf("cell %d, %d: %d crossings", a, b, len(crossings))
			}
			for _, p := range crossings {
				x, y := 2*p.x/(n-1)-1, 2*p.y/(n-1)-1
				if r := math.Hypot(x, y); math.Abs(r-0.5) > 2e-3 {
					t.Errorf("a crossing of the circle of radius 0.5 at %v", r)
				}
				found++
			}
		}
	}
	if found < 100 {
		t.Errorf("%d crossings", found)
	}
}

// TestSaddlesKeepCornersApart: in a cell whose opposite corners are high, the middle says which corners are connected.
func TestSaddlesKeepCornersApart(t *testing.T) {
	h := scene.Heat{Columns: 2, Values: []float64{1, 0, 0, 1.2}} // high at the lower left and the upper right
	for level, together := range map[float64]bool{0.5: true, 0.9: false} {
		c := cellCrossings(&h, 0, 0, level)
		if len(c) != 4 {
			t.Fatalf("level %v: %d crossings", level, len(c))
		}
		// the low corner at the lower right is cut off by the crossings of the lower and the right side
		cut := c[0].y == 0 && c[1].x == 1 || c[2].y == 0 && c[3].x == 1
		if cut != together {
			t.Errorf("level %v: crossings %v, the high corners connected: %v", level, c, together)
		}
	}
}

// TestHeatIsDarkestAtTheTop: the pixel of the greatest value has the scale's last color, it becomes lighter on the way down,
// and the picture has no hole.
func TestHeatIsDarkestAtTheTop(t *testing.T) {
	c := NewCanvas(image.NewRGBA(image.Rect(0, 0, 101, 101)))
	c.Clip(c.Image().Bounds())
	h := paraboloid(41)
	c.heatPixels(&h, axes{x1: 101, y1: 101})
	if got, want := c.Image().RGBAAt(50, 50), heatColor(1); got.R != want.R || got.B != want.B {
		t.Errorf("the top is %v, want %v", got, want)
	}
	before := 0.0
	for x := 50; x < 101; x++ {
		px := c.Image().RGBAAt(x, 50)
		light := 0.21*float64(px.R) + 0.72*float64(px.G) + 0.07*float64(px.B)
		if px.A != 255 || light < before-1 {
			t.Fatalf("at %d the color is %v, of lightness %v after %v", x, px, light, before)
		}
		before = light
	}
}
