package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// The routines below find the contacts of two simple shapes, a the one of lower type. A shape's size is (radius, half
// length). Distances and orders follow MuJoCo exactly, since a contact that exists on one side of a threshold only
// makes two simulations part.

// collide appends the contacts of a and b.
func (c *contacts) collide(types shapes, a, b *shape) {
	switch types {
	case sphereSphere:
		c.sphereSphere(a, b)
	case sphereCapsule:
		c.sphereCapsule(a, b)
	case sphereCylinder:
		c.sphereCylinder(a, b)
	case capsuleCapsule:
		c.capsuleCapsule(a, b)
	case capsuleCylinder:
		c.capsuleCylinder(a, b)
	case sphereBox:
		c.sphereBox(a, b)
	case capsuleBox:
		c.capsuleBox(a, b)
	case boxBox:
		c.boxBox(a, b)
	case convexPair:
		c.convexPair(a, b)
	default:
		c.onPlane(types, a, b)
	}
}

// onPlane appends the contacts of b with the plane a.
func (c *contacts) onPlane(types shapes, a, b *shape) {
	switch types {
	case planeSphere:
		c.planeSphere(a, b)
	case planeCapsule:
		c.planeCapsule(a, b)
	case planeCylinder:
		c.planeCylinder(a, b)
	case planeBox:
		c.planeBox(a, b)
	case planeEllipsoid:
		c.planeEllipsoid(a, b)
	case planeMesh:
		c.planeMesh(a, b)
	}
}

// planeSphere: the lowest point of the sphere.
func (c *contacts) planeSphere(a, b *shape) { c.ballOnPlane(a, b.pos, b.size.X, spatial.Vec{}) }

// planeCapsule: the two end spheres. The first tangent runs along the capsule.
func (c *contacts) planeCapsule(a, b *shape) {
	end := b.axis.Scale(b.size.Y)
	c.ballOnPlane(a, b.pos.Add(end), b.size.X, b.axis)
	c.ballOnPlane(a, b.pos.Sub(end), b.size.X, b.axis)
}

// ballOnPlane is the contact of a ball with the plane of shape a, whose normal is its z axis.
func (c *contacts) ballOnPlane(a *shape, center spatial.Vec, r float64, hint spatial.Vec) {
	n := a.axis
	height := n.Dot(center.Sub(a.pos))
	if height > c.margin+r {
		return
	}
	dist := height - r
	c.add(dist, center.AddScaled(-(dist/2+r), n), n, hint)
}

func (c *contacts) sphereSphere(a, b *shape) {
	c.ballOnBall(a.pos, a.size.X, b.pos, b.size.X, a.axis, b.axis)
}

// ballOnBall is the contact of two balls. Where the centers coincide the normal is perpendicular to the axes u and w
// of the shapes that the balls belong to.
func (c *contacts) ballOnBall(p spatial.Vec, r float64, q spatial.Vec, s float64, u, w spatial.Vec) {
	off := q.Sub(p)
	sq, reach := off.Dot(off), c.margin+r+s
	if sq > reach*reach {
		return
	}
	gap := math.Sqrt(sq)
	dist := gap - r - s
	var n spatial.Vec
	if gap < spatial.MinVal {
		n = u.Cross(w).Unit()
	} else {
		n = off.Scale(1 / gap)
	}
	c.add(dist, p.AddScaled(r+dist/2, n), n, spatial.Vec{})
}

// sphereCapsule: the sphere against the ball at the nearest point of the capsule's segment.
func (c *contacts) sphereCapsule(a, b *shape) {
	x := clamp(b.axis.Dot(a.pos.Sub(b.pos)), [2]float64{-b.size.Y, b.size.Y})
	c.ballOnBall(a.pos, a.size.X, b.pos.AddScaled(x, b.axis), b.size.X, a.axis, b.axis)
}

// capsuleCapsule: the balls at the nearest points x₁, x₂ of the two segments. With a₁, a₂ the half segments and
// d = c₁ − c₂ they minimize ‖d + x₁ a₁ − x₂ a₂‖² over |x| ≤ 1:
//
//	⎡ A B ⎤ ⎡x₁⎤ = ⎡u⎤        A = a₁·a₁  B = −a₁·a₂  C = a₂·a₂  u = −a₁·d  v = a₂·d
//	⎣ B C ⎦ ⎣x₂⎦   ⎣v⎦
func (c *contacts) capsuleCapsule(a, b *shape) {
	p, q := a.axis.Scale(a.size.Y), b.axis.Scale(b.size.Y)
	d := a.pos.Sub(b.pos)
	s := segments{A: p.Dot(p), B: -p.Dot(q), C: q.Dot(q), u: -p.Dot(d), v: q.Dot(d)}
	test := func(x, y float64) {
		c.ballOnBall(a.pos.AddScaled(x, p), a.size.X, b.pos.AddScaled(y, q), b.size.X, a.axis, b.axis)
	}
	if det := s.A*s.C - s.B*s.B; math.Abs(det) >= spatial.MinVal {
		test(s.nearest(det))
		return
	}
	// Parallel: each end against the other segment, until there are two contacts.
	first := len(c.list)
	for _, x := range [...]float64{1, -1} {
		if y := (s.v - x*s.B) / s.C; -1 <= y && y <= 1 {
			test(x, y)
		}
	}
	for _, y := range [...]float64{1, -1} {
		if len(c.list)-first >= 2 {
			return
		}
		if x := (s.u - y*s.B) / s.A; -1 <= x && x <= 1 {
			test(x, y)
		}
	}
}

// segments is the quadratic of two segments' distance, in the letters of capsuleCapsule.
type segments struct{ A, B, C, u, v float64 }

// nearest returns the minimizer over the square: the free minimum, pulled to the first edge that it crosses.
func (s *segments) nearest(det float64) (x, y float64) {
	x, y = (s.C*s.u-s.B*s.v)/det, (s.A*s.v-s.B*s.u)/det
	switch {
	case x > 1:
		x, y = 1, (s.v-s.B)/s.C
	case x < -1:
		x, y = -1, (s.v+s.B)/s.C
	}
	unit := [2]float64{-1, 1}
	switch {
	case y > 1:
		x, y = clamp((s.u-s.B)/s.A, unit), 1
	case y < -1:
		x, y = clamp((s.u+s.B)/s.A, unit), -1
	}
	return x, y
}
