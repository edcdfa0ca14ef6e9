package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// touch is the sum of the normal forces of the contacts of a site's body whose normal, seen from the contact and away
// from the body, meets the volume of the site.
func (m *Model) touch(d *Data, s *Sensor, out []float64) {
	body, pos, axes := m.frameOf(d, s.Object, s.ID)
	for i := range d.Constraint {
		c := &d.Constraint[i]
		if c.Type < FrictionlessContact || c.Type > EllipticContact {
			continue
		}
		t := &d.Contact[c.ID]
		one, two := m.GeomBody[t.Geom1] == body, m.GeomBody[t.Geom2] == body
		force := ContactForce(d, c).X
		if !one && !two || force <= 0 {
			continue
		}
		dir := t.Frame.X
		if two {
			dir = dir.Neg()
		}
		if ray(m.SiteType[s.ID], m.SiteSize[s.ID], axes.TMulVec(t.Pos.Sub(pos)), axes.TMulVec(dir)) >= 0 {
			out[0] += force
		}
	}
}

// rangefinder is the distance along the z axis of a site to the nearest geom that is not of its body, −1 if there is none.
func (m *Model) rangefinder(d *Data, s *Sensor, out []float64) {
	body, pos, axes := m.frameOf(d, s.Object, s.ID)
	out[0] = -1
	for g := range m.GeomType {
		if m.GeomBody[g] == body || m.GeomRGBA[g][3] == 0 {
			continue
		}
		at, r := m.GeomPose(d, g)
		p, v := r.TMulVec(pos.Sub(at)), r.TMulVec(axes.Z)
		x := -1.0
		if m.GeomType[g] == Mesh {
			x = m.Meshes[m.GeomMesh[g]].ray(p, v)
		} else {
			x = ray(m.GeomType[g], m.GeomSize[g], p, v)
		}
		if x >= 0 && (out[0] < 0 || x < out[0]) {
			out[0] = x
		}
	}
}

// ray returns how far from p along the unit vector v the surface of a shape is, in the frame of the shape, −1 if it is
// not met. From inside the far side is met.
func ray(t GeomType, size, p, v spatial.Vec) float64 {
	switch t {
	case Plane:
		return rayPlane(size, p, v)
	case Sphere:
		return nearRoot(rayQuadric(p, v, spatial.Vec{X: size.X, Y: size.X, Z: size.X}))
	case Ellipsoid:
		return nearRoot(rayQuadric(p, v, size))
	case Capsule:
		return rayCapsule(size, p, v)
	case Cylinder:
		return rayCylinder(size, p, v)
	case Box:
		return rayBox(size, p, v)
	}
	return -1
}

// rayPlane meets a plane from above, within its extents where it has any.
func rayPlane(size, p, v spatial.Vec) float64 {
	if v.Z > -spatial.MinVal {
		return -1
	}
	x := -p.Z / v.Z
	q := p.AddScaled(x, v)
	if x < 0 || size.X > 0 && math.Abs(q.X) > size.X || size.Y > 0 && math.Abs(q.Y) > size.Y {
		return -1
	}
	return x
}

// rayQuadric returns where a line meets an ellipsoid.
func rayQuadric(p, v, s spatial.Vec) (lo, hi float64, ok bool) {
	p = spatial.Vec{X: p.X / s.X, Y: p.Y / s.Y, Z: p.Z / s.Z}
	v = spatial.Vec{X: v.X / s.X, Y: v.Y / s.Y, Z: v.Z / s.Z}
	return roots(v.Dot(v), v.Dot(p), p.Dot(p)-1)
}

// roots solves a x² + 2 b x + c = 0.
func roots(a, b, c float64) (lo, hi float64, ok bool) {
	det := b*b - a*c
	if det < spatial.MinVal || a < spatial.MinVal {
		return 0, 0, false
	}
	det = math.Sqrt(det)
	return (-b - det) / a, (-b + det) / a, true
}

// nearRoot returns the smaller of two distances that is not negative, −1 if none is.
func nearRoot(lo, hi float64, ok bool) float64 {
	switch {
	case !ok || hi < 0:
		return -1
	case lo >= 0:
		return lo
	}
	return hi
}

// nearer keeps the smaller of two distances, where −1 is none.
func nearer(a, b float64) float64 {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

func rayCapsule(size, p, v spatial.Vec) float64 {
	best := -1.0
	if lo, hi, ok := roots(v.X*v.X+v.Y*v.Y, v.X*p.X+v.Y*p.Y, p.X*p.X+p.Y*p.Y-size.X*size.X); ok {
		for _, x := range [...]float64{lo, hi} {
			if x >= 0 && math.Abs(p.Z+x*v.Z) <= size.Y {
				best = nearer(best, x)
			}
		}
	}
	for _, end := range [...]float64{size.Y, -size.Y} {
		q := spatial.Vec{X: p.X, Y: p.Y, Z: p.Z - end}
		if lo, hi, ok := roots(1, v.Dot(q), q.Dot(q)-size.X*size.X); ok {
			for _, x := range [...]float64{lo, hi} {
				if x >= 0 && (q.Z+x*v.Z)*end >= 0 {
					best = nearer(best, x)
				}
			}
		}
	}
	return best
}

func rayCylinder(size, p, v spatial.Vec) float64 {
	best := -1.0
	if lo, hi, ok := roots(v.X*v.X+v.Y*v.Y, v.X*p.X+v.Y*p.Y, p.X*p.X+p.Y*p.Y-size.X*size.X); ok {
		for _, x := range [...]float64{lo, hi} {
			if x >= 0 && math.Abs(p.Z+x*v.Z) <= size.Y {
				best = nearer(best, x)
			}
		}
	}
	if math.Abs(v.Z) > spatial.MinVal {
		for _, end := range [...]float64{size.Y, -size.Y} {
			x := (end - p.Z) / v.Z
			q := p.AddScaled(x, v)
			if x >= 0 && q.X*q.X+q.Y*q.Y <= size.X*size.X {
				best = nearer(best, x)
			}
		}
	}
	return best
}

func rayBox(size, p, v spatial.Vec) float64 {
	best := -1.0
	ps, vs, ss := [3]float64{p.X, p.Y, p.Z}, [3]float64{v.X, v.Y, v.Z}, [3]float64{size.X, size.Y, size.Z}
	for k := range 3 {
		if math.Abs(vs[k]) <= spatial.MinVal {
			continue
		}
		i, j := (k+1)%3, (k+2)%3
		for _, side := range [...]float64{-ss[k], ss[k]} {
			x := (side - ps[k]) / vs[k]
			if x >= 0 && math.Abs(ps[i]+x*vs[i]) <= ss[i] && math.Abs(ps[j]+x*vs[j]) <= ss[j] {
				best = nearer(best, x)
			}
		}
	}
	return best
}

// ray is ray for the triangles of a mesh (Möller and Trumbore 1997).
func (t *MeshData) ray(p, v spatial.Vec) float64 {
	best := -1.0
	for _, f := range t.Face {
		a := t.Vert[f[0]]
		e, g := t.Vert[f[1]].Sub(a), t.Vert[f[2]].Sub(a)
		h := v.Cross(g)
		det := e.Dot(h)
		if math.Abs(det) < spatial.MinVal {
			continue
		}
		s := p.Sub(a)
		u := s.Dot(h) / det
		q := s.Cross(e)
		w := v.Dot(q) / det
		if x := g.Dot(q) / det; x >= 0 && u >= 0 && w >= 0 && u+w <= 1 {
			best = nearer(best, x)
		}
	}
	return best
}
