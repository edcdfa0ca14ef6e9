package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// capsuleCylinder: the capsule's segment against the solid cylinder, inflated by the capsule's radius, and then more
// contacts where the two lie flat on each other.
func (c *contacts) capsuleCylinder(a, b *shape) {
	dist, pos, n, ok := segmentCylinder(a, b, c.margin)
	switch {
	case !ok:
	case c.single:
		c.add(dist, pos, n, spatial.Vec{})
	case c.release == MuJoCo314:
		c.add(dist, pos, n, spatial.Vec{})
		c.turnedCopies(a, b, pos)
	case !c.capsuleOnCap(a, b, n):
		c.add(dist, pos, n, spatial.Vec{})
	}
}

// An edge lies flat on a face if the cosine between it and the face's normal is smaller than flatEdge. A direction of
// contact belongs to the rim or the inside of a cap, not to the side wall, if its component along the axis is larger
// than onSide.
const (
	flatEdge = 0.0888
	onSide   = 1e-6
)

// capsuleOnCap adds the contacts of a capsule that lies on a cap of the cylinder, n being the direction of contact, and
// reports whether it does: the line along the capsule through the contact on its surface, cut to the cap, touches with
// its two ends. MuJoCo cuts with a polygon of 16 corners. Where an end that was cut is the only one near enough it counts
// twice.
func (c *contacts) capsuleOnCap(a, b *shape, n spatial.Vec) bool {
	up := b.axis
	if n.Dot(up) > 0 {
		up = up.Neg()
	}
	if -n.Dot(up) < onSide || math.Abs(a.axis.Dot(up)) >= flatEdge {
		return false
	}
	mid := a.pos.Sub(b.pos).AddScaled(a.size.X, n.AddScaled(-n.Dot(a.axis), a.axis))
	lo, hi := cutToCap(b, mid, a.axis, a.size.Y)
	if lo > hi {
		return false
	}
	type end struct {
		pos  spatial.Vec
		dist float64
		cut  bool
	}
	var ends []end
	for _, t := range [...]float64{lo, hi} {
		p := mid.AddScaled(t, a.axis)
		if dist := p.Dot(up) - b.size.Y; dist <= c.margin {
			ends = append(ends, end{b.pos.Add(p).AddScaled(-dist/2, up), dist, math.Abs(t) < a.size.Y})
		}
	}
	if len(ends) == 1 && ends[0].cut {
		ends = append(ends, ends[0])
	}
	for _, e := range ends {
		c.add(e.dist, e.pos, up.Neg(), spatial.Vec{})
	}
	return len(ends) > 0
}

// cutToCap returns the part lo ≤ t ≤ hi of the line mid + t axis, |t| ≤ half, above the polygon of 16 corners that a cap
// of cylinder b stands for. There is none if lo > hi.
func cutToCap(b *shape, mid, axis spatial.Vec, half float64) (lo, hi float64) {
	const corners = 16
	y := b.axis.Cross(b.side)
	lo, hi = -half, half
	inner := b.size.X * math.Cos(math.Pi/corners)
	for k := range corners {
		sin, cos := math.Sincos(2 * math.Pi * (float64(k) + 0.5) / corners)
		out := b.side.Scale(cos).AddScaled(sin, y)
		room, rate := inner-mid.Dot(out), axis.Dot(out)
		switch {
		case rate > spatial.MinVal:
			hi = math.Min(hi, room/rate)
		case rate < -spatial.MinVal:
			lo = math.Max(lo, room/rate)
		case room < 0:
			return 1, 0
		}
	}
	return lo, hi
}

// turnedCopies adds, after the contact at pos that was found last, up to four more from slightly turned copies of the
// shapes: MuJoCo's rule before 4.0. For the two tangents and the angles ∓10⁻³ rad the shapes are turned against each
// other about the first point; a new point is kept if it is not near one that exists, and takes the distance of the first.
func (c *contacts) turnedCopies(a, b *shape, pos spatial.Vec) {
	const angle, near = 1e-3, 1e-3
	first := len(c.list) - 1
	dist := c.list[first].Dist
	frame := c.list[first].Frame
	apart := near * math.Min(c.radius[0], c.radius[1])
	for _, axis := range [...]spatial.Vec{frame.Y, frame.Z} {
		for _, turn := range [...]float64{-angle, angle} {
			u, w := turned(a, pos, axis, turn), turned(b, pos, axis, -turn)
			_, p, n, ok := segmentCylinder(&u, &w, c.margin)
			if ok && !anyNear(c.list[first:], p, apart) {
				c.add(dist, p, n, spatial.Vec{})
			}
		}
	}
}

// turned returns s rotated by angle about an axis through p.
func turned(s *shape, p, axis spatial.Vec, angle float64) shape {
	q := spatial.AxisAngle(axis, angle)
	return shape{pos: p.Add(q.Rotate(s.pos.Sub(p))), axis: q.Rotate(s.axis), side: q.Rotate(s.side), size: s.size}
}

func anyNear(list []Contact, p spatial.Vec, dist float64) bool {
	for i := range list {
		if off := list[i].Pos.Sub(p); off.Dot(off) <= dist*dist {
			return true
		}
	}
	return false
}

// segmentCylinder returns distance, position and normal of the contact of capsule a and cylinder b. As long as the
// segment stays outside the cylinder they follow from the nearest points of the two; inside, from the shortest
// translation that parts the shapes.
func segmentCylinder(a, b *shape, margin float64) (dist float64, pos, n spatial.Vec, ok bool) {
	half, off := a.axis.Scale(a.size.Y), a.pos.Sub(b.pos)
	t := nearestOnSegment(b, off, half)
	p := off.AddScaled(t, half)
	s := inCylinder(b, p)
	gap := s.Sub(p)
	d, r := gap.Norm(), a.size.X
	if d < 1e-10 {
		depth, pos, n := partShapes(a, b)
		return -depth, pos, n, true
	}
	if d-r >= margin {
		return 0, pos, n, false
	}
	n = gap.Scale(1 / d)
	mid := p.AddScaled(r, n).Add(s).Scale(0.5)
	return d - r, b.pos.Add(mid), n, true
}

// inCylinder returns the point of cylinder b nearest to p; both relative to its center.
func inCylinder(b *shape, p spatial.Vec) spatial.Vec {
	x := p.Dot(b.axis)
	out := p.AddScaled(-x, b.axis)
	if rho := out.Norm(); rho > b.size.X {
		out = out.Scale(b.size.X / rho)
	}
	return out.AddScaled(clamp(x, [2]float64{-b.size.Y, b.size.Y}), b.axis)
}

// nearestOnSegment returns t ∈ [−1,1] for which off + t half is nearest to cylinder b. The squared distance is convex
// and smooth in t, so its slope ⟨p − proj p, half⟩ changes sign once; the sign is bisected to the last bit.
func nearestOnSegment(b *shape, off, half spatial.Vec) float64 {
	slope := func(t float64) float64 {
		p := off.AddScaled(t, half)
		return p.Sub(inCylinder(b, p)).Dot(half)
	}
	lo, hi := -1.0, 1.0
	if slope(lo) >= 0 {
		return lo
	}
	if slope(hi) <= 0 {
		return hi
	}
	for range 60 {
		mid := (lo + hi) / 2
		s := slope(mid)
		if s == 0 {
			return mid
		}
		if s < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
