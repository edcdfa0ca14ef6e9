package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// touching is the distance (m) below which the cores of two shapes count as meeting.
const touching = 1e-6

// convexPair adds the contacts of two convex shapes: the nearest points, or where they overlap the deepest, and where
// they lie flat on each other the corners of what they share.
func (c *contacts) convexPair(a, b *shape) {
	dist, p, q, n, ok := c.nearestPair(a, b)
	if !ok {
		return
	}
	if c.single || !a.flat() || !b.flat() || a.typ == Capsule && b.typ == Capsule || !c.lieFlat(a, b, n, dist) {
		c.add(dist, p.Add(q).Scale(0.5), n, spatial.Vec{})
	}
}

// flat reports whether a shape has faces or edges, and so can lie flat on another.
func (s *shape) flat() bool {
	return s.typ == Box || s.typ == Mesh || s.typ == Cylinder || s.typ == Capsule
}

// radius is how much thicker the shape is than its core.
func (s *shape) radius() float64 {
	if s.typ == Sphere || s.typ == Capsule {
		return s.size.X
	}
	return 0
}

// nearestPair returns distance, surface points and normal of two shapes, if they are nearer than the margin.
func (c *contacts) nearestPair(a, b *shape) (dist float64, p, q, n spatial.Vec, ok bool) {
	s := &c.simplex
	gap := s.distance(a, b)
	if gap > touching {
		p, q = s.witnesses()
		r, t := a.radius(), b.radius()
		if gap-r-t >= c.margin {
			return 0, p, q, n, false
		}
		n = q.Sub(p).Scale(1 / gap)
		return gap - r - t, p.AddScaled(r, n), q.AddScaled(-t, n), n, true
	}
	depth, n, p, q, ok := c.polytope.depth(s, a, b)
	return -depth, p, q, n, ok
}

// feature is what of a shape touches: its faces there, and its edges.
type feature struct {
	dim   int // 1 a corner, 2 an edge, 3 a face
	faces []face
	edges []edge
}

// face is a flat side of a shape.
type face struct {
	n    spatial.Vec
	poly []spatial.Vec // anticlockwise seen from outside
}

// edge is a straight piece of a shape's surface.
type edge struct{ a, b spatial.Vec }

// Two faces lie flat on each other if the cosine between their normals is below −flatFaces and each is turned to the
// contact.
const flatFaces = 0.996

// lieFlat adds the contacts of two shapes that lie flat on each other, and reports whether they do.
func (c *contacts) lieFlat(a, b *shape, n spatial.Vec, dist float64) bool {
	f, g := &c.features[0], &c.features[1]
	f.find(a, n)
	g.find(b, n.Neg())
	if i, j, ok := opposite(f, g, n); ok {
		return c.faceOnFace(&f.faces[i], &g.faces[j])
	}
	switch {
	case f.dim < 3 && f.dim <= g.dim:
		return c.edgeOnFace(f, g, false)
	case g.dim < 3:
		return c.edgeOnFace(g, f, true)
	}
	return false
}

// opposite finds the faces of two features that are most against each other.
func opposite(f, g *feature, n spatial.Vec) (i, j int, ok bool) {
	best := -flatFaces
	for x := range f.faces {
		for y := range g.faces {
			cos := f.faces[x].n.Dot(g.faces[y].n)
			if cos < best && math.Abs(f.faces[x].n.Dot(n)) > flatEdge && math.Abs(g.faces[y].n.Dot(n)) > flatEdge {
				best, i, j, ok = cos, x, y, true
			}
		}
	}
	return i, j, ok
}

// faceOnFace adds the corners of face f, of the first shape, cut to face g of the second, that are near enough: at most
// four.
func (c *contacts) faceOnFace(f, g *face) bool {
	c.clip(g, f.poly)
	n := g.n.Neg()
	kept := c.poly[:0]
	for _, v := range c.poly {
		if g.n.Dot(v.Sub(g.poly[0])) <= c.margin {
			kept = append(kept, v)
		}
	}
	c.poly = kept
	if len(kept) > 4 {
		quad := widest(kept)
		kept = append(kept[:0], quad[:]...)
	}
	for _, v := range kept {
		dist := g.n.Dot(v.Sub(g.poly[0]))
		c.add(dist, v.AddScaled(-dist/2, g.n), n, spatial.Vec{})
	}
	return len(kept) > 0
}

