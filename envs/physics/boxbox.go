package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// boxPair is a separating-axis search over two boxes: the faces of each and the cross products of their edges (Gottschalk
// et al., OBBTree, SIGGRAPH 1996). Along an axis n from a to b the gap is
//
//	s = ⟨n, c⟩ − Σ a_k |⟨n, a_k⟩| − Σ b_k |⟨n, b_k⟩|
//
// and the axis of the largest gap is the normal of the contact.
type boxPair struct {
	a, b       *shape
	off        spatial.Vec // from a's center to b's
	size       [2][3]float64
	axes       [2][3]spatial.Vec
	gap        float64
	n          spatial.Vec // from a to b
	owner      int         // of a face: 0 or 1; −1: two edges
	face       int
	edgeA      int
	edgeB      int
	bestFace   float64
	faceNormal spatial.Vec
}

// boxBox adds up to eight contacts of two boxes.
func (c *contacts) boxBox(a, b *shape) {
	p := boxPair{a: a, b: b, off: b.pos.Sub(a.pos), gap: math.Inf(-1)}
	for k := range 3 {
		p.axes[0][k], p.axes[1][k] = a.face(k), b.face(k)
	}
	p.size = [2][3]float64{{a.size.X, a.size.Y, a.size.Z}, {b.size.X, b.size.Y, b.size.Z}}
	if !p.search(c.margin) {
		return
	}
	if p.owner < 0 {
		p.edges(c)
		return
	}
	p.faces(c)
}

// along returns the gap along a unit axis, which it turns from a to b.
func (p *boxPair) along(n spatial.Vec) (float64, spatial.Vec) {
	d := n.Dot(p.off)
	if d < 0 {
		n, d = n.Neg(), -d
	}
	for i := range 2 {
		for k := range 3 {
			d -= p.size[i][k] * math.Abs(n.Dot(p.axes[i][k]))
		}
	}
	return d, n
}

// search finds the axis of contact, and reports false if some axis parts the boxes by more than the margin.
func (p *boxPair) search(margin float64) bool {
	const slack = 1e-13
	total := 0.0
	for i := range 2 {
		for _, s := range p.size[i] {
			total += s
		}
	}
	limit := margin + slack*total
	if !p.searchFaces(limit) {
		return false
	}
	p.bestFace, p.faceNormal = p.gap, p.n
	owner := p.owner
	if !p.searchEdges(limit) {
		return false
	}
	// An edge axis that is nearly the best face's normal, and hardly better, is that face.
	if p.owner < 0 && math.Abs(p.n.Dot(p.faceNormal)) > 0.99 && p.gap < p.bestFace+0.05*math.Abs(p.bestFace) {
		p.gap, p.n, p.owner = p.bestFace, p.faceNormal, owner
	}
	return true
}

// searchFaces tries the normals of the faces.
func (p *boxPair) searchFaces(limit float64) bool {
	for i := range 2 {
		for k := range 3 {
			s, n := p.along(p.axes[i][k])
			if s > limit {
				return false
			}
			if s > p.gap {
				p.gap, p.n, p.owner, p.face = s, n, i, k
			}
		}
	}
	return true
}

// searchEdges tries the directions perpendicular to an edge of each.
func (p *boxPair) searchEdges(limit float64) bool {
	for i := range 3 {
		for j := range 3 {
			n := p.axes[0][i].Cross(p.axes[1][j])
			sq := n.Dot(n)
			if sq < 1e-16 {
				continue
			}
			s, n := p.along(n.Scale(1 / math.Sqrt(sq)))
			if s > limit {
				return false
			}
			if s-1e-6*math.Abs(s) > p.gap && s > p.bestFace {
				p.gap, p.n, p.owner, p.edgeA, p.edgeB = s, n, -1, i, j
			}
		}
	}
	return true
}

