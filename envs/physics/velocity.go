package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// velocity carries the velocities of the joints up the tree: CVel and CDofDot. A dof's axis is turned by everything
// that moves before it, so cdof˙ = cvel × cdof with the velocity gathered so far. The axes of a floating body's three
// rotations all move with the translating body, and its translations not at all.
func (m *Model) velocity(d *Data) {
	for b := 1; b < len(m.bodies); b++ {
		p := &m.bodies[b]
		v := d.CVel[p.parent]
		i := p.dof0
		if p.free {
			for ; i < p.dof0+3; i++ {
				addScaled(&v, d.QVel[i], &d.CDof[i])
			}
			w := v
			for ; i < p.dof1; i++ {
				d.CDofDot[i] = w.Cross(&d.CDof[i])
				addScaled(&v, d.QVel[i], &d.CDof[i])
			}
		}
		if p.ball {
			v = m.ballVelocity(d, p, v)
			i = p.dof1
		}
		for ; i < p.dof1; i++ {
			d.CDofDot[i] = v.Cross(&d.CDof[i])
			addScaled(&v, d.QVel[i], &d.CDof[i])
		}
		d.CVel[b] = v
	}
}

// ballVelocity is the step of velocity for a body with Balls, whose three axes move together: with the velocity before
// the joint.
func (m *Model) ballVelocity(d *Data, p *bodyPlan, v spatial.Motion) spatial.Motion {
	for j := p.jnt0; j < p.jnt1; j++ {
		_, nv := m.joints[j].typ.size()
		dof, before := m.joints[j].dof, v
		for i := dof; i < dof+nv; i++ {
			d.CDofDot[i] = before.Cross(&d.CDof[i])
			addScaled(&v, d.QVel[i], &d.CDof[i])
		}
	}
	return v
}

// addScaled adds s b to v.
func addScaled(v *spatial.Motion, s float64, b *spatial.Motion) {
	v.W.X += s * b.W.X
	v.W.Y += s * b.W.Y
	v.W.Z += s * b.W.Z
	v.V.X += s * b.V.X
	v.V.Y += s * b.V.Y
	v.V.Z += s * b.V.Z
}

// bias computes QfrcBias by the recursive Newton-Euler algorithm with v̇ = 0: the joint forces that gravity, Coriolis
// and centrifugal terms exert. Gravity enters as the world accelerating upwards.
//
//	a_b = a_parent + Σ cdof˙ q̇        f_b = I a_b + v_b ×* I v_b        c_i = ⟨cdof_i, Σ f below⟩
func (m *Model) bias(d *Data) {
	acc, frc := d.acc, d.frc
	acc[0] = spatial.Motion{}
	if !m.Option.Disable.Gravity {
		acc[0].V = m.Option.Gravity.Neg()
	}
	for b := 1; b < len(m.bodies); b++ {
		p := &m.bodies[b]
		a := acc[p.parent]
		for i := p.dof0; i < p.dof1; i++ {
			addScaled(&a, d.QVel[i], &d.CDofDot[i])
		}
		acc[b] = a
		bodyForce(&frc[b], &d.CInert[b], &a, &d.CVel[b])
	}
	for b := len(m.bodies) - 1; b > 0; b-- {
		p := &m.bodies[b]
		for i := p.dof0; i < p.dof1; i++ {
			d.QfrcBias[i] = d.CDof[i].Dot(&frc[b])
		}
		if p.parent > 0 {
			accumulate(&frc[p.parent], &frc[b])
		}
	}
}

// bodyForce sets f to the force I a + v ×* I v that moves a body of velocity v with acceleration a.
func bodyForce(f *spatial.Force, i *spatial.Inertia, a, v *spatial.Motion) {
	var h spatial.Force
	i.Mul(f, a)
	i.Mul(&h, v)
	g := v.CrossForce(&h)
	accumulate(f, &g)
}

// accumulate adds g to f.
func accumulate(f, g *spatial.Force) {
	f.T.X += g.T.X
	f.T.Y += g.T.Y
	f.T.Z += g.T.Z
	f.F.X += g.F.X
	f.F.Y += g.F.Y
	f.F.Z += g.F.Z
}
