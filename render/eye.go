package render

import (
	"image"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// eye is a camera ready to cast rays. The ray through the pixel (px, py) is pos + t·d with
//
//	d = ahead + right·(px − cx)/focal − up·(py − cy)/focal
//
// so that t is the depth along the line of sight, m, for every pixel alike.
type eye struct {
	pos, ahead, right, up vec
	cx, cy, focal         float64 // px
	near                  float64 // depth before which nothing is seen, m
}

func newEye(c scene.Camera, r image.Rectangle) eye {
	fov, distance := c.FieldOfView, c.Distance
	if !(fov > 0) {
		fov = math.Pi / 4
	}
	if !(distance > 0) {
		distance = 1
	}
	sinA, cosA := math.Sincos(c.Azimuth)
	sinE, cosE := math.Sincos(c.Elevation)
	e := eye{
		ahead: vec{X: cosE * cosA, Y: cosE * sinA, Z: sinE},
		right: vec{X: sinA, Y: -cosA},
		cx:    float64(r.Min.X+r.Max.X) / 2,
		cy:    float64(r.Min.Y+r.Max.Y) / 2,
		focal: float64(r.Dy()) / 2 / math.Tan(fov/2),
		near:  0.01 * distance,
	}
	e.up = cross(e.right, e.ahead)
	e.pos = along(c.LookAt, e.ahead, -distance)
	return e
}

// ray is the direction through a point of the picture.
func (e *eye) ray(px, py float64) vec {
	return along(along(e.ahead, e.right, (px-e.cx)/e.focal), e.up, (e.cy-py)/e.focal)
}

// pixel is where a point of the world is seen, and whether it lies ahead of the eye.
func (e *eye) pixel(p vec) (x, y float64, ahead bool) {
	v := sub(p, e.pos)
	depth := dot(v, e.ahead)
	if depth < e.near {
		return 0, 0, false
	}
	k := e.focal / depth
	return e.cx + k*dot(v, e.right), e.cy - k*dot(v, e.up), true
}

// bound encloses the sphere about p in the picture: exactly, by the tangents to it in the horizontal and the vertical
// plane through the eye. A sphere that the eye is in or next to is seen everywhere.
func (e *eye) bound(p vec, r float64) (x0, y0, x1, y1 float64) {
	v := sub(p, e.pos)
	depth := dot(v, e.ahead)
	lo, hi, ok := tangents(dot(v, e.right), depth, r)
	down, upper, ok2 := tangents(dot(v, e.up), depth, r)
	if !ok || !ok2 {
		return math.Inf(-1), math.Inf(-1), math.Inf(1), math.Inf(1)
	}
	return e.cx + e.focal*lo, e.cy - e.focal*upper, e.cx + e.focal*hi, e.cy - e.focal*down
}

// tangents are the slopes of the two lines through the origin that touch the circle of radius r about (side, depth).
func tangents(side, depth, r float64) (lo, hi float64, ok bool) {
	if depth <= r {
		return 0, 0, false
	}
	a := depth*depth - r*r
	root := r * math.Sqrt(side*side+a)
	return (side*depth - root) / a, (side*depth + root) / a, true
}

// RayAt is what a pixel of a picture shows: the half-line from the eye through it, in a flat scene from above. The pixel is
// that of a frame whose layout is given.
func RayAt(s *scene.Scene, l Layout, px, py float64) scene.Ray {
	if !s.Solid {
		at := l.Camera(s).Plane(px, py)
		return scene.Ray{From: scene.Vec3{X: at.X, Y: at.Y, Z: 1}, Dir: scene.Vec3{Z: -1}}
	}
	e := newEye(s.Camera, l.Picture)
	return scene.Ray{From: e.pos, Dir: e.ray(px, py)}
}
