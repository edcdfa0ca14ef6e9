package physics

import (
	"math"
	"math/bits"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// A capsule on a box touches with at most two balls: one at the point of its segment nearest to the box, and, where the
// segment runs along the box rather than at it, a second one as far from the first as the box reaches under it. The rule
// for the second is MuJoCo's.

// boxApproach is the nearest point of a capsule's segment pos + t half, |t| ≤ 1, to a box with half sizes size around the
// origin, and the feature of the box that it is nearest to.
type boxApproach struct {
	pos, half, size [3]float64
	t               float64 // of the nearest point
	feature         boxFeature
	axis            int     // of a face, −1 inside the box; of an edge
	along           float64 // where on the edge, −1 … 1
	corner          int     // bits of the signs of a corner, or of the lower end of an edge
	sq              float64 // squared distance
}

// boxFeature is what of a box is nearest.
type boxFeature int

const (
	noFeature boxFeature = iota
	boxFace
	boxEdge
	boxCorner
)

func (c *contacts) capsuleBox(a, b *shape) {
	array := func(v spatial.Vec) [3]float64 { return [3]float64{v.X, v.Y, v.Z} }
	p := boxApproach{
		pos: array(b.local(a.pos.Sub(b.pos))), half: array(b.local(a.axis).Scale(a.size.Y)), size: array(b.size), sq: math.Inf(1),
	}
	p.tryEnds()
	for axis := range 3 {
		for i := range 8 {
			if i>>axis&1 == 0 {
				p.tryEdge(axis, i)
			}
		}
	}
	if p.feature == noFeature {
		return
	}
	ball := shape{axis: a.axis, side: a.side, size: a.size}
	put := func(t float64) {
		ball.pos = a.pos.AddScaled(t*a.size.Y, a.axis)
		c.sphereBox(&ball, b)
	}
	put(p.t)
	if step, ok := p.second(); ok {
		put(p.t + step)
	}
}

// tryEnds tries the ends of the segment that lie over a face or inside.
func (p *boxApproach) tryEnds() {
	for _, t := range [...]float64{-1, 1} {
		outside, face, sq := 0, -1, 0.0
		for k, x := range p.pos {
			x += t * p.half[k]
			if out := math.Abs(x) - p.size[k]; out > 0 {
				outside++
				face = k
				sq += out * out
			}
		}
		if outside <= 1 && sq < p.sq {
			p.sq, p.t, p.feature, p.axis = sq, t, boxFace, face
		}
	}
}

// tryEdge tries the edge along an axis whose lower end is a corner.
func (p *boxApproach) tryEdge(axis, corner int) {
	var off [3]float64
	for k := range 3 {
		off[k] = -p.size[k]
		if corner>>k&1 != 0 {
			off[k] = p.size[k]
		}
		if k == axis {
			off[k] = 0
		}
		off[k] -= p.pos[k]
	}
	e := p.size[axis]
	s := segments{A: e * e, B: -e * p.half[axis], C: dot(p.half[:], p.half[:]), u: -e * off[axis], v: dot(p.half[:], off[:])}
	det := s.A*s.C - s.B*s.B
	if math.Abs(det) < spatial.MinVal {
		return
	}
	x, t := s.nearest(det)
	sq := 0.0
	for k := range 3 {
		d := off[k] - t*p.half[k]
		if k == axis {
			d += e * x
		}
		sq += d * d
	}
	if sq >= p.sq-spatial.MinVal {
		return
	}
	p.sq, p.t, p.axis, p.along, p.corner, p.feature = sq, t, axis, x, corner, boxEdge
	// The corner that the infinite lines are nearest beyond counts, even if the segments are nearest elsewhere.
	beyond := x
	if free := (s.C*s.u - s.B*s.v) / det; math.Abs(free) > 1 && math.Abs(x) < 1 {
		beyond = math.Copysign(1, free)
	}
	if math.Abs(beyond) == 1 {
		p.feature = boxCorner
	}
	if beyond == 1 {
		p.corner |= 1 << axis
	}
}

// second returns how far along the segment the second ball is from the first, if there is one.
func (p *boxApproach) second() (float64, bool) {
	switch p.feature {
	case boxFace:
		return p.overFace()
	case boxEdge:
		return p.overEdge()
	}
	return p.overCorner()
}

// directions are the axes along which the segment points up, as bits.
func (p *boxApproach) directions() (d int) {
	for k, h := range p.half {
		if h > 0 {
			d |= 1 << k
		}
	}
	return d
}

// within shortens a step so that it moves no further along axis k than length.
func (p *boxApproach) within(step float64, k int, length float64) float64 {
	return math.Min(step, length/math.Abs(p.half[k]))
}

// overFace goes from an end over a face to where the segment leaves the face.
func (p *boxApproach) overFace() (float64, bool) {
	if p.axis < 0 {
		return 0, false
	}
	step := 2.0
	for k := range 3 {
		if k == p.axis {
			continue
		}
		start := p.pos[k] + p.t*p.half[k]
		for _, side := range [...]float64{p.size[k], -p.size[k]} {
			if at := (side - start) / p.half[k] * -p.t; at > 0 {
				step = math.Min(step, at)
			}
		}
	}
	return -p.t * step, true
}

// overCorner goes from a corner along the edge that the segment is nearly parallel to, or over the face between two, if
// the segment neither points at the corner nor away from it.
func (p *boxApproach) overCorner() (float64, bool) {
	turned := p.directions() ^ p.corner
	sign := 1.0
	switch bits.OnesCount(uint(turned)) {
	case 1:
	case 2:
		sign, turned = -1, 7-turned
	default:
		return 0, false
	}
	ax := bits.TrailingZeros(uint(turned))
	length := math.Sqrt(dot(p.half[:], p.half[:]))
	if h := p.half[ax] / length; h*h > 0.5 {
		return sign * p.within(1-sign*p.t, ax, 2*p.size[ax]), true
	}
	step := 1 + sign*p.t
	for _, k := range [...]int{(ax + 1) % 3, (ax + 2) % 3} {
		step = p.within(step, k, 2*p.size[k])
	}
	return -sign * step, true
}

// overEdge goes from the inside of an edge over the face that the segment is less inclined to, if it crosses the edge
// like an X and not like a T.
func (p *boxApproach) overEdge() (float64, bool) {
	dirs := p.directions()
	turned := (dirs ^ p.corner) &^ (1 << p.axis)
	if bits.OnesCount(uint(turned)) != 1 {
		return 0, false
	}
	flat, steep := (p.axis+1)%3, (p.axis+2)%3
	if math.Abs(p.half[flat]) < math.Abs(p.half[steep]) {
		flat, steep = steep, flat
	}
	sign := -1.0
	if turned>>flat&1 != 0 {
		sign = 1
	}
	step := p.within(1-sign*p.t, flat, 2*p.size[flat])
	room := 1 + p.along
	if (dirs>>p.axis&1 != 0) == (turned>>flat&1 != 0) {
		room = 1 - p.along
	}
	return sign * p.within(step, p.axis, p.size[p.axis]*room), true
}
