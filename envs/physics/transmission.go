package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// moments computes ActuatorLength, ActuatorVelocity and the moment of each actuator: how its length changes with each
// dof.
func (m *Model) moments(d *Data) {
	for a := range m.motors {
		t := &m.motors[a]
		row := d.moment[t.at:][:len(t.dofs)]
		clear(row)
		length := 0.0
		switch t.Trn {
		case OnTendon:
			length = t.Gear[0] * d.TenLength[t.ID[0]]
			for k, v := range d.tenJ[m.tendons[t.ID[0]].at:][:len(row)] {
				row[k] = t.Gear[0] * v
			}
		case OnSite:
			length = m.siteMoment(d, t, row)
		case OnSlider:
			length = m.sliderMoment(d, t, row)
		default:
			length = m.jointMoment(d, t, row)
		}
		d.ActuatorLength[a] = length
		v := 0.0
		for k, i := range t.dofs {
			v += row[k] * d.QVel[i]
		}
		d.ActuatorVelocity[a] = v
	}
}

// jointMoment is that of a joint: its position times the gear; of a Ball, ⟨gear, rotation vector⟩.
func (m *Model) jointMoment(d *Data, t *motor, row []float64) float64 {
	j := t.ID[0]
	q := d.QPos[m.JntQPosAdr[j]:]
	g := spatial.Vec{X: t.Gear[0], Y: t.Gear[1], Z: t.Gear[2]}
	switch m.JntType[j] {
	case Ball:
		quat := spatial.Quat{W: q[0], X: q[1], Y: q[2], Z: q[3]}.Unit()
		length := quat.Vec().Dot(g)
		if t.Trn == OnJointInParent {
			g = quat.Conj().Rotate(g)
		}
		row[0], row[1], row[2] = g.X, g.Y, g.Z
		return length
	case Free:
		w := spatial.Vec{X: t.Gear[3], Y: t.Gear[4], Z: t.Gear[5]}
		if t.Trn == OnJointInParent {
			w = spatial.Quat{W: q[3], X: q[4], Y: q[5], Z: q[6]}.Unit().Conj().Rotate(w)
		}
		row[0], row[1], row[2], row[3], row[4], row[5] = g.X, g.Y, g.Z, w.X, w.Y, w.Z
		return 0
	}
	row[0] = t.Gear[0]
	return t.Gear[0] * q[0]
}

// siteMoment is that of a site: the gear is a force and a torque in its axes. Against a reference site the length is
//
//	⟨gear₀₋₂, R_refᵀ (p − p_ref)⟩ + ⟨gear₃₋₅, rotation vector of q_ref⁻¹ q⟩
//
// and the moment that of the relative velocity in the axes of the reference.
func (m *Model) siteMoment(d *Data, t *motor, row []float64) float64 {
	force := spatial.Vec{X: t.Gear[0], Y: t.Gear[1], Z: t.Gear[2]}
	torque := spatial.Vec{X: t.Gear[3], Y: t.Gear[4], Z: t.Gear[5]}
	site, ref := t.ID[0], t.ID[1]
	pos, axes := m.SitePose(d, site)
	if ref < 0 {
		m.addWrench(d, t, row, m.SiteBody[site], pos, axes.MulVec(force), axes.MulVec(torque))
		return 0
	}
	origin, frame := m.SitePose(d, ref)
	turn := frame.Quat().Conj().Mul(axes.Quat()).Vec()
	length := 0.0
	if force != (spatial.Vec{}) {
		length += force.Dot(frame.TMulVec(pos.Sub(origin)))
	}
	if torque != (spatial.Vec{}) && (m.Option.Release != MuJoCo314 || force == spatial.Vec{}) {
		length += torque.Dot(turn)
	}
	f, w := frame.MulVec(force), frame.MulVec(torque)
	// Dofs that move both sites do nothing.
	m.addWrench(d, t, row, m.SiteBody[site], pos, f, w)
	m.addWrench(d, t, row, m.SiteBody[ref], origin, f.Neg(), w.Neg())
	for k, i := range t.dofs {
		if m.carries(int(i), m.SiteBody[site]) && m.carries(int(i), m.SiteBody[ref]) {
			row[k] = 0
		}
	}
	return length
}

// addWrench adds to a row the work of a force at a point and a torque on a body per unit of each dof.
func (m *Model) addWrench(d *Data, t *motor, row []float64, body int, at, force, torque spatial.Vec) {
	arm := at.Sub(d.SubtreeCom[m.bodies[body].root])
	f := spatial.Force{T: arm.Cross(force).Add(torque), F: force}
	for k, i := range t.dofs {
		if m.carries(int(i), body) {
			row[k] += d.CDof[i].Dot(&f)
		}
	}
}

// sliderMoment is that of a slider-crank: with a the axis of the slider, v the way from the slider to the pin and s = ⟨v,a⟩
//
//	l = gear (s − √det)        det = s² + rod² − ⟨v,v⟩        l = gear s where det ≤ 0
func (m *Model) sliderMoment(d *Data, t *motor, row []float64) float64 {
	pin, _ := m.SitePose(d, t.ID[0])
	slider, axes := m.SitePose(d, t.ID[1])
	axis, v := axes.Z, pin.Sub(slider)
	s := v.Dot(axis)
	det := s*s + t.Rod*t.Rod - v.Dot(v)
	dv, da := axis, v // dl = ⟨dv, v˙⟩ + ⟨da, a˙⟩
	length := s
	if det > 0 {
		root := math.Sqrt(det)
		length -= root
		dv = axis.Scale(1-s/root).AddScaled(1/root, v)
		da = v.Scale(1 - s/root)
	}
	g := t.Gear[0]
	m.addWrench(d, t, row, m.SiteBody[t.ID[0]], pin, dv.Scale(g), spatial.Vec{})
	m.addWrench(d, t, row, m.SiteBody[t.ID[1]], slider, dv.Scale(-g), axis.Cross(da).Scale(g))
	return g * length
}
