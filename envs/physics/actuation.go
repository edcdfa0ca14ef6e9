package physics

// actuation computes QfrcActuator: each motor adds gear · ctrl to its joint. Ctrl is clamped to its range on the way,
// not in place. A NaN control gives a NaN force, which Step reports as Diverged.
func (m *Model) actuation(d *Data) {
	clear(d.QfrcActuator)
	if m.Option.Disable.Actuation {
		return
	}
	for a, j := range m.ActuatorJoint {
		u := d.Ctrl[a]
		if m.ActuatorCtrlLimited[a] && !m.Option.Disable.ClampCtrl {
			u = clamp(u, m.ActuatorCtrlRange[a])
		}
		if m.ActuatorForceLimited[a] {
			u = clamp(u, m.ActuatorForceRange[a])
		}
		d.QfrcActuator[m.JntDofAdr[j]] += m.ActuatorGear[a] * u
	}
}

// clamp returns the point of the interval r nearest to x, or NaN for NaN.
func clamp(x float64, r [2]float64) float64 {
	switch {
	case x < r[0]:
		return r[0]
	case x > r[1]:
		return r[1]
	}
	return x
}
