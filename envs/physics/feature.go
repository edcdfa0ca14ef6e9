package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// capCorners is how many corners the polygon has that stands for the cap of a cylinder.
const capCorners = 16

// sameHeight is how much lower than the highest, relative to its size, a corner of a shape may be to touch as well.
const sameHeight = 1e-6

// find sets f to what of a shape is furthest along dir.
func (f *feature) find(s *shape, dir spatial.Vec) {
	f.faces, f.edges, f.dim = f.faces[:0], f.edges[:0], 1
	d := s.local(dir)
	switch s.typ {
	case Capsule:
		f.ofCapsule(s, dir)
	case Cylinder:
		f.ofCylinder(s, d)
	case Box:
		f.ofBox(s, d)
	case Mesh:
		f.ofHull(s, d)
	}
}

// newFace returns room for one more face.
func (f *feature) newFace(n spatial.Vec) *face {
	if len(f.faces) < cap(f.faces) {
		f.faces = f.faces[:len(f.faces)+1]
	} else {
		f.faces = append(f.faces, face{})
	}
	g := &f.faces[len(f.faces)-1]
	g.n, g.poly = n, g.poly[:0]
	return g
}

// ofCapsule: the line along the capsule through its surface.
func (f *feature) ofCapsule(s *shape, dir spatial.Vec) {
	f.dim = 2
	mid := s.pos.AddScaled(s.size.X, dir.AddScaled(-dir.Dot(s.axis), s.axis))
	f.edges = append(f.edges, edge{mid.AddScaled(-s.size.Y, s.axis), mid.AddScaled(s.size.Y, s.axis)})
}

// ofCylinder: a cap, unless the side wall alone touches, and the line of the wall.
func (f *feature) ofCylinder(s *shape, d spatial.Vec) {
	y := s.axis.Cross(s.side)
	r := math.Hypot(d.X, d.Y)
	if math.Abs(d.Z) > onSide {
		up := s.axis.Scale(math.Copysign(1, d.Z))
		g := f.newFace(up)
		for k := range capCorners {
			angle := 2 * math.Pi * float64(k) / capCorners * math.Copysign(1, d.Z)
			sin, cos := math.Sincos(angle)
			p := s.pos.AddScaled(s.size.Y, up).AddScaled(s.size.X*cos, s.side).AddScaled(s.size.X*sin, y)
			g.poly = append(g.poly, p)
		}
		if r < onSide {
			f.dim = 3
		}
	} else {
		f.dim = 2
	}
	if r >= onSide {
		out := s.pos.AddScaled(s.size.X*d.X/r, s.side).AddScaled(s.size.X*d.Y/r, y)
		f.edges = append(f.edges, edge{out.AddScaled(-s.size.Y, s.axis), out.AddScaled(s.size.Y, s.axis)})
	}
}

// ofBox: the faces turned to dir, and the edges at the corner or the one edge that is furthest.
func (f *feature) ofBox(s *shape, d spatial.Vec) {
	comp, size := [3]float64{d.X, d.Y, d.Z}, [3]float64{s.size.X, s.size.Y, s.size.Z}
	free := 0
	for k := range 3 {
		if math.Abs(comp[k]) <= sameHeight {
			free++
		}
	}
	f.dim = 1 + free
	corner := s.pos
	for k := range 3 {
		corner = corner.AddScaled(math.Copysign(size[k], comp[k]), s.face(k))
	}
	for k := range 3 {
		if math.Abs(comp[k]) > sameHeight {
			f.boxFace(s, k, math.Copysign(1, comp[k]), size)
		}
		if free == 0 || free == 1 && math.Abs(comp[k]) <= sameHeight {
			f.edges = append(f.edges, edge{corner, corner.AddScaled(-2*math.Copysign(size[k], comp[k]), s.face(k))})
		}
	}
}

func (f *feature) boxFace(s *shape, k int, sign float64, size [3]float64) {
	i, j := (k+1)%3, (k+2)%3
	n := s.face(k).Scale(sign)
	g := f.newFace(n)
	center := s.pos.AddScaled(size[k], n)
	u, v := s.face(i).Scale(size[i]), s.face(j).Scale(size[j]*sign)
	for _, c := range [...][2]float64{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}} {
		g.poly = append(g.poly, center.AddScaled(c[0], u).AddScaled(c[1], v))
	}
}

