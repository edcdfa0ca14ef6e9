package render

import (
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// clearance is the least distance between the body and the ray o + s·d, d of length one, and the s where that is.
// The distance to a convex body is convex along a line, so a bracket around the least can be closed by golden sections.
func (b *body) clearance(o, d vec) (gap, s float64) {
	if b.kind == scene.Sphere || b.kind == scene.Capsule {
		return nearAxis(o, d, b.half(), b.size.X)
	}
	mid, r := -dot(o, d), b.radius()
	lo, hi := max(mid-r, 0), max(mid+r, 0)
	p, q := hi-golden*(hi-lo), lo+golden*(hi-lo)
	atP, atQ := b.distance(along(o, d, p)), b.distance(along(o, d, q))
	for range 13 {
		if atP < atQ {
			hi, q, atQ = q, p, atP
			p = hi - golden*(hi-lo)
			atP = b.distance(along(o, d, p))
		} else {
			lo, p, atP = p, q, atQ
			q = lo + golden*(hi-lo)
			atQ = b.distance(along(o, d, q))
		}
	}
	if atP < atQ {
		return atP, p
	}
	return atQ, q
}

// golden is the share of a bracket at which one of its two points serves the next bracket too.
const golden = 0.6180339887498949

// nearAxis is the clearance of a capsule: of the segment |z| ≤ half on the axis, less the radius.
func nearAxis(o, d vec, half, r float64) (gap, s float64) {
	s = max(-dot(o, d), 0) // nearest to the middle
	if side := 1 - d.Z*d.Z; side > 1e-9 && half > 0 {
		// nearest points of the two lines: z = o.z + s·d.z and s = −o·d + z·d.z
		z := min(max((o.Z-dot(o, d)*d.Z)/side, -half), half)
		s = max(z*d.Z-dot(o, d), 0)
	}
	z := min(max(o.Z+s*d.Z, -half), half) // of the axis, nearest to that point of the ray
	p := along(o, d, s)
	p.Z -= z
	return math.Sqrt(dot(p, p)) - r, s
}

// distance is the signed distance from p to a box or a cylinder, and for an ellipsoid the first step towards it: the
// excess of the form f(p) = ‖p/size‖ over its slope, exact on the surface and enough for a shadow.
func (b *body) distance(p vec) float64 {
	switch b.kind {
	case scene.Cylinder:
		return corner(math.Sqrt(p.X*p.X+p.Y*p.Y)-b.size.X, math.Abs(p.Z)-b.size.Y, -math.MaxFloat64)
	case scene.Ellipsoid:
		q := over(p, b.size)
		g := over(q, b.size)
		f, slope := math.Sqrt(dot(q, q)), math.Sqrt(dot(g, g))
		return f * (f - 1) / max(slope, 1e-12)
	}
	return corner(math.Abs(p.X)-b.size.X, math.Abs(p.Y)-b.size.Y, math.Abs(p.Z)-b.size.Z)
}

// corner is the distance to the set where a, b and c, distances at right angles, are all at most zero.
func corner(a, b, c float64) float64 {
	x, y, z := max(a, 0), max(b, 0), max(c, 0)
	return math.Sqrt(x*x+y*y+z*z) + min(max(a, b, c), 0)
}

// hullClearance is nearAxis for the capsule or the ball around the body: never more than its clearance, and cheap.
func (b *body) hullClearance(o, d vec) (gap, s float64) {
	_, _, r := b.ends()
	return nearAxis(o, d, b.half(), r)
}

// half is the half length of the axis, none for a sphere or a box.
func (b *body) half() float64 {
	if b.kind == scene.Capsule || b.kind == scene.Cylinder {
		return b.size.Y
	}
	return 0
}

// radius is that of the sphere around the middle which holds the body.
func (b *body) radius() float64 {
	_, _, r := b.ends()
	return r + b.half()
}
