package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// quatAt is the unit quaternion that begins at q[i].
func quatAt(q []float64, i int) spatial.Quat {
	return spatial.Quat{W: q[i], X: q[i+1], Y: q[i+2], Z: q[i+3]}.Unit()
}

// planBallLimit is planLimit for a Ball, which is limited in its angle to the greater end of the range.
func (m *Model) planBallLimit(j int) limit {
	dof, r := m.JntDofAdr[j], m.JntRange[j]
	return limit{
		joint: j, qpos: m.JntQPosAdr[j], dof: -1, hi: max(r[0], r[1]), margin: m.JntMargin[j],
		approx: m.DofInvWeight0[dof], law: m.newLaw(m.JntSolRef[j], m.JntSolImp[j]),
	}
}

// addBallLimit adds the row of a Ball near its limit: J = −axis on its three dofs.
func (m *Model) addBallLimit(d *Data, l *limit) {
	turn := quatAt(d.QPos, l.qpos).Vec()
	angle := turn.Norm()
	dist := l.hi - angle
	if dist >= l.margin {
		return
	}
	axis := turn.Unit()
	c := d.newConstraint()
	c.Type, c.ID, c.Rows, c.Pos, c.Margin, c.DiagApprox = LimitConstraint, l.joint, 1, dist, l.margin, l.approx
	dof := m.JntDofAdr[l.joint]
	c.span, c.n = span{leaf1: -1, leaf2: int32(dof + 2), n2: 3}, 3
	l.law.apply(c, 1)
	d.base = append(d.base, -axis.Z, -axis.Y, -axis.X) // the run of dofs begins at the last
	bias := [6]float64{-c.K * c.Imp * (c.Pos - c.Margin)}
	m.addReferred(d, c, &bias, &[6]float64{c.B})
}
