package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// planeCylinder: up to four points of the cylinder. The deepest point of the rim, the point above it on the other
// cap, and, if they are near too, two more points of the lower rim that form an equilateral triangle with the first.
func (c *contacts) planeCylinder(a, b *shape) {
	n, axis, r, h := a.axis, b.axis, b.size.X, b.size.Y
	down := n.Dot(axis)
	if down > 0 {
		axis, down = axis.Neg(), -down
	}
	height := n.Dot(b.pos.Sub(a.pos))
	out := axis.Scale(down).Sub(n) // towards the deepest point of the rim
	if l := out.Norm(); l >= spatial.MinVal {
		out = out.Scale(r / l)
	} else {
		out = b.side.Scale(r)
	}
	drop := out.Dot(n)
	axis, down = axis.Scale(h), down*h
	put := func(dist float64, p spatial.Vec) {
		c.add(dist, b.pos.Add(p).AddScaled(-dist/2, n), n, spatial.Vec{})
	}
	if height+down+drop > c.margin {
		return
	}
	put(height+down+drop, out.Add(axis))
	if dist := height - down + drop; dist <= c.margin {
		put(dist, out.Sub(axis))
	}
	if dist := height + down - drop/2; dist <= c.margin {
		wide := out.Cross(axis).Unit().Scale(r * math.Sqrt(3) / 2)
		put(dist, wide.Add(axis).AddScaled(-0.5, out))
		put(dist, axis.Sub(wide).AddScaled(-0.5, out))
	}
}

// sphereCylinder: the sphere against the side, a cap or the rim of the cylinder, whichever is nearest.
func (c *contacts) sphereCylinder(a, b *shape) {
	r, h := b.size.X, b.size.Y
	off := a.pos.Sub(b.pos)
	x := off.Dot(b.axis)
	out := off.AddScaled(-x, b.axis)
	rho := out.Norm()
	side, top := math.Abs(x) < h, rho < r
	if side && top { // the center is inside: leave by the nearer wall
		top = h-math.Abs(x) < r-rho
		side = !top
	}
	switch {
	case side:
		c.ballOnBall(a.pos, a.size.X, b.pos.AddScaled(x, b.axis), r, a.axis, b.axis)
	case top:
		n := b.axis.Scale(math.Copysign(1, x))
		lid := shape{pos: b.pos.AddScaled(h, n), axis: n}
		first := len(c.list)
		c.ballOnPlane(&lid, a.pos, a.size.X, spatial.Vec{})
		for i := first; i < len(c.list); i++ { // the normal runs from the sphere to the cylinder
			setFrame(&c.list[i].Frame, n.Neg(), spatial.Vec{})
		}
	default:
		rim := b.pos.AddScaled(math.Copysign(h, x), b.axis).AddScaled(r/rho, out)
		c.ballOnBall(a.pos, a.size.X, rim, 0, a.axis, b.axis)
	}
}
