package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// RNEPostConstraint computes the forces that the accelerations of the last evaluation imply: CFrcExt, the contact
// forces on each body, CAcc and CFrcInt, the force that each body receives through its joints. They belong to the
// state of that evaluation, not to the one that Step has gone on to.
func (m *Model) RNEPostConstraint(d *Data) {
	d.posted = true
	m.contactForces(d)
	d.CAcc[0] = spatial.Motion{}
	if !m.Option.Disable.Gravity {
		d.CAcc[0].V = m.Option.Gravity.Neg()
	}
	qvel := d.eval.qvel
	for b := 1; b < len(m.bodies); b++ {
		p := &m.bodies[b]
		a := d.CAcc[p.parent]
		for i := p.dof0; i < p.dof1; i++ {
			addScaled(&a, qvel[i], &d.CDofDot[i])
			addScaled(&a, d.QAcc[i], &d.CDof[i])
		}
		d.CAcc[b] = a
		bodyForce(&d.CFrcInt[b], &d.CInert[b], &a, &d.CVel[b])
		d.CFrcInt[b] = d.CFrcInt[b].Sub(d.CFrcExt[b])
	}
	d.CFrcInt[0] = spatial.Force{}
	for b := len(m.bodies) - 1; b > 0; b-- {
		accumulate(&d.CFrcInt[m.bodies[b].parent], &d.CFrcInt[b])
	}
}

// contactForces sets CFrcExt. A force F at p acts on the second body as ((p − com) × F, F) and on the first as its
// negative, each about the reference point of its own tree.
func (m *Model) contactForces(d *Data) {
	clear(d.CFrcExt)
	for i := range d.Constraint {
		c := &d.Constraint[i]
		if c.Type == EqualityConstraint {
			m.equalityForce(d, c)
		}
		if c.Type < FrictionlessContact || c.Type > EllipticContact {
			continue
		}
		t := &d.Contact[c.ID]
		g := c.baseForce(d.EfcForce[c.Row:][:c.Rows])
		f := t.Frame.MulVec(spatial.Vec{X: g[0], Y: g[1], Z: g[2]})
		turn := t.Frame.MulVec(spatial.Vec{X: g[3], Y: g[4], Z: g[5]})
		m.pushBody(d, m.GeomBody[t.Geom2], t.Pos, f, turn)
		m.pushBody(d, m.GeomBody[t.Geom1], t.Pos, f.Neg(), turn.Neg())
	}
}

// pushBody adds a force at a point and a torque to CFrcExt of a body.
func (m *Model) pushBody(d *Data, b int, at, force, torque spatial.Vec) {
	if b == 0 {
		return
	}
	arm := at.Sub(d.SubtreeCom[m.bodies[b].root])
	accumulate(&d.CFrcExt[b], &spatial.Force{T: arm.Cross(force).Add(torque), F: force})
}

// ContactForce returns the force of a contact constraint on the second body along the axes of the contact's frame:
// normal and two tangents, N.
func ContactForce(d *Data, c *Constraint) spatial.Vec {
	f := c.baseForce(d.EfcForce[c.Row:][:c.Rows])
	return spatial.Vec{X: f[0], Y: f[1], Z: f[2]}
}
