package physics

// Energy returns the potential energy of gravity and springs and the kinetic energy, J, of the last evaluation.
//
//	−Σ m ⟨g, x⟩ + ½ Σ k (q − q_spring)²        ½ vᵀ M v
func (m *Model) Energy(d *Data) (potential, kinetic float64) {
	if !m.Option.Disable.Gravity {
		for b := 1; b < m.NBody; b++ {
			potential -= m.BodyMass[b] * m.Option.Gravity.Dot(d.XIPos[b])
		}
	}
	if !m.Option.Disable.Passive {
		for _, j := range m.spring {
			q := m.JntQPosAdr[j]
			x := d.eval.qpos[q] - m.QPosSpring[q]
			potential += 0.5 * m.JntStiffness[j] * x * x
		}
	}
	m.mulTree(d.mv, d.M, d.eval.qvel)
	for i, p := range d.mv {
		kinetic += 0.5 * p * d.eval.qvel[i]
	}
	return potential, kinetic
}
