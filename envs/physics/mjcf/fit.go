package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// meshOf finds the mesh of a geom.
func (d *document) meshOf(r *reader, name string) (*mesh, bool) {
	m := d.meshes[name]
	switch {
	case m != nil:
		return m, true
	case name == "":
		r.fail("mesh is missing")
	case d.lost["mesh "+name]:
		d.log.follows++
	default:
		r.fail("mesh %.40q is not defined", name)
	}
	return nil, false
}

// fit gives a geom the size that its mesh asks for and returns its place: the mesh's own frame, at its center of mass, or
// for a primitive that is fitted to the box around the mesh, at the center of that box.
func (g *geom) fit(d *document, m *mesh, kind physics.GeomType, pos spatial.Vec, quat spatial.Quat) (spatial.Vec, spatial.Quat) {
	pos, quat = pos.Add(quat.Rotate(m.pos)), quat.Mul(m.quat)
	if kind == physics.Mesh {
		g.size = [3]float64{
			math.Max(-m.lo.X, m.hi.X), math.Max(-m.lo.Y, m.hi.Y), math.Max(-m.lo.Z, m.hi.Z),
		}
		return pos, quat
	}
	if d.settings.fitAABB {
		half := m.hi.Sub(m.lo).Scale(0.5)
		pos = pos.Add(quat.Rotate(m.lo.Add(m.hi).Scale(0.5)))
		g.size = aroundBox(kind, half)
	} else {
		g.size = likeInertia(kind, m)
	}
	for i := range g.size {
		g.size[i] *= g.fitScale
	}
	return pos, quat
}

// aroundBox is the size of a primitive that fills a box of half sizes h.
func aroundBox(kind physics.GeomType, h spatial.Vec) [3]float64 {
	r := math.Max(h.X, h.Y)
	switch kind {
	case physics.Sphere:
		return [3]float64{math.Max(r, h.Z)}
	case physics.Cylinder:
		return [3]float64{r, h.Z}
	case physics.Capsule:
		return [3]float64{r, math.Max(0, h.Z-r)}
	}
	return [3]float64{h.X, h.Y, h.Z}
}

// likeInertia is the size of a primitive that resembles the box with the inertia of a mesh, of half sizes
//
//	b_i = ½ √(6 (I_j + I_k − I_i)/volume)
func likeInertia(kind physics.GeomType, m *mesh) [3]float64 {
	i := m.inertia
	half := func(x float64) float64 { return math.Sqrt(math.Max(0, 6*x/m.volume)) / 2 }
	b := [3]float64{half(i.Y + i.Z - i.X), half(i.X + i.Z - i.Y), half(i.X + i.Y - i.Z)}
	r := (b[0] + b[1]) / 2
	switch kind {
	case physics.Sphere:
		return [3]float64{(b[0] + b[1] + b[2]) / 3}
	case physics.Cylinder:
		return [3]float64{r, b[2]}
	case physics.Capsule:
		return [3]float64{r, math.Max(0, b[2]-r/2)}
	}
	return b
}

// weighMesh is weigh for a mesh.
func (g *geom) weighMesh(m *mesh, pos spatial.Vec, quat spatial.Quat) mass {
	w := mass{pos: pos, quat: quat, mass: g.mass}
	if !g.hasMass {
		w.mass = g.density * m.volume
	}
	w.inertia = m.inertia.Scale(w.mass / m.volume)
	return w
}
