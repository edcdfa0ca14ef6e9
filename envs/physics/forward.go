package physics

// Forward evaluates the dynamics at QPos, QVel, Ctrl: every derived quantity, up to the acceleration QAcc.
func (m *Model) Forward(d *Data) {
	d.eval.save(d)
	m.evaluate(d)
	if m.Option.NoSlip == 0 {
		m.constraintForces(d)
	}
}

// evaluate is Forward without what the acceleration does not need.
func (m *Model) evaluate(d *Data) {
	m.position(d)
	m.velocity(d)
	m.tendonVelocities(d)
	m.bias(d)
	if m.heavyTendons {
		m.tendonBias(d)
	}
	m.passive(d)
	m.actuation(d)
	for i := range d.QfrcSmooth {
		d.QfrcSmooth[i] = d.QfrcPassive[i] - d.QfrcBias[i] + d.QfrcActuator[i] + d.QfrcApplied[i]
	}
	m.constraints(d)
	m.solve(d)
	if m.Option.NoSlip > 0 {
		m.constraintForces(d)
		m.noSlip(d)
	}
	copy(d.QAccWarmstart, d.QAcc)
}

// position runs the stages that depend on QPos alone.
func (m *Model) position(d *Data) {
	m.kinematics(d)
	m.comPos(d)
	m.tendonLengths(d)
	m.massMatrix(d)
	m.collision(d)
}

// save remembers the inputs of the evaluation that is about to run.
func (e *evaluation) save(d *Data) {
	copy(e.qpos, d.QPos)
	copy(e.qvel, d.QVel)
	copy(e.ctrl, d.Ctrl)
	copy(e.applied, d.QfrcApplied)
	copy(e.warm, d.QAccWarmstart)
	copy(e.act, d.Act)
	copy(e.mocapPos, d.MocapPos)
	copy(e.mocapQuat, d.MocapQuat)
	e.done = true
}
