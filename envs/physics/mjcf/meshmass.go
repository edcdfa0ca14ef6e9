package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// weigh computes volume, center of mass and inertia of a mesh, for a density of 1. The solid is cut into tetrahedra
// between its triangles and a point c: the mean of the triangles' centroids, weighted by area. With v a triangle's
// corners seen from the center of mass, s their sum and w the volume of the tetrahedron,
//
//	com = Σ w (¾ centroid + ¼ c) / Σ w        P = Σ w/20 (Σ v vᵀ + s sᵀ)        I = tr(P) 1 − P
//
// A shell has the areas for weights, and a twelfth instead of a twentieth. The legacy rule takes every volume as
// positive, whichever way its triangle faces.
func (t *triangles) weigh(rule string, m *mesh) (problem string) {
	areas, area := make([]float64, len(t.face)), 0.0
	var c spatial.Vec
	for i := range t.face {
		_, centroid, a := t.triangle(i)
		areas[i] = a
		area += a
		c = c.AddScaled(a, centroid)
	}
	if !(area > 0) {
		return "its faces have no area"
	}
	c = c.Scale(1 / area)
	weight := func(i int, from spatial.Vec) float64 {
		if rule == "shell" {
			return areas[i]
		}
		n, centroid, a := t.triangle(i)
		w := a * n.Dot(centroid.Sub(from)) / 3
		if rule == "legacy" {
			w = math.Abs(w)
		}
		return w
	}
	for i := range t.face {
		_, centroid, _ := t.triangle(i)
		w := weight(i, c)
		m.volume += w
		m.pos = m.pos.AddScaled(w, centroid.Scale(0.75).AddScaled(0.25, c))
	}
	if !(m.volume > 1e-15) {
		return "its volume is not positive: are its faces turned outwards?"
	}
	m.pos = m.pos.Scale(1 / m.volume)
	share := 1. / 20
	if rule == "shell" {
		share = 1. / 12
	}
	var p symmetric
	m.volume = 0 // from here on, for the mass, that of the tetrahedra to the center of mass
	for i, f := range t.face {
		w := weight(i, m.pos)
		m.volume += w
		w *= share
		u, v, x := t.vert[f[0]].Sub(m.pos), t.vert[f[1]].Sub(m.pos), t.vert[f[2]].Sub(m.pos)
		for _, y := range [...]spatial.Vec{u, v, x, u.Add(v).Add(x)} {
			p.addPoint(w, y)
		}
	}
	m.inertia, m.quat = p.principalWithin(smallProduct)
	return ""
}

// smallProduct is the product of inertia, for a density of 1, below which MuJoCo takes the axes of a mesh for principal.
// In meshes that are nearly symmetric it decides which axes they have.
const smallProduct = 1e-12

// triangle returns the unit normal, the centroid and the area of a face.
func (t *triangles) triangle(i int) (n, centroid spatial.Vec, area float64) {
	f := t.face[i]
	a, b, c := t.vert[f[0]], t.vert[f[1]], t.vert[f[2]]
	n = b.Sub(a).Cross(c.Sub(a))
	length := n.Norm()
	if length < spatial.MinVal {
		return spatial.Vec{}, a, 0
	}
	return n.Scale(1 / length), a.Add(b).Add(c).Scale(1. / 3), length / 2
}