// clip sets c.poly to the part of a polygon above face f (Sutherland and Hodgman 1974), without corners that coincide.
func (c *contacts) clip(f *face, poly []spatial.Vec) {
	in, out := append(c.poly[:0], poly...), c.spare[:0]
	for i, p := range f.poly {
		q := f.poly[(i+1)%len(f.poly)]
		side := q.Sub(p).Cross(f.n)
		out = out[:0]
		for k, u := range in {
			v := in[(k+1)%len(in)]
			du, dv := side.Dot(u.Sub(p)), side.Dot(v.Sub(p))
			if du <= 0 {
				out = append(out, u)
			}
			if du < 0 && dv > 0 || du > 0 && dv < 0 {
				out = append(out, u.AddScaled(du/(du-dv), v.Sub(u)))
			}
		}
		in, out = out, in
	}
	kept := out[:0]
	for _, v := range in {
		double := false
		for _, u := range kept {
			d := u.Sub(v)
			double = double || d.Dot(d) < 1e-20
		}
		if !double {
			kept = append(kept, v)
		}
	}
	c.poly, c.spare = kept, in
}

// widest returns four corners of a convex polygon that span a large area: the first, and three that are advanced from
// those behind it while the area grows.
func widest(p []spatial.Vec) [4]spatial.Vec {
	n := len(p)
	area := func(b, c, d int) float64 { return p[c].Sub(p[0]).Cross(p[d].Sub(p[b])).Norm() / 2 }
	b, c, d := 1, 2, 3
	most := area(b, c, d)
	for d+1 < n && area(b, c, d+1) > most {
		d++
		most = area(b, c, d)
		for c+1 < d && area(b, c+1, d) > most {
			c++
			most = area(b, c, d)
		}
		for b+1 < c && area(b+1, c, d) > most {
			b++
			most = area(b, c, d)
		}
	}
	return [4]spatial.Vec{p[0], p[b], p[c], p[d]}
}

// edgeOnFace adds the ends of an edge of f, cut to a face of g that it lies flat on. swapped says that f belongs to the
// second shape. An end that was cut counts twice where it is the only one near enough, as in MuJoCo.
func (c *contacts) edgeOnFace(f, g *feature, swapped bool) bool {
	best, i, j := flatEdge, -1, -1
	for x := range f.edges {
		dir := f.edges[x].b.Sub(f.edges[x].a).Unit()
		for y := range g.faces {
			if cos := math.Abs(dir.Dot(g.faces[y].n)); cos < best {
				best, i, j = cos, x, y
			}
		}
	}
	if i < 0 {
		return false
	}
	e, s := f.edges[i], &g.faces[j]
	lo, hi, ok := cutEdge(&e, s)
	if !ok {
		return false
	}
	n := s.n
	if !swapped {
		n = n.Neg()
	}
	first := len(c.list)
	cut := false
	for _, t := range [...]float64{lo, hi} {
		v := e.a.AddScaled(t, e.b.Sub(e.a))
		if dist := s.n.Dot(v.Sub(s.poly[0])); dist <= c.margin {
			cut = t > 0 && t < 1
			c.add(dist, v.AddScaled(-dist/2, s.n), n, spatial.Vec{})
		}
	}
	if len(c.list) == first+1 && cut {
		c.list = append(c.list, c.list[first])
	}
	return len(c.list) > first
}

// cutEdge returns the part lo ≤ t ≤ hi of a + t (b − a), 0 ≤ t ≤ 1, above a face.
func cutEdge(e *edge, s *face) (lo, hi float64, ok bool) {
	lo, hi = 0, 1
	along := e.b.Sub(e.a)
	for i, p := range s.poly {
		side := s.poly[(i+1)%len(s.poly)].Sub(p).Cross(s.n)
		room, rate := -side.Dot(e.a.Sub(p)), side.Dot(along)
		switch {
		case rate > 0:
			hi = math.Min(hi, room/rate)
		case rate < 0:
			lo = math.Max(lo, room/rate)
		case room < 0:
			return 0, 0, false
		}
	}
	return lo, hi, lo <= hi
}
