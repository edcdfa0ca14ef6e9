package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// Two convex shapes are nearest to each other where their difference A − B is nearest to the origin. support gives the
// point of a shape furthest along a direction, and that is all that is needed: the distance by the algorithm of Gilbert,
// Johnson and Keerthi (IEEE Journal of Robotics and Automation, 1988), the depth by an expanding polytope (van den
// Bergen, GDC 2001). Spheres and capsules are a point and a segment with a radius.

// support returns the point of the shape furthest along dir, without its radius if core is true.
func (s *shape) support(dir spatial.Vec, core bool) spatial.Vec {
	if s.typ == Sphere || s.typ == Capsule {
		p := s.pos
		if s.typ == Capsule {
			p = p.AddScaled(math.Copysign(s.size.Y, dir.Dot(s.axis)), s.axis)
		}
		if !core {
			p = p.AddScaled(s.size.X/math.Max(dir.Norm(), spatial.MinVal), dir)
		}
		return p
	}
	d := s.local(dir)
	var p spatial.Vec
	switch s.typ {
	case Ellipsoid:
		w := spatial.Vec{X: d.X * s.size.X, Y: d.Y * s.size.Y, Z: d.Z * s.size.Z}
		w = w.Scale(1 / math.Max(w.Norm(), spatial.MinVal))
		p = spatial.Vec{X: w.X * s.size.X, Y: w.Y * s.size.Y, Z: w.Z * s.size.Z}
	case Cylinder:
		if r := math.Hypot(d.X, d.Y); r > spatial.MinVal {
			p.X, p.Y = s.size.X*d.X/r, s.size.X*d.Y/r
		}
		p.Z = math.Copysign(s.size.Y, d.Z)
	case Box:
		p = spatial.Vec{X: math.Copysign(s.size.X, d.X), Y: math.Copysign(s.size.Y, d.Y), Z: math.Copysign(s.size.Z, d.Z)}
	case Mesh:
		p = s.hull.Vert[s.hull.furthest(d)]
	}
	return s.pos.Add(s.world(p))
}

// corner3 is a point of the difference of two shapes, with the points that it is the difference of.
type corner3 struct{ w, a, b spatial.Vec }

// simplex is up to four corners and the weights of the point of them nearest to the origin.
type simplex struct {
	c      [4]corner3
	weight [4]float64
	n      int
}

// differ returns the corner of a − b furthest along dir.
func differ(a, b *shape, dir spatial.Vec, core bool) corner3 {
	p, q := a.support(dir, core), b.support(dir.Neg(), core)
	return corner3{p.Sub(q), p, q}
}

// maxGJK bounds the steps; polyhedra take a handful.
const maxGJK = 100

// distance runs GJK on the cores of two shapes and returns their distance, 0 if they meet, with the final simplex in s.
func (s *simplex) distance(a, b *shape) float64 {
	v := a.pos.Sub(b.pos)
	if v.Dot(v) < spatial.MinVal {
		v = spatial.Vec{X: 1}
	}
	s.n = 0
	last := math.Inf(1)
	for range maxGJK {
		c := differ(a, b, v.Neg(), true)
		if s.n > 0 {
			sq := v.Dot(v)
			// v cannot get nearer than the plane through c.
			if sq-v.Dot(c.w) <= 1e-14*sq || s.holds(c.w) {
				return math.Sqrt(sq)
			}
		}
		s.c[s.n] = c
		s.n++
		v = s.reduce()
		sq := v.Dot(v)
		if s.n == 4 || sq < 1e-24 || sq >= last {
			if sq >= last && s.n < 4 && sq >= 1e-24 {
				return math.Sqrt(sq)
			}
			return 0
		}
		last = sq
	}
	return v.Norm()
}

// holds reports whether w is a corner already.
func (s *simplex) holds(w spatial.Vec) bool {
	for i := range s.n {
		if s.c[i].w == w {
			return true
		}
	}
	return false
}

// reduce keeps the corners of the face of the simplex that is nearest to the origin, with their weights, and returns the
// nearest point. It tries every face: the right one has positive weights and the nearest point of all.
func (s *simplex) reduce() spatial.Vec {
	best, mask := math.Inf(1), 1
	var point spatial.Vec
	var weights [4]float64
	for m := 1; m < 1<<s.n; m++ {
		var idx [4]int
		k := 0
		for i := range s.n {
			if m>>i&1 != 0 {
				idx[k] = i
				k++
			}
		}
		w, ok := s.affine(idx[:k])
		if !ok {
			continue
		}
		var p spatial.Vec
		for j := range k {
			p = p.AddScaled(w[j], s.c[idx[j]].w)
		}
		if sq := p.Dot(p); sq < best {
			best, mask, point, weights = sq, m, p, w
		}
	}
	n := 0
	for i := range s.n {
		if mask>>i&1 != 0 {
			s.c[n], s.weight[n] = s.c[i], weights[n]
			n++
		}
	}
	s.n = n
	return point
}

// affine returns the weights of the point nearest to the origin of the affine hull of some corners, if all are positive.
func (s *simplex) affine(idx []int) (w [4]float64, ok bool) {
	k := len(idx) - 1
	base := s.c[idx[0]].w
	if k == 0 {
		return [4]float64{1}, true
	}
	var e [3]spatial.Vec
	for i := range k {
		e[i] = s.c[idx[i+1]].w.Sub(base)
	}
	x, ok := solveGram(e[:k], base)
	if !ok {
		return w, false
	}
	rest := 1.0
	for i := range k {
		w[i+1] = x[i]
		rest -= x[i]
		ok = ok && x[i] > 0
	}
	w[0] = rest
	return w, ok && rest > 0
}

// thin is how small the squared sine between the edges of a face may be, and the volume of a tetrahedron relative to its
// edges: nearest points of thinner ones are not to be had.
const thin = 1e-8

// solveGram minimizes |base + Σ x e|².
func solveGram(e []spatial.Vec, base spatial.Vec) (x [3]float64, ok bool) {
	switch len(e) {
	case 1:
		sq := e[0].Dot(e[0])
		return [3]float64{-e[0].Dot(base) / sq}, sq > 0
	case 2:
		a, b, c := e[0].Dot(e[0]), e[0].Dot(e[1]), e[1].Dot(e[1])
		u, v := -e[0].Dot(base), -e[1].Dot(base)
		det := a*c - b*b
		if !(det > thin*a*c) {
			return x, false
		}
		return [3]float64{(c*u - b*v) / det, (a*v - b*u) / det}, true
	}
	det := e[0].Dot(e[1].Cross(e[2]))
	if !(math.Abs(det) > thin*e[0].Norm()*e[1].Norm()*e[2].Norm()) {
		return x, false
	}
	r := base.Neg()
	return [3]float64{
		r.Dot(e[1].Cross(e[2])) / det, e[0].Dot(r.Cross(e[2])) / det, e[0].Dot(e[1].Cross(r)) / det,
	}, true
}

// witnesses returns the nearest points of the two cores.
func (s *simplex) witnesses() (p, q spatial.Vec) {
	for i := range s.n {
		p, q = p.AddScaled(s.weight[i], s.c[i].a), q.AddScaled(s.weight[i], s.c[i].b)
	}
	return p, q
}
