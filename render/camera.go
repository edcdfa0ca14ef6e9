package render

import (
	"image"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Camera maps the plane of a flat scene to pixels, with equal scales on both axes:
//
//	px = X0 + Scale·x        py = Y0 − Scale·y
type Camera struct {
	Scale  float64 // px/m
	X0, Y0 float64 // where the origin of the plane is seen, px
}

// Fit shows a view whole and centered in a rectangle of pixels. A view without extent is shown as one meter around it.
func Fit(v scene.View, r image.Rectangle) Camera {
	w, h := v.Max.X-v.Min.X, v.Max.Y-v.Min.Y
	scale := min(extent(float64(r.Dx()), w), extent(float64(r.Dy()), h))
	if !(w > 0) && !(h > 0) {
		scale = float64(min(r.Dx(), r.Dy()))
	}
	cx, cy := (v.Min.X+v.Max.X)/2, (v.Min.Y+v.Max.Y)/2
	return Camera{
		Scale: scale,
		X0:    float64(r.Min.X+r.Max.X)/2 - float64(scale*cx),
		Y0:    float64(r.Min.Y+r.Max.Y)/2 + float64(scale*cy),
	}
}

// extent is the scale at which a length fills so many pixels; a length of none sets no bound.
func extent(pixels, length float64) float64 {
	if length > 0 {
		return pixels / length
	}
	return 1e18
}

// Pixel is where a point of the plane is seen.
func (c Camera) Pixel(p scene.Vec2) (x, y float64) {
	return c.X0 + float64(c.Scale*p.X), c.Y0 - float64(c.Scale*p.Y)
}

// Plane is the point of the plane that is seen at a pixel: the inverse of Pixel.
func (c Camera) Plane(x, y float64) scene.Vec2 {
	return scene.Vec2{X: (x - c.X0) / c.Scale, Y: (c.Y0 - y) / c.Scale}
}
