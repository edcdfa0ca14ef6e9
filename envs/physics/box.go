package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// corner returns the corner of box b whose sign along x, y, z is bit 0, 1, 2 of i: 0 is minus. It is relative to the
// center.
func (b *shape) corner(i int) spatial.Vec {
	c := spatial.Vec{}
	for k, half := range [...]float64{b.size.X, b.size.Y, b.size.Z} {
		if i>>k&1 == 0 {
			half = -half
		}
		c = c.AddScaled(half, b.face(k))
	}
	return c
}

// face returns axis k of a shape.
func (b *shape) face(k int) spatial.Vec {
	switch k {
	case 0:
		return b.side
	case 1:
		return b.axis.Cross(b.side)
	}
	return b.axis
}

// local returns the coordinates of v in the axes of a shape.
func (b *shape) local(v spatial.Vec) spatial.Vec {
	return spatial.Vec{X: v.Dot(b.side), Y: v.Dot(b.axis.Cross(b.side)), Z: v.Dot(b.axis)}
}

// world is the inverse of local.
func (b *shape) world(v spatial.Vec) spatial.Vec {
	return b.side.Scale(v.X).AddScaled(v.Y, b.axis.Cross(b.side)).AddScaled(v.Z, b.axis)
}

// planeBox: the corners on the side of the plane, up to four of those that are near enough.
func (c *contacts) planeBox(a, b *shape) {
	height := a.axis.Dot(b.pos.Sub(a.pos))
	found := 0
	for i := 0; i < 8 && found < 4; i++ {
		p := b.corner(i)
		drop := a.axis.Dot(p)
		if drop > 0 || height+drop > c.margin {
			continue
		}
		dist := height + drop
		c.add(dist, b.pos.Add(p).AddScaled(-dist/2, a.axis), a.axis, spatial.Vec{})
		found++
	}
}

// planeEllipsoid: the lowest point of the ellipsoid.
func (c *contacts) planeEllipsoid(a, b *shape) {
	n := b.local(a.axis)
	s := b.size
	w := spatial.Vec{X: s.X * n.X, Y: s.Y * n.Y, Z: s.Z * n.Z}
	w = w.Scale(-1 / math.Max(w.Norm(), spatial.MinVal))
	low := b.world(spatial.Vec{X: s.X * w.X, Y: s.Y * w.Y, Z: s.Z * w.Z}).Add(b.pos)
	if dist := a.axis.Dot(low.Sub(a.pos)); dist <= c.margin {
		c.add(dist, low.AddScaled(-dist/2, a.axis), a.axis, spatial.Vec{})
	}
}

// sphereBox: the sphere against the nearest point of the box or, if its center is inside, against the nearest face.
func (c *contacts) sphereBox(a, b *shape) {
	r := a.size.X
	p := b.local(a.pos.Sub(b.pos))
	q := clampToBox(p, b.size)
	off := q.Sub(p)
	gap := off.Norm()
	if gap-r > c.margin {
		return
	}
	if gap > spatial.MinVal {
		n := b.world(off.Scale(1 / gap))
		dist := gap - r
		c.add(dist, a.pos.AddScaled(r+dist/2, n), n, spatial.Vec{})
		return
	}
	k, depth, out := nearestFace(p, b.size)
	n := b.face(k).Scale(-out)
	dist := -depth - r
	c.add(dist, a.pos.AddScaled(r+dist/2, n), n, spatial.Vec{})
}

// clampToBox returns the point of a box with half sizes s nearest to p.
func clampToBox(p, s spatial.Vec) spatial.Vec {
	return spatial.Vec{
		X: clamp(p.X, [2]float64{-s.X, s.X}), Y: clamp(p.Y, [2]float64{-s.Y, s.Y}), Z: clamp(p.Z, [2]float64{-s.Z, s.Z}),
	}
}

// nearestFace returns the face of a box nearest to a point inside: its axis, how deep below it the point is, and the
// side that it is on.
func nearestFace(p, s spatial.Vec) (k int, depth, side float64) {
	depth = math.Inf(1)
	for i, x := range [...]float64{p.X, p.Y, p.Z} {
		half := [...]float64{s.X, s.Y, s.Z}[i]
		if d := half - math.Abs(x); d < depth {
			k, depth, side = i, d, math.Copysign(1, x)
		}
	}
	return k, depth, side
}
