package physics

import (
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// motor is what actuation needs of an actuator; a missing limit is infinite.
type motor struct {
	dof         int // of a hinge or slide with a fixed gain and nothing else, else −1
	gear        float64
	ctrl, force [2]float64

	Actuator
	act    int     // its activation, −1 if none
	dofs   []int32 // that its moment acts on
	at     int     // its moment starts here in Data.moment
	tendon int     // −1 if it acts on none
	affine bool    // gain or bias depend on length or velocity
}

func (m *Model) planMotor(a int) motor {
	g := &m.Actuators[a]
	p := motor{dof: -1, ctrl: infinite, force: infinite, Actuator: *g, act: m.ActuatorAct[a], tendon: -1}
	if g.CtrlLimited && !m.Option.Disable.ClampCtrl {
		p.ctrl = g.CtrlRange
	}
	if g.ForceLimited {
		p.force = g.ForceRange
	}
	p.affine = g.Gain[1] != 0 || g.Gain[2] != 0 || g.Bias != [3]float64{} || g.DampRatio > 0
	switch g.Trn {
	case OnJoint, OnJointInParent:
		j := g.ID[0]
		_, nv := m.JntType[j].size()
		for k := range nv {
			p.dofs = append(p.dofs, int32(m.JntDofAdr[j]+k))
		}
		if m.JntType[j].scalar() && !p.affine && g.Dyn == NoActivation && g.Gain[0] == 1 && !m.forceLimited(j) {
			p.dof, p.gear = m.JntDofAdr[j], g.Gear[0]
		}
	case OnTendon:
		p.dofs, p.tendon = m.tendons[g.ID[0]].dofs, g.ID[0]
	default:
		p.dofs = m.siteDofs(g.ID)
	}
	return p
}

// siteDofs are the dofs that move one or two sites; the second may be −1.
func (m *Model) siteDofs(sites [2]int) []int32 {
	bodies := []int{m.SiteBody[sites[0]]}
	if sites[1] >= 0 {
		bodies = append(bodies, m.SiteBody[sites[1]])
	}
	s := m.wholeSpan(bodies...)
	second, first := m.dofs(&s)
	return slices.Concat(second, first)
}

// planMotors prepares the actuators.
func (m *Model) planMotors() {
	m.motors = make([]motor, m.NU)
	m.momentSize, m.simple = 0, !slices.Contains(m.JntForceLimited, true)
	for a := range m.motors {
		m.motors[a] = m.planMotor(a)
		p := &m.motors[a]
		p.at = m.momentSize
		m.momentSize += len(p.dofs)
		m.simple = m.simple && p.dof >= 0
	}
	m.tendonForced = nil
	for t := range m.Tendons {
		if m.Tendons[t].ForceLimited {
			m.tendonForced = append(m.tendonForced, t)
		}
	}
}

// forceLimited reports whether the actuators' force on joint j is limited.
func (m *Model) forceLimited(j int) bool { return m.JntForceLimited != nil && m.JntForceLimited[j] }

// actuation computes QfrcActuator: each actuator adds its moment times its force to the joints. Ctrl is clamped to its
// range on the way, not in place. A NaN control gives a NaN force, which Step reports as Diverged.
func (m *Model) actuation(d *Data) {
	clear(d.QfrcActuator)
	if m.simple {
		m.simpleForces(d)
		m.lendGravComp(d)
		return
	}
	m.moments(d)
	m.activations(d)
	if !m.Option.Disable.Actuation {
		m.actuatorForces(d)
		for a := range m.motors {
			t := &m.motors[a]
			if t.dof >= 0 {
				d.QfrcActuator[t.dof] += t.gear * d.ActuatorForce[a]
				continue
			}
			for k, i := range t.dofs {
				d.QfrcActuator[i] += d.moment[t.at+k] * d.ActuatorForce[a]
			}
		}
	} else {
		clear(d.ActuatorForce)
	}
	m.lendGravComp(d)
	for j := range m.JntForceLimited {
		if m.JntForceLimited[j] {
			f := &d.QfrcActuator[m.JntDofAdr[j]]
			*f = clamp(*f, m.JntForceRange[j])
		}
	}
}

// simpleForces is all of actuation where every actuator is a force on a hinge or slide.
func (m *Model) simpleForces(d *Data) {
	if m.Option.Disable.Actuation {
		clear(d.ActuatorForce)
		return
	}
	for a := range m.motors {
		t := &m.motors[a]
		f := clamp(clamp(d.Ctrl[a], t.ctrl), t.force)
		d.ActuatorForce[a] = f
		d.QfrcActuator[t.dof] += t.gear * f
	}
}

// actuatorForces computes ActuatorForce.
func (m *Model) actuatorForces(d *Data) {
	for a := range m.motors {
		t := &m.motors[a]
		if t.dof >= 0 {
			d.ActuatorForce[a] = clamp(clamp(d.Ctrl[a], t.ctrl), t.force)
			continue
		}
		d.ActuatorForce[a] = t.gain(d, a)*m.input(d, t, a) + t.bias(d, a)
	}
	for _, n := range m.tendonForced {
		m.limitTendon(d, n)
	}
	for a := range m.motors {
		if t := &m.motors[a]; t.dof < 0 {
			d.ActuatorForce[a] = clamp(d.ActuatorForce[a], t.force)
		}
	}
}

// limitTendon scales the forces of the actuators of a tendon so that their sum keeps within its range.
func (m *Model) limitTendon(d *Data, n int) {
	sum := 0.0
	for a := range m.motors {
		if m.motors[a].tendon == n {
			sum += d.ActuatorForce[a]
		}
	}
	within := clamp(sum, m.Tendons[n].ForceRange)
	if within == sum {
		return
	}
	for a := range m.motors {
		if m.motors[a].tendon == n {
			d.ActuatorForce[a] *= within / sum
		}
	}
}

// input is what an actuator's gain multiplies: its clamped control or its activation.
func (m *Model) input(d *Data, t *motor, a int) float64 {
	switch {
	case t.act < 0:
		return clamp(d.Ctrl[a], t.ctrl)
	case t.Early:
		return m.nextActivation(d, t, d.Act[t.act], d.ActDot[t.act])
	}
	return d.Act[t.act]
}

func (t *motor) gain(d *Data, a int) float64 {
	return t.Gain[0] + t.Gain[1]*d.ActuatorLength[a] + t.Gain[2]*d.ActuatorVelocity[a]
}

func (t *motor) bias(d *Data, a int) float64 {
	return t.Bias[0] + t.Bias[1]*d.ActuatorLength[a] + t.Bias[2]*d.ActuatorVelocity[a]
}

// activations computes ActDot.
func (m *Model) activations(d *Data) {
	for a := range m.motors {
		t := &m.motors[a]
		if t.act < 0 {
			continue
		}
		u := clamp(d.Ctrl[a], t.ctrl)
		if t.Dyn != Accumulate {
			u = (u - d.Act[t.act]) / math.Max(spatial.MinVal, t.Tau)
		}
		d.ActDot[t.act] = u
	}
}

// nextActivation is the activation after one timestep at the rate w˙:
//
//	w + h w˙        filterexact: w + w˙ τ (1 − exp(−h/τ))
func (m *Model) nextActivation(d *Data, t *motor, w, rate float64) float64 {
	h := m.Option.Timestep
	if t.Dyn == FilterExact {
		tau := math.Max(spatial.MinVal, t.Tau)
		h = tau * (1 - math.Exp(-h/tau))
	}
	w += h * rate
	if t.ActLimited {
		w = clamp(w, t.ActRange)
	}
	return w
}

// advanceActivations moves Act one timestep on at the rates ActDot.
func (m *Model) advanceActivations(d *Data) {
	if m.NA == 0 {
		return
	}
	for a := range m.motors {
		if t := &m.motors[a]; t.act >= 0 {
			d.Act[t.act] = m.nextActivation(d, t, d.Act[t.act], d.ActDot[t.act])
		}
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
