package physics

import (
	"errors"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// Hull is the convex hull of a set of points: what of a mesh collides.
type Hull struct {
	Vert []spatial.Vec // the corners
	Tri  [][3]int      // triangles, anticlockwise seen from outside
	Poly [][]int       // faces: triangles in one plane are merged
	Out  []spatial.Vec // outward normals of the faces
	at   [][]int       // the faces around each corner
	next [][]int       // the neighbors of each corner
}

// ErrFlat is the error of points that span no volume.
var ErrFlat = errors.New("the points lie in a plane: they have no convex hull of any volume")

// hullFace is a triangle of a hull under construction.
type hullFace struct {
	v       [3]int
	n       spatial.Vec
	off     float64 // ⟨n, x⟩ on the plane
	outside []int   // points above it
	dead    bool
}

// NewHull returns the convex hull of points by Quickhull (Barber, Dobkin and Huhdanpaa, ACM TOMS 1996). Points that are
// within rounding of the hull are left out.
func NewHull(points []spatial.Vec) (*Hull, error) {
	b := hullBuilder{points: points}
	if !b.start() {
		return nil, ErrFlat
	}
	for {
		f := slices.IndexFunc(b.faces, func(f hullFace) bool { return !f.dead && len(f.outside) > 0 })
		if f < 0 {
			break
		}
		b.expand(f)
	}
	return b.finish(), nil
}

type hullBuilder struct {
	points []spatial.Vec
	faces  []hullFace
	eps    float64
}

// start makes the first tetrahedron from points far apart.
func (b *hullBuilder) start() bool {
	if len(b.points) < 4 {
		return false
	}
	lo, hi := b.points[0], b.points[0]
	for _, p := range b.points {
		lo = spatial.Vec{X: math.Min(lo.X, p.X), Y: math.Min(lo.Y, p.Y), Z: math.Min(lo.Z, p.Z)}
		hi = spatial.Vec{X: math.Max(hi.X, p.X), Y: math.Max(hi.Y, p.Y), Z: math.Max(hi.Z, p.Z)}
	}
	size := hi.Sub(lo).Norm()
	b.eps = 1e-12 * size
	far := func(measure func(spatial.Vec) float64) (int, float64) {
		best, at := -1.0, 0
		for i, p := range b.points {
			if m := measure(p); m > best {
				best, at = m, i
			}
		}
		return at, best
	}
	i, _ := far(func(p spatial.Vec) float64 { return p.Sub(lo).Norm() })
	p := b.points[i]
	j, d := far(func(q spatial.Vec) float64 { return q.Sub(p).Norm() })
	if !(d > 1e-7*size) {
		return false
	}
	axis := b.points[j].Sub(p).Unit()
	k, d := far(func(q spatial.Vec) float64 { return q.Sub(p).Cross(axis).Norm() })
	if !(d > 1e-7*size) {
		return false
	}
	n := b.points[j].Sub(p).Cross(b.points[k].Sub(p)).Unit()
	l, d := far(func(q spatial.Vec) float64 { return math.Abs(q.Sub(p).Dot(n)) })
	if !(d > 1e-7*size) {
		return false
	}
	if b.points[l].Sub(p).Dot(n) > 0 {
		j, k = k, j
	}
	for _, v := range [...][3]int{{i, j, k}, {i, l, j}, {j, l, k}, {k, l, i}} {
		b.faces = append(b.faces, b.face(v))
	}
	all := make([]int, len(b.points))
	for i := range all {
		all[i] = i
	}
	b.share(all, 0)
	return true
}

func (b *hullBuilder) face(v [3]int) hullFace {
	p, q, r := b.points[v[0]], b.points[v[1]], b.points[v[2]]
	n := q.Sub(p).Cross(r.Sub(p)).Unit()
	return hullFace{v: v, n: n, off: n.Dot(p)}
}

// share gives points to the faces from the first on that they are above.
func (b *hullBuilder) share(points []int, first int) {
	for _, i := range points {
		best, at := b.eps, -1
		for f := first; f < len(b.faces); f++ {
			if d := b.faces[f].n.Dot(b.points[i]) - b.faces[f].off; d > best {
				best, at = d, f
			}
		}
		if at >= 0 {
			b.faces[at].outside = append(b.faces[at].outside, i)
		}
	}
}

// expand takes in the point furthest above face f: the faces that it sees give way to those between it and their rim.
func (b *hullBuilder) expand(f int) {
	best, p := 0.0, -1
	for _, i := range b.faces[f].outside {
		if d := b.faces[f].n.Dot(b.points[i]) - b.faces[f].off; d > best {
			best, p = d, i
		}
	}
	var orphans []int
	rim := map[[2]int]bool{}
	var order [][2]int
	for k := range b.faces {
		g := &b.faces[k]
		if g.dead || g.n.Dot(b.points[p])-g.off <= b.eps {
			continue
		}
		g.dead = true
		orphans = append(orphans, g.outside...)
		g.outside = nil
		for e := range 3 {
			edge := [2]int{g.v[e], g.v[(e+1)%3]}
			rim[edge] = true
			order = append(order, edge)
		}
	}
	first := len(b.faces)
	for _, e := range order {
		if !rim[[2]int{e[1], e[0]}] {
			b.faces = append(b.faces, b.face([3]int{e[0], e[1], p}))
		}
	}
	b.share(orphans, first)
	if first > 64 && first > 2*(len(b.faces)-first) {
		b.faces = slices.DeleteFunc(b.faces, func(f hullFace) bool { return f.dead })
	}
}

// finish numbers the corners and merges triangles in one plane.
func (b *hullBuilder) finish() *Hull {
	h := &Hull{}
	number := map[int]int{}
	for _, f := range b.faces {
		if f.dead {
			continue
		}
		var t [3]int
		for k, v := range f.v {
			i, ok := number[v]
			if !ok {
				i = len(h.Vert)
				number[v] = i
				h.Vert = append(h.Vert, b.points[v])
			}
			t[k] = i
		}
		h.Tri = append(h.Tri, t)
	}
	h.merge()
	h.link()
	return h
}

// furthest returns the corner furthest along dir.
func (h *Hull) furthest(dir spatial.Vec) int {
	best, at := math.Inf(-1), 0
	for i, v := range h.Vert {
		if d := v.Dot(dir); d > best {
			best, at = d, i
		}
	}
	return at
}
