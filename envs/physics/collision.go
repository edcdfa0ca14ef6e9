package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// collision fills Contact with the contacts of all pairs, in the order of the pairs.
func (m *Model) collision(d *Data) {
	d.found.list = d.found.list[:0]
	if len(m.pairs) > 0 {
		for k := range m.geoms {
			g := &m.geoms[k]
			d.centre[k] = d.XPos[g.body].Add(d.XMat[g.body].MulVec(g.pos))
		}
	}
	for k := range m.pairs {
		p := &m.pairs[k]
		c1, c2 := d.centre[p.p1], d.centre[p.p2]
		off := c2.Sub(c1)
		if p.plane {
			n := d.XMat[m.geoms[p.p1].body].MulVec(m.geoms[p.p1].axis)
			if n.Dot(off) > p.reach {
				continue
			}
		} else if off.Dot(off) > p.reach*p.reach {
			continue
		}
		m.collidePair(d, k)
	}
	d.Contact = d.found.list
}

// collidePair runs the routine of a pair that came near, and completes the contacts it found.
func (m *Model) collidePair(d *Data, k int) {
	p := &m.pairs[k]
	a, b := &d.shapes[0], &d.shapes[1]
	m.placeShape(a, d, p.p1, p.size1)
	m.placeShape(b, d, p.p2, p.size2)
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
func (m *Model) placeShape(s *shape, d *Data, i int, size spatial.Vec) {
	g := &m.geoms[i]
	r := &d.XMat[g.body]
	s.pos, s.axis, s.side, s.size = d.centre[i], r.MulVec(g.axis), r.MulVec(g.side), size
}
