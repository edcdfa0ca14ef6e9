package physics

// loss is the dry friction of a dof.
type loss struct {
	dof  int
	most float64
	law  law
}

// planLosses lists the dofs with dry friction.
func (m *Model) planLosses() {
	m.losses = nil
	for i, f := range m.DofLoss {
		if f > 0 {
			soft := DefaultSoftness
			if m.DofFriction != nil {
				soft = m.DofFriction[i]
			}
			m.losses = append(m.losses, loss{i, f, m.newLaw(soft.Ref, soft.Imp)})
		}
	}
}

// addFrictionLosses adds the rows of dry friction, of dofs and then of tendons: they damp, −B v, up to their greatest
// force.
func (m *Model) addFrictionLosses(d *Data) {
	if m.Option.Disable.FrictionLoss {
		return
	}
	for k := range m.losses {
		l := &m.losses[k]
		c := d.newConstraint()
		c.Type, c.ID, c.Rows, c.Loss, c.DiagApprox = FrictionConstraint, l.dof, 1, l.most, m.DofInvWeight0[l.dof]
		c.span, c.n = span{leaf1: -1, leaf2: int32(l.dof), n2: 1}, 1
		d.base = append(d.base, 1)
		m.addLoss(d, c, &l.law)
	}
	for t := range m.tendons {
		if p := &m.tendons[t]; p.lossy {
			c := d.newConstraint()
			c.Type, c.ID, c.Rows, c.Loss, c.Tendon = FrictionConstraint, t, 1, m.Tendons[t].Loss, true
			c.DiagApprox = m.TendonInvWeight[t]
			m.tendonRow(d, c, t, 1)
			m.addLoss(d, c, &p.friction)
		}
	}
}

func (m *Model) addLoss(d *Data, c *Constraint, l *law) {
	l.apply(c, 1)
	c.K = 0
	m.addReferred(d, c, &[6]float64{}, &[6]float64{c.B})
}