// edges adds the contact of two edges, between their nearest points.
func (p *boxPair) edges(c *contacts) {
	mid := func(i, edge int, toward float64) spatial.Vec {
		v := [2]*shape{p.a, p.b}[i].pos
		for k := range 3 {
			if k != edge {
				v = v.AddScaled(toward*math.Copysign(p.size[i][k], p.n.Dot(p.axes[i][k])), p.axes[i][k])
			}
		}
		return v
	}
	x, y := mid(0, p.edgeA, 1), mid(1, p.edgeB, -1)
	u, w := p.axes[0][p.edgeA].Scale(p.size[0][p.edgeA]), p.axes[1][p.edgeB].Scale(p.size[1][p.edgeB])
	d := x.Sub(y)
	s := segments{A: u.Dot(u), B: -u.Dot(w), C: w.Dot(w), u: -u.Dot(d), v: w.Dot(d)}
	t, r := s.nearest(s.A*s.C - s.B*s.B)
	x, y = x.AddScaled(t, u), y.AddScaled(r, w)
	c.add(p.gap, x.Add(y).Scale(0.5), p.n, spatial.Vec{})
}

// faces adds the contacts of a face of one box, the reference, with the face of the other that is most against it: the
// corners of that face, cut to the reference rectangle, that are near enough.
func (p *boxPair) faces(c *contacts) {
	i, o := p.owner, 1-p.owner
	n := p.n
	if i == 1 {
		n = n.Neg() // outwards from the reference
	}
	ref, other := [2]*shape{p.a, p.b}[i], [2]*shape{p.a, p.b}[o]
	inc := 0
	for k := range 3 {
		if math.Abs(n.Dot(p.axes[o][k])) > math.Abs(n.Dot(p.axes[o][inc])) {
			inc = k
		}
	}
	down := math.Copysign(1, -n.Dot(p.axes[o][inc]))
	k1, k2 := (inc+1)%3, (inc+2)%3
	center := other.pos.AddScaled(down*p.size[o][inc], p.axes[o][inc]).Sub(ref.pos)
	e1, e2 := p.axes[o][k1].Scale(p.size[o][k1]), p.axes[o][k2].Scale(p.size[o][k2])
	r1, r2 := (p.face+1)%3, (p.face+2)%3
	var poly polygon
	for _, s := range [...][2]float64{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}} {
		v := center.AddScaled(s[0], e1).AddScaled(s[1], e2)
		poly.put(spatial.Vec{X: v.Dot(p.axes[i][r1]), Y: v.Dot(p.axes[i][r2]), Z: v.Dot(n) - p.size[i][p.face]})
	}
	poly.cutRectangle(p.size[i][r1], p.size[i][r2])
	for _, v := range poly.list[:poly.n] {
		if v.Z > c.margin {
			continue
		}
		at := ref.pos.AddScaled(v.X, p.axes[i][r1]).AddScaled(v.Y, p.axes[i][r2]).AddScaled(p.size[i][p.face]+v.Z/2, n)
		c.add(v.Z, at, p.n, spatial.Vec{})
	}
}

// polygon is a small convex polygon in the plane of a reference face, heights in Z.
type polygon struct {
	list [32]spatial.Vec
	n    int
}

func (p *polygon) put(v spatial.Vec) {
	if p.n < len(p.list) {
		p.list[p.n] = v
		p.n++
	}
}

// cutRectangle cuts the polygon to |x| ≤ w, |y| ≤ h (Sutherland and Hodgman 1974), and drops corners that coincide.
func (p *polygon) cutRectangle(w, h float64) {
	for _, side := range [...]spatial.Vec{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
		p.cut(side, math.Abs(side.X)*w+math.Abs(side.Y)*h)
	}
	var kept polygon
	scale := w*w + h*h
	for _, v := range p.list[:p.n] {
		double := false
		for _, u := range kept.list[:kept.n] {
			d := u.Sub(v)
			double = double || d.Dot(d) < 1e-14*scale
		}
		if !double {
			kept.put(v)
		}
	}
	*p = kept
}

// cut keeps what has ⟨side, v⟩ ≤ limit.
func (p *polygon) cut(side spatial.Vec, limit float64) {
	var out polygon
	for i := range p.n {
		u, v := p.list[i], p.list[(i+1)%p.n]
		du, dv := side.Dot(u)-limit, side.Dot(v)-limit
		if du <= 0 {
			out.put(u)
		}
		if du < 0 && dv > 0 || du > 0 && dv < 0 {
			out.put(u.AddScaled(du/(du-dv), v.Sub(u)))
		}
	}
	*p = out
}
