package pusht

import "math"

// point is a vertex of the Minkowski difference "second shape minus first", with the points that it is the difference of.
type point struct{ a, b, diff Vec }

func difference(a, b Vec) point { return point{a, b, b.Sub(a)} }

// closest is the nearest feature of two shapes: the points of each, the normal from the first to the second, and the
// distance along it, negative in overlap.
type closest struct {
	a, b, n Vec
	d       float64
}

// search keeps the edge of the Minkowski difference that is nearest to the origin. An edge runs from v to w with the
// difference to its right. Chipmunk finds the same edge by GJK and EPA, which are searches without a result of their own.
type search struct {
	v, w     point
	distance float64 // squared
}

func (s *search) try(v, w point) {
	p := span(v.diff, w.diff, nearest(v.diff, w.diff))
	if d := p.Dot(p); d < s.distance {
		*s = search{v, w, d}
	}
}

// closest is the feature that the edge stands for.
func (s *search) closest() closest {
	v, w := s.v, s.w
	t := nearest(v.diff, w.diff)
	p := span(v.diff, w.diff, t)
	c := closest{a: span(v.a, w.a, t), b: span(v.b, w.b, t)}
	c.n = w.diff.Sub(v.diff).right().normal()
	c.d = c.n.Dot(p)
	if c.d > 0 && (t <= -1 || t >= 1) { // vertex against vertex
		c.d = p.Length()
		c.n = p.Scale(1 / (c.d + tiny))
	}
	return c
}

// circleToPolygon is the nearest feature of a point and a polygon.
func circleToPolygon(at Vec, p *polygon) closest {
	s := search{distance: math.Inf(1)}
	for i := range p.at {
		s.try(difference(at, p.at[i]), difference(at, p.at[(i+3)%4]))
	}
	return s.closest()
}

// segmentToPolygon is the nearest feature of a segment and a polygon: the edges of their difference are the sides of
// the polygon, each at one end of the segment, and the segment, on either side, at one corner of the polygon.
func segmentToPolygon(g *segment, p *polygon) closest {
	s := search{distance: math.Inf(1)}
	for i := range p.at {
		end := g.at[g.farthest(p.normal[i].Neg())]
		s.try(difference(end, p.at[i]), difference(end, p.at[(i+3)%4]))
	}
	corner := p.at[p.farthest(g.normal)]
	s.try(difference(g.at[0], corner), difference(g.at[1], corner))
	corner = p.at[p.farthest(g.normal.Neg())]
	s.try(difference(g.at[1], corner), difference(g.at[0], corner))
	return s.closest()
}

// touch is a pair of points in contact, and what identifies it within its arbiter from one step to the next.
type touch struct {
	a, b Vec
	id   int8
}

// touches are what the narrow phase finds of a pair of shapes: up to two contacts with one normal.
type touches struct {
	n     Vec
	at    [2]touch
	count int
}

func (t *touches) push(a, b Vec, id int8) {
	t.at[t.count] = touch{a, b, id}
	t.count++
}

// collideCircle is the contact of the agent with a part of the block.
func collideCircle(at Vec, p *polygon) (t touches) {
	c := circleToPolygon(at, p)
	if c.d <= agentRadius {
		t.n = c.n
		t.push(c.a.Add(c.n.Scale(agentRadius)), c.b.Add(c.n.Scale(0)), 0)
	}
	return t
}

// side is a side of a shape: its ends, and which of the shape's vertices they are.
type side struct {
	a, b   Vec
	ia, ib int8
}

// facing is the side of a segment that faces n.
func (s *segment) facing(n Vec) side {
	if s.normal.Dot(n) > 0 {
		return side{s.at[0], s.at[1], 0, 1}
	}
	return side{s.at[1], s.at[0], 1, 0}
}

// facing is the side of a polygon that faces n: at the farthest corner, the side before or after it.
func (p *polygon) facing(n Vec) side {
	i := p.farthest(n)
	next := (i + 1) % 4
	if n.Dot(p.normal[i]) > n.Dot(p.normal[next]) {
		i, next = (i+3)%4, i
	}
	return side{p.at[i], p.at[next], int8(i), int8(next)}
}

// collideSegment is the contacts of a wall with a part of the block: the ends of the two sides that face each other,
// each projected on the other side, where they overlap.
func collideSegment(g *segment, p *polygon) (t touches) {
	c := segmentToPolygon(g, p)
	if c.d > wallRadius {
		return t
	}
	n := c.n
	t.n = n
	e, f := g.facing(n), p.facing(n.Neg())
	ea, eb, fa, fb := e.a.Cross(n), e.b.Cross(n), f.a.Cross(n), f.b.Cross(n)
	perE, perF := 1/(eb-ea+tiny), 1/(fb-fa+tiny)
	pair := func(onE, onF float64, id int8) {
		a := n.Scale(wallRadius).Add(e.a.Lerp(e.b, unit(float64(onE*perE))))
		b := n.Scale(0).Add(f.a.Lerp(f.b, unit(float64(onF*perF))))
		if b.Sub(a).Dot(n) <= 0 {
			t.push(a, b, id)
		}
	}
	pair(fb-ea, ea-fa, 4*e.ia+f.ib)
	pair(fa-ea, eb-fa, 4*e.ib+f.ia)
	return t
}

// unit clamps to [0, 1].
func unit(x float64) float64 { return max(0, min(x, 1)) }
