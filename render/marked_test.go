package render

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// TestUnmarkedPixelsArePlain: where a row is not marked, its color is the plain one, and where it is, nothing but what is
// marked changes it, from wherever the ground is seen. Many pixels are not marked.
func TestUnmarkedPixelsArePlain(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	area := image.Rect(40, 20, 360, 220)
	img := image.NewRGBA(image.Rect(0, 0, 400, 240))
	var tr tracer
	unmarked, all := 0, 0
	for range 40 {
		s := walker().Scene
		s.Camera.Azimuth, s.Camera.Elevation = 7*rng.Float64(), -0.05-1.2*rng.Float64()
		if rng.IntN(3) == 0 {
			s.Camera.Azimuth = 1.5707963267948966 // along an axis of the grid
		}
		s.Camera.Distance = 0.5 + 20*rng.Float64()
		s.Camera.LookAt.X, s.Camera.LookAt.Y = 9*rng.Float64(), 9*rng.Float64()
		tr.trace(img, area, &s)
		for y := area.Min.Y; y < area.Max.Y; y++ {
			r := tr.back.row(float64(y) + 0.5)
			for i, marked := range line(&tr, tr.marked, y) {
				var plain, is [4]uint8
				r.plain().put(plain[:])
				px := float64(area.Min.X+i) + 0.5
				r.at(px, anything).put(is[:])
				if all++; marked == 0 {
					unmarked++
				} else {
					r.at(px, marked).put(plain[:])
				}
				for k := range 3 {
					if d := int(is[k]) - int(plain[k]); d < -1 || d > 1 {
						t.Fatalf("camera %+v, pixel (%d, %d): %v, plain %v", s.Camera, area.Min.X+i, y, is, plain)
					}
				}
			}
		}
	}
	if unmarked < all/3 {
		t.Errorf("%d of %d pixels are not marked", unmarked, all)
	}
}

// TestNoMarksWithoutGround: a scene in the air has a plain backdrop.
func TestNoMarksWithoutGround(t *testing.T) {
	var tr tracer
	s := walker().Scene
	s.Solids = s.Solids[1:]
	if s.Solids[0].Kind == scene.Ground {
		t.Fatal("there is a ground")
	}
	tr.trace(image.NewRGBA(image.Rect(0, 0, 64, 48)), image.Rect(0, 0, 64, 48), &s)
	for i, marked := range tr.marked {
		if marked != 0 {
			t.Fatalf("pixel %d is marked", i)
		}
	}
}
