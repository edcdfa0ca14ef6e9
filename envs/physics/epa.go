package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// polytope grows inside the difference of two shapes that overlap until one of its faces lies on the surface where that
// is nearest to the origin: the shortest translation that parts them.
type polytope struct {
	corners []corner3
	faces   []facet
	rim     [][2]int
}

// facet is a triangle of a polytope.
type facet struct {
	v    [3]int
	n    spatial.Vec // outwards
	dist float64     // of the origin from its plane
	dead bool
}

// maxEPA bounds the expansion, and epaTolerance is how near the surface the last face must be, relative to the depth and
// to the size of the polytope.
const (
	maxEPA       = 250
	epaTolerance = 1e-11
)

// depth returns how far two overlapping shapes must be moved apart, the direction from a to b, and the deepest points of
// each. It reports false where there is no overlap.
func (t *polytope) depth(s *simplex, a, b *shape) (depth float64, n, p, q spatial.Vec, ok bool) {
	if !t.begin(s, a, b) {
		return 0, n, p, q, false
	}
	best := 0
	for range maxEPA {
		best = -1
		for i := range t.faces {
			if !t.faces[i].dead && (best < 0 || t.faces[i].dist < t.faces[best].dist) {
				best = i
			}
		}
		f := &t.faces[best]
		c := differ(a, b, f.n, false)
		if gap := c.w.Dot(f.n) - f.dist; gap <= epaTolerance*(1+f.dist) || t.has(c.w) {
			break
		}
		if !t.grow(c) {
			break
		}
	}
	f := &t.faces[t.around(best)]
	n, depth = f.n, f.dist
	p, q = t.point(f)
	return depth, n, p, q, true
}

// around returns, of the faces in the plane of one, that which has the point nearest to the origin inside.
func (t *polytope) around(face int) int {
	best, at := math.Inf(-1), face
	limit := t.faces[face].dist*(1+1e-9) + 1e-12
	for i := range t.faces {
		f := &t.faces[i]
		if f.dead || f.dist > limit {
			continue
		}
		w := t.weights(f)
		if inside := min(w[0], w[1], w[2]); inside > best {
			best, at = inside, i
		}
	}
	return at
}

func (t *polytope) has(w spatial.Vec) bool {
	for i := range t.corners {
		if t.corners[i].w == w {
			return true
		}
	}
	return false
}

// begin makes a tetrahedron around the origin.
func (t *polytope) begin(s *simplex, a, b *shape) bool {
	t.corners, t.faces = t.corners[:0], t.faces[:0]
	for _, dir := range [...]spatial.Vec{
		{X: 1, Y: 1, Z: 1}, {X: 1, Y: -1, Z: -1}, {X: -1, Y: 1, Z: -1}, {X: -1, Y: -1, Z: 1},
	} {
		t.corners = append(t.corners, differ(a, b, dir, false))
	}
	w := func(i int) spatial.Vec { return t.corners[i].w }
	volume := w(1).Sub(w(0)).Dot(w(2).Sub(w(0)).Cross(w(3).Sub(w(0))))
	if math.Abs(volume) < 1e-18 {
		return false
	}
	order := [...][3]int{{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {0, 3, 2}}
	if volume < 0 {
		order = [...][3]int{{0, 1, 2}, {0, 3, 1}, {1, 3, 2}, {0, 2, 3}}
	}
	for _, v := range order {
		if !t.addFace(v) {
			return false
		}
	}
	return t.enclose(a, b)
}

// enclose grows the tetrahedron until it holds the origin, and reports false if the shapes do not overlap.
func (t *polytope) enclose(a, b *shape) bool {
	for range maxEPA {
		worst := 0
		for i := range t.faces {
			if f := &t.faces[i]; !f.dead && f.dist < t.faces[worst].dist || t.faces[worst].dead {
				worst = i
			}
		}
		f := &t.faces[worst]
		if f.dist >= 0 {
			return true
		}
		c := differ(a, b, f.n, false)
		if c.w.Dot(f.n) <= 0 || t.has(c.w) || !t.grow(c) {
			return false
		}
	}
	return false
}

func (t *polytope) addFace(v [3]int) bool {
	p, q, r := t.corners[v[0]].w, t.corners[v[1]].w, t.corners[v[2]].w
	n := q.Sub(p).Cross(r.Sub(p))
	l := n.Norm()
	if l < 1e-20 {
		return false
	}
	n = n.Scale(1 / l)
	t.faces = append(t.faces, facet{v: v, n: n, dist: n.Dot(p)})
	return true
}

// grow takes in a corner outside the polytope.
func (t *polytope) grow(c corner3) bool {
	id := len(t.corners)
	t.corners = append(t.corners, c)
	t.rim = t.rim[:0]
	for i := range t.faces {
		f := &t.faces[i]
		if f.dead || f.n.Dot(c.w) <= f.dist+1e-15 {
			continue
		}
		f.dead = true
		for e := range 3 {
			t.toggle([2]int{f.v[e], f.v[(e+1)%3]})
		}
	}
	if len(t.rim) < 3 {
		return false
	}
	for _, e := range t.rim {
		if !t.addFace([3]int{e[0], e[1], id}) {
			return false
		}
	}
	t.compact()
	return true
}

// toggle adds an edge to the rim, or takes it out if the face on its other side is gone too.
func (t *polytope) toggle(e [2]int) {
	for i, r := range t.rim {
		if r[0] == e[1] && r[1] == e[0] {
			t.rim[i] = t.rim[len(t.rim)-1]
			t.rim = t.rim[:len(t.rim)-1]
			return
		}
	}
	t.rim = append(t.rim, e)
}

// compact drops the dead faces.
func (t *polytope) compact() {
	k := 0
	for i := range t.faces {
		if !t.faces[i].dead {
			t.faces[k] = t.faces[i]
			k++
		}
	}
	t.faces = t.faces[:k]
}

// weights are those of the corners of a face in its point nearest to the origin.
func (t *polytope) weights(f *facet) [3]float64 {
	x, y, z := t.corners[f.v[0]].w, t.corners[f.v[1]].w, t.corners[f.v[2]].w
	at := f.n.Scale(f.dist)
	area := func(x, y, z spatial.Vec) float64 { return y.Sub(x).Cross(z.Sub(x)).Dot(f.n) }
	total := area(x, y, z)
	return [3]float64{area(at, y, z) / total, area(x, at, z) / total, area(x, y, at) / total}
}

// point returns the points of the two shapes at the point of a face nearest to the origin.
func (t *polytope) point(f *facet) (p, q spatial.Vec) {
	for i, w := range t.weights(f) {
		c := &t.corners[f.v[i]]
		p, q = p.AddScaled(w, c.a), q.AddScaled(w, c.b)
	}
	return p, q
}
