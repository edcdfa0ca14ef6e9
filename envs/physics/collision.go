package physics

// approach is the quick test of a pair: geoms whose bounding spheres are further apart than reach cannot touch.
type approach struct {
	g1, g2 int32   // their geomPlans
	plane  int32   // g1 is this plane; −1 if it is a solid
	reach  float64 // squared between two solids, m²; not so above a plane, m
}

// collision fills Contact with the contacts of all pairs, in the order of the pairs.
func (m *Model) collision(d *Data) {
	d.found.list = d.found.list[:0]
	d.found.release, d.found.single = m.Option.Release, m.Option.Disable.MultiCCD
	center := d.center[:len(m.geoms)]
	for k := range m.geoms {
		g := &m.geoms[k]
		center[k] = d.XPos[g.body].Add(d.XMat[g.body].MulVec(g.pos))
	}
	for k := range m.near {
		a := &m.near[k]
		off := center[a.g2].Sub(center[a.g1])
		dist := 0.0
		if a.plane >= 0 {
			dist = m.normals[a.plane].Dot(off)
		} else {
			dist = off.Dot(off)
		}
		if dist <= a.reach {
			m.collidePair(d, k)
		}
	}
	d.Contact = d.found.list
}

// collidePair runs the routine of a pair that came near, and completes the contacts it found.
func (m *Model) collidePair(d *Data, k int) {
	p, near := &m.pairs[k], &m.near[k]
	a, b := &d.shapes[0], &d.shapes[1]
	m.placeShape(a, d, int(near.g1))
	m.placeShape(b, d, int(near.g2))
	first := len(d.found.list)
	d.found.margin = p.margin
	d.found.radius = [2]float64{m.GeomRBound[p.g1], m.GeomRBound[p.g2]}
	d.found.collide(p.shapes, a, b)
	for i := first; i < len(d.found.list); i++ {
		c := &d.found.list[i]
		c.Geom1, c.Geom2, c.pair = p.g1, p.g2, int32(k)
		c.Margin, c.Condim, c.Friction, c.Row = p.include, p.condim, p.friction, -1
	}
}

// placeShape sets s to colliding geom i in the world.
func (m *Model) placeShape(s *shape, d *Data, i int) {
	g := &m.geoms[i]
	r := &d.XMat[g.body]
	s.pos, s.axis, s.size = d.center[i], r.MulVec(g.axis), g.size
	s.typ, s.hull, s.bound = g.typ, g.hull, g.bound
	if g.sided {
		s.side = r.MulVec(g.side)
	}
}
