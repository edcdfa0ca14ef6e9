package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// Step advances d by one Timestep under the current Ctrl. If the result is not finite or absurdly large, d.Diverged is
// set; a diverged state is left as it is and not stepped any further.
func (m *Model) Step(d *Data) {
	if d.Diverged {
		return
	}
	switch m.Option.Integrator {
	case RK4:
		m.rk4(d)
	case Implicit, ImplicitFast:
		m.implicit(d)
	default:
		m.euler(d)
	}
	d.Time += m.Option.Timestep
	d.Diverged = wild(d.QPos) || wild(d.QVel) || wild(d.QAcc)
}

// tooLarge is where MuJoCo, too, stops believing a number.
const tooLarge = 1e10

// wild reports whether any number is NaN or too large.
func wild(x []float64) bool {
	for _, v := range x {
		if !(math.Abs(v) <= tooLarge) {
			return true
		}
	}
	return false
}

// euler is the semi-implicit rule: the velocity first, then the positions with the new velocity. Joint damping is
// implicit in the velocity, which keeps stiff dampers stable; QAcc remains the undamped acceleration.
//
//	v ← v + h (M + h C)⁻¹ (qfrc_smooth + qfrc_constraint)        q ← q ⊕ h v
func (m *Model) euler(d *Data) {
	m.Forward(d)
	h, acc := m.Option.Timestep, d.QAcc
	if m.damps {
		copy(d.impl, d.M)
		m.dampDiagonal(d, d.impl, h)
		acc = d.next
		for i := range acc {
			acc[i] = d.QfrcSmooth[i] + d.QfrcConstraint[i]
		}
		m.factorTree(d.impl, d.hInv)
		m.solveTree(d.impl, d.hInv, acc)
	}
	m.advanceActivations(d)
	axpy(d.QVel, h, acc)
	m.addVelocity(d.QPos, h, d.QVel)
}

// rk4 is the classical Runge-Kutta rule of order four. Everything, contacts included, is evaluated at each stage.
//
//	x₁ = x, x₂ = x ⊕ h/2 ẋ₁, x₃ = x ⊕ h/2 ẋ₂, x₄ = x ⊕ h ẋ₃        x ← x ⊕ h (ẋ₁ + 2 ẋ₂ + 2 ẋ₃ + ẋ₄)/6
func (m *Model) rk4(d *Data) {
	h := m.Option.Timestep
	copy(d.q0, d.QPos)
	copy(d.v0, d.QVel)
	clear(d.dq)
	clear(d.dv)
	copy(d.act0, d.Act)
	clear(d.dact)
	since := 0.0
	for _, stage := range [...]struct{ step, weight float64 }{{h / 2, 1. / 6}, {h / 2, 1. / 3}, {h, 1. / 3}} {
		m.evaluate(d)
		rate := m.chartRate(d, since)
		since = stage.step
		axpy(d.dq, stage.weight, rate)
		axpy(d.dv, stage.weight, d.QAcc)
		axpy(d.dact, stage.weight, d.ActDot)
		for i, w := range d.act0 {
			d.Act[i] = w + stage.step*d.ActDot[i]
		}
		copy(d.QPos, d.q0)
		m.addVelocity(d.QPos, stage.step, rate)
		for i, v := range d.v0 {
			d.QVel[i] = v + stage.step*d.QAcc[i]
		}
	}
	m.Forward(d)
	axpy(d.dq, 1./6, m.chartRate(d, since))
	axpy(d.dv, 1./6, d.QAcc)
	axpy(d.dact, 1./6, d.ActDot)
	copy(d.Act, d.act0)
	copy(d.ActDot, d.dact)
	m.advanceActivations(d)
	copy(d.QPos, d.q0)
	m.addVelocity(d.QPos, h, d.dq)
	for i, v := range d.v0 {
		d.QVel[i] = v + h*d.dv[i]
	}
}

// chartRate returns the rate of the increment that RK4 adds to the positions at the start of the step, at a stage that
// lies h times the rate of the stage before away from there. Where nothing turns it is QVel. A rotation has moved on by
// the rotation vector u, and a body that spins with ω in its own axes changes u by (Bortz, A new mathematical formulation
// for strapdown inertial navigation, 1971, for the opposite handedness)
//
//	u˙ = ω + ½ u × ω + c u × (u × ω)        c = (1 − θ/2 cot θ/2)/θ² → 1/12,  θ = |u|
//
// MuJoCo before 4.0 took u˙ = ω.
func (m *Model) chartRate(d *Data, h float64) []float64 {
	if len(m.spins) == 0 {
		return d.QVel
	}
	for _, i := range m.spins {
		u := spatial.Vec{X: h * d.rate[i], Y: h * d.rate[i+1], Z: h * d.rate[i+2]}
		w := spatial.Vec{X: d.QVel[i], Y: d.QVel[i+1], Z: d.QVel[i+2]}
		if t := u.Norm(); t > math.Pi { // the rotation that it stands for, the short way round
			u = u.Scale(1 - 2*math.Pi/t*math.Round(t/(2*math.Pi)))
		}
		c, t := 1./12, u.Norm()
		if t > 1e-4 {
			c = (1 - t/2/math.Tan(t/2)) / (t * t)
		}
		uw := u.Cross(w)
		w = w.AddScaled(0.5, uw).AddScaled(c, u.Cross(uw))
		d.rate[i], d.rate[i+1], d.rate[i+2] = w.X, w.Y, w.Z
	}
	for _, i := range m.unturned {
		d.rate[i] = d.QVel[i]
	}
	return d.rate
}

// addVelocity sets q ← q ⊕ h v. A quaternion is normalized and then turned on the right, since its angular velocity is in
// body axes.
func (m *Model) addVelocity(q []float64, h float64, v []float64) {
	for j := range m.joints {
		t := &m.joints[j]
		switch t.typ {
		case Free:
			p, u := q[t.qpos:][:7], v[t.dof:][:6]
			for i := range 3 {
				p[i] += h * u[i]
			}
			spin(p[3:], h, u[3:])
		case Ball:
			spin(q[t.qpos:][:4], h, v[t.dof:][:3])
		default:
			q[t.qpos] += h * v[t.dof]
		}
	}
}

// spin turns the quaternion p by the angular velocity u, in body axes, for the time h.
func spin(p []float64, h float64, u []float64) {
	w := spatial.Vec{X: u[0], Y: u[1], Z: u[2]}
	r := quatAt(p, 0).Mul(spatial.AxisAngle(w.Unit(), h*w.Norm()))
	p[0], p[1], p[2], p[3] = r.W, r.X, r.Y, r.Z
}
