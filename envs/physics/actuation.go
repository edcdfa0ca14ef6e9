package physics

import "math"

// motor is what actuation needs of a motor; a missing limit is infinite.
type motor struct {
	dof         int
	gear        float64
	ctrl, force [2]float64
}

func (m *Model) planMotor(a int) motor {
	endless := [2]float64{math.Inf(-1), math.Inf(1)}
	p := motor{dof: m.JntDofAdr[m.ActuatorJoint[a]], gear: m.ActuatorGear[a], ctrl: endless, force: endless}
	if m.ActuatorCtrlLimited[a] && !m.Option.Disable.ClampCtrl {
		p.ctrl = m.ActuatorCtrlRange[a]
	}
	if m.ActuatorForceLimited[a] {
		p.force = m.ActuatorForceRange[a]
	}
	return p
}

// actuation computes QfrcActuator: each motor adds gear · ctrl to its joint. Ctrl is clamped to its range on the way,
// not in place. A NaN control gives a NaN force, which Step reports as Diverged.
func (m *Model) actuation(d *Data) {
	clear(d.QfrcActuator)
	if m.Option.Disable.Actuation {
		return
	}
	for a := range m.motors {
		t := &m.motors[a]
		d.QfrcActuator[t.dof] += t.gear * clamp(clamp(d.Ctrl[a], t.ctrl), t.force)
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
