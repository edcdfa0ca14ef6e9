package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// comPos expresses masses and joint axes about one point per kinematic tree, the center of mass of the whole tree:
// SubtreeCom, CInert, CDof. That point moves with the tree, which keeps the numbers small far from the origin.
func (m *Model) comPos(d *Data) {
	com := d.SubtreeCom
	for b := range m.bodies {
		com[b] = d.XIPos[b].Scale(m.bodies[b].mass)
	}
	for b := len(m.bodies) - 1; b > 0; b-- {
		up := m.bodies[b].parent
		com[up] = com[up].Add(com[b])
	}
	for b := range m.bodies {
		p := &m.bodies[b]
		if p.invSubtree == 0 {
			com[b] = d.XIPos[b]
			continue
		}
		com[b] = com[b].Scale(p.invSubtree)
	}
	for b := 1; b < len(m.bodies); b++ {
		p := &m.bodies[b]
		bodyInertia(&d.CInert[b], p, &d.XMat[b], d.XIPos[b].Sub(com[p.root]))
		if p.jnt0 < p.jnt1 {
			m.motionAxes(d, b, com[p.root])
		}
	}
}

// bodyInertia sets c to the inertia of a body about a point from which its center of mass lies at d:
//
//	I = λ 1 + μ u uᵀ + ν w wᵀ − m [d]×[d]×        −[d]×[d]× = ⟨d,d⟩ 1 − d dᵀ
func bodyInertia(c *spatial.Inertia, p *bodyPlan, r *spatial.Mat, d spatial.Vec) {
	i := &p.inertia
	u, h := r.MulVec(i.u), d.Scale(p.mass)
	v := u.Scale(i.mu)
	s := i.lambda + h.Dot(d)
	c.XX = s + v.X*u.X - h.X*d.X
	c.YY = s + v.Y*u.Y - h.Y*d.Y
	c.ZZ = s + v.Z*u.Z - h.Z*d.Z
	c.XY = v.X*u.Y - h.X*d.Y
	c.XZ = v.X*u.Z - h.X*d.Z
	c.YZ = v.Y*u.Z - h.Y*d.Z
	if i.nu != 0 {
		u = r.MulVec(i.w)
		v = u.Scale(i.nu)
		c.XX += v.X * u.X
		c.YY += v.Y * u.Y
		c.ZZ += v.Z * u.Z
		c.XY += v.X * u.Y
		c.XZ += v.X * u.Z
		c.YZ += v.Y * u.Z
	}
	c.H = h
	c.M = p.mass
}

// motionAxes sets CDof of a body's joints: the motion of the reference point com per unit velocity of the dof.
//
//	hinge (a, a × (com − p))        slide (0, a)        free (0, eₖ), then (R eₖ, R eₖ × (com − x))
func (m *Model) motionAxes(d *Data, b int, com spatial.Vec) {
	p := &m.bodies[b]
	if p.free {
		off, r, c := com.Sub(d.XPos[b]), &d.XMat[b], d.CDof[p.dof0:][:6]
		c[0] = spatial.Motion{V: spatial.Vec{X: 1}}
		c[1] = spatial.Motion{V: spatial.Vec{Y: 1}}
		c[2] = spatial.Motion{V: spatial.Vec{Z: 1}}
		c[3] = spatial.Motion{W: r.X, V: r.X.Cross(off)}
		c[4] = spatial.Motion{W: r.Y, V: r.Y.Cross(off)}
		c[5] = spatial.Motion{W: r.Z, V: r.Z.Cross(off)}
		return
	}
	for j := p.jnt0; j < p.jnt1; j++ {
		t, a := &m.joints[j], d.XAxis[j]
		if t.typ == Ball {
			m.ballAxes(d, b, j, com)
			continue
		}
		if t.typ == Slide {
			d.CDof[t.dof] = spatial.Motion{V: a}
			continue
		}
		d.CDof[t.dof] = spatial.Motion{W: a, V: a.Cross(com.Sub(d.XAnchor[j]))}
	}
}

// ballAxes sets CDof of a Ball: rotations about the body's axes through the anchor. A joint that comes after it in the
// body turns them no more, so the axes are those that the Ball has left.
func (m *Model) ballAxes(d *Data, b, j int, com spatial.Vec) {
	t, off := &m.joints[j], com.Sub(d.XAnchor[j])
	r := d.XMat[b]
	if j+1 < m.bodies[b].jnt1 {
		r = m.axesAfter(d, b, j)
	}
	for k, a := range [...]spatial.Vec{r.X, r.Y, r.Z} {
		d.CDof[t.dof+k] = spatial.Motion{W: a, V: a.Cross(off)}
	}
}

// axesAfter returns the axes of body b behind its joint j.
func (m *Model) axesAfter(d *Data, b, j int) spatial.Mat {
	p := &m.bodies[b]
	r := d.XMat[p.parent].Mul(&p.rot)
	pos := spatial.Vec{}
	for k := p.jnt0; k <= j; k++ {
		anchor, axis := d.XAnchor[k], d.XAxis[k]
		pos = m.moveJoint(d, k, pos, &r)
		d.XAnchor[k], d.XAxis[k] = anchor, axis
	}
	return r
}

// massMatrix computes M by the composite rigid body algorithm. Dof i moves the composite of its body and everything
// below as one body, so for i and every dof j before it
//
//	Mᵢⱼ = ⟨cdofⱼ, crb cdofᵢ⟩        and the armature on the diagonal
func (m *Model) massMatrix(d *Data) {
	crb := d.crb
	copy(crb, d.CInert)
	for b := len(m.bodies) - 1; b > 0; b-- {
		if up := m.bodies[b].parent; up > 0 {
			crb[up].Accumulate(&crb[b])
		}
	}
	var f spatial.Force
	for i, b := range m.DofBody {
		crb[b].Mul(&f, &d.CDof[i])
		adr := m.DofMadr[i]
		cols := m.chain[adr:m.DofMadr[i+1]]
		row := d.M[adr:][:len(cols)]
		turns := len(cols) - m.shift[i]
		for k, j := range cols[:turns] {
			row[k] = d.CDof[j].Dot(&f)
		}
		for k := turns; k < len(row); k++ { // a translation has no rotational part
			row[k] = d.CDof[cols[k]].V.Dot(f.F)
		}
		row[0] += m.DofArmature[i]
	}
	if m.heavyTendons {
		m.tendonInertia(d)
	}
}
