package render

import (
	"image"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// body is a solid ready to be hit by rays: the eye and its axes are seen from the solid's own frame, in which every
// kind is centered and its axis is z.
type body struct {
	kind   scene.SolidKind
	size   vec
	axes   frame
	pos    vec
	eye    vec // the eye in the body's frame
	ahead  vec // the eye's axes in the body's frame, right and up over the focal length
	right  vec
	up     vec
	cx, cy float64
	near   float64
	bound  image.Rectangle // of what is seen of it
	albedo light
}

func newBody(s *scene.Solid, e *eye, clip image.Rectangle) body {
	b := body{kind: s.Kind, size: s.Size, axes: rotation(s.Rot), pos: s.Pos, cx: e.cx, cy: e.cy, near: e.near}
	b.eye = b.axes.local(sub(e.pos, s.Pos))
	b.ahead = b.axes.local(e.ahead)
	b.right = scaled(b.axes.local(e.right), 1/e.focal)
	b.up = scaled(b.axes.local(e.up), 1/e.focal)
	b.albedo = linear(s.Color)
	b.bound = b.seen(e, clip)
	return b
}

// seen encloses the body in the picture: the spheres at both ends of its axis, or the one about it.
func (b *body) seen(e *eye, clip image.Rectangle) image.Rectangle {
	a, z, r := b.ends()
	x0, y0, x1, y1 := e.bound(a, r)
	u0, v0, u1, v1 := e.bound(z, r)
	return pixels(min(x0, u0), min(y0, v0), max(x1, u1), max(y1, v1), clip)
}

// ends are the centers and the radius of two spheres whose convex hull contains the body.
func (b *body) ends() (a, z vec, r float64) {
	switch b.kind {
	case scene.Capsule, scene.Cylinder:
		return along(b.pos, b.axes.z, -b.size.Y), along(b.pos, b.axes.z, b.size.Y), b.size.X
	case scene.Box:
		return b.pos, b.pos, math.Sqrt(dot(b.size, b.size))
	case scene.Ellipsoid:
		return b.pos, b.pos, max(b.size.X, b.size.Y, b.size.Z)
	}
	return b.pos, b.pos, b.size.X
}

// pixels is the smallest rectangle of whole pixels in clip that contains the bounds.
func pixels(x0, y0, x1, y1 float64, clip image.Rectangle) image.Rectangle {
	if !(x0 <= x1 && y0 <= y1) {
		return image.Rectangle{}
	}
	fit := func(x float64, lo, hi int) int { return int(min(max(math.Floor(x), float64(lo)), float64(hi))) }
	return image.Rectangle{
		Min: image.Pt(fit(x0, clip.Min.X, clip.Max.X), fit(y0, clip.Min.Y, clip.Max.Y)),
		Max: image.Pt(fit(x1+1, clip.Min.X, clip.Max.X), fit(y1+1, clip.Min.Y, clip.Max.Y)),
	}
}

// ray is the direction through a point of the picture, in the body's frame.
func (b *body) ray(px, py float64) vec {
	return along(along(b.ahead, b.right, px-b.cx), b.up, b.cy-py)
}

// hit is the depth at which the ray d meets the body, and the face it meets: so that edges of a body can be told from
// its surface, flat faces have numbers of their own.
func (b *body) hit(d vec) (t float64, face uint8, ok bool) {
	switch b.kind {
	case scene.Sphere:
		t, ok = hitBall(b.eye, d, b.size.X)
	case scene.Capsule:
		t, ok = hitCapsule(b.eye, d, b.size.X, b.size.Y)
	case scene.Cylinder:
		t, face, ok = hitCylinder(b.eye, d, b.size.X, b.size.Y)
	case scene.Box:
		t, face, ok = hitBox(b.eye, d, b.size)
	case scene.Ellipsoid:
		t, ok = hitBall(over(b.eye, b.size), over(d, b.size), 1)
	}
	return t, face, ok && t > b.near
}

// normal is the outer normal at a point p of the body, both in the body's frame.
func (b *body) normal(p vec, face uint8) vec {
	switch {
	case face == 3:
		return vec{Z: math.Copysign(1, p.Z)}
	case face == 2:
		return vec{Y: math.Copysign(1, p.Y)}
	case face == 1:
		return vec{X: math.Copysign(1, p.X)}
	case b.kind == scene.Sphere:
		return unit(p)
	case b.kind == scene.Ellipsoid:
		return unit(over(over(p, b.size), b.size))
	case b.kind == scene.Capsule:
		p.Z -= min(max(p.Z, -b.size.Y), b.size.Y)
		return unit(p)
	}
	return unit(vec{X: p.X, Y: p.Y}) // the side of a cylinder
}