// ofHull: the faces at the highest corners of a mesh, and the edges at them.
func (f *feature) ofHull(s *shape, d spatial.Vec) {
	h := s.hull
	top := h.furthest(d)
	height := h.Vert[top].Dot(d)
	level := height - sameHeight*s.bound
	// The corners as high as the highest, along the surface from it.
	var high [64]int
	n := 1
	high[0] = top
	for i := 0; i < n; i++ {
		for _, w := range h.next[high[i]] {
			seen := false
			for _, v := range high[:n] {
				seen = seen || v == w
			}
			if !seen && n < len(high) && h.Vert[w].Dot(d) >= level {
				high[n] = w
				n++
			}
		}
	}
	f.dim = min(n, 3)
	for _, p := range h.at[top] {
		if f.dim == 1 || h.borders(p, high[:n], f.dim) {
			g := f.newFace(s.world(h.Out[p]))
			for _, v := range h.Poly[p] {
				g.poly = append(g.poly, s.pos.Add(s.world(h.Vert[v])))
			}
		}
	}
	at := func(v int) spatial.Vec { return s.pos.Add(s.world(h.Vert[v])) }
	switch f.dim {
	case 1:
		for _, w := range h.next[top] {
			f.edges = append(f.edges, edge{at(top), at(w)})
		}
	case 2:
		f.edges = append(f.edges, edge{at(high[0]), at(high[1])})
	}
}

// borders reports whether face p has all of some corners, or three of them.
func (h *Hull) borders(p int, corners []int, need int) bool {
	count := 0
	for _, v := range corners {
		for _, w := range h.Poly[p] {
			if v == w {
				count++
			}
		}
	}
	return count >= min(need, len(corners))
}

// planeMesh: the deepest corner of the hull and, of the face there that is most against the plane, the other corners or
// a large quadrilateral of them.
func (c *contacts) planeMesh(a, b *shape) {
	h, n := b.hull, a.axis
	d := b.local(n)
	at := func(v int) spatial.Vec { return b.pos.Add(b.world(h.Vert[v])) }
	height := func(v int) float64 { return n.Dot(at(v).Sub(a.pos)) }
	low := h.furthest(d.Neg())
	if height(low) > c.margin {
		return
	}
	put := func(v int) {
		dist := height(v)
		c.add(dist, at(v).AddScaled(-dist/2, n), n, spatial.Vec{})
	}
	put(low)
	best, cos := -1, 2.0
	for _, p := range h.at[low] {
		if x := h.Out[p].Dot(d); x < cos {
			best, cos = p, x
		}
	}
	if best < 0 {
		return
	}
	center := n.Dot(b.pos.Sub(a.pos))
	for _, v := range h.quad(best, low) {
		if v >= 0 && height(v) <= center && height(v) <= c.margin {
			put(v)
		}
	}
}

// quad returns, of a face, the corners after the first one: up to three, or the rest of a quadrilateral that has grown
// from the first four; −1 where there are fewer.
func (h *Hull) quad(p, first int) [3]int {
	poly := h.Poly[p]
	n := len(poly)
	start := 0
	for i, v := range poly {
		if v == first {
			start = i
		}
	}
	v := func(i int) int { return poly[(start+i)%n] }
	out := [3]int{-1, -1, -1}
	if n <= 4 {
		for i := 1; i < n; i++ {
			out[i-1] = v(i)
		}
		return out
	}
	area := func(b, c, d int) float64 {
		x := func(i int) spatial.Vec { return h.Vert[v(i)] }
		return x(c).Sub(x(0)).Cross(x(d).Sub(x(b))).Norm() / 2
	}
	b, c, d := 1, 2, 3
	most := area(b, c, d)
	for next := area(b, c, d+1); d+1 < n && next > most; next = area(b, c, d+1) {
		most, d = next, d+1
		for next = area(b, c+1, d); c+1 < d && next > most; next = area(b, c+1, d) {
			most, c = next, c+1
		}
		for next = area(b+1, c, d); b+1 < c && next > most; next = area(b+1, c, d) {
			most, b = next, b+1
		}
	}
	return [3]int{v(b), v(c), v(d)}
}
