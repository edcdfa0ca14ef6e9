package physics

// Inverse sets tau to the joint forces (NV) that must be applied, besides springs, dampers, drag and constraints, for
// the state QPos, QVel to accelerate by qacc. It needs no solver: the soft constraints answer an acceleration with a
// force that is known at once. The derived quantities of d become those of QPos, QVel and qacc.
//
//	τ = M v̇ + c − passive − Jᵀ f(J v̇ − aref)
//
// It inverts Forward: with qacc = QAcc it returns QfrcActuator + QfrcApplied.
func (m *Model) Inverse(tau []float64, d *Data, qacc []float64) {
	if len(tau) != m.NV || len(qacc) != m.NV {
		panic("physics: Inverse with vectors of wrong length")
	}
	d.eval.save(d)
	m.position(d)
	m.velocity(d)
	m.tendonVelocities(d)
	m.bias(d)
	if m.heavyTendons {
		m.tendonBias(d)
	}
	m.passive(d)
	m.constraints(d)
	copy(d.QAcc, qacc)
	m.residuals(d, d.QAcc, d.jar)
	m.constraintForces(d)
	m.mulTree(tau, d.M, d.QAcc)
	for i := range tau {
		tau[i] += d.QfrcBias[i] - d.QfrcPassive[i] - d.QfrcConstraint[i]
	}
}
