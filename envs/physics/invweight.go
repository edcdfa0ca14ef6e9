package physics

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// setInverseWeights computes the constants that follow from M at qpos0. They tell a constraint how much mass it will
// feel, once and for all: DofM0, DofInvWeight0, BodyInvWeight0, ActuatorAcc0, MeanInertia.
func (m *Model) setInverseWeights(d *Data) error {
	m.TendonLength0, m.TendonInvWeight = make([]float64, len(m.Tendons)), make([]float64, len(m.Tendons))
	m.restTendons(d)
	m.kinematics(d)
	m.comPos(d)
	m.tendonLengths(d)
	copy(m.TendonLength0, d.TenLength)
	m.massMatrix(d)
	copy(d.h, d.M)
	m.factorTree(d.h, d.hInv)
	sum := 0.0
	for i, s := range d.hInv {
		m.DofM0[i] = d.M[m.DofMadr[i]]
		if !(s > 0) || math.IsInf(s, 1) || !(m.DofM0[i] >= spatial.MinVal) {
			return fmt.Errorf("%s: nothing resists its motion; give %s mass or the joint armature",
				m.jointLabel(m.DofJnt[i]), m.bodyLabel(m.DofBody[i]))
		}
		sum += m.DofM0[i]
	}
	m.MeanInertia = 1
	if m.NV > 0 {
		m.MeanInertia = sum / float64(m.NV)
	}
	for i := range m.DofInvWeight0 {
		clear(d.next)
		d.next[i] = 1
		m.solveTree(d.h, d.hInv, d.next)
		m.DofInvWeight0[i] = d.next[i]
	}
	m.setActuatorWeights(d)
	for t := range m.tendons {
		m.TendonInvWeight[t] = m.inverseAlong(d, m.tendons[t].dofs, d.tenJ[m.tendons[t].at:])
	}
	for b := 1; b < m.NBody; b++ {
		m.BodyInvWeight0[b] = m.bodyInvWeight(d, b)
	}
	m.averageInvWeights()
	return nil
}

// inverseAlong returns J M⁻¹ Jᵀ for a row given by its dofs and its entries there, and leaves M⁻¹ Jᵀ in d.next. The
// factors of M are in d.h.
func (m *Model) inverseAlong(d *Data, dofs []int32, row []float64) float64 {
	clear(d.next)
	for k, i := range dofs {
		d.next[i] = row[k]
	}
	m.solveTree(d.h, d.hInv, d.next)
	s := 0.0
	for k, i := range dofs {
		s += row[k] * d.next[i]
	}
	return s
}

// setActuatorWeights computes ActuatorAcc0 and the dampers of actuators that are given by their damping ratio:
//
//	kv = 2 ζ √(kp m)        m = 1/(J M⁻¹ Jᵀ), before MuJoCo 4.0 Σ M_ii/J_i²
func (m *Model) setActuatorWeights(d *Data) {
	m.moments(d)
	for a := range m.motors {
		t := &m.motors[a]
		row := d.moment[t.at:][:len(t.dofs)]
		inverse := m.inverseAlong(d, t.dofs, row)
		sq := 0.0
		for _, x := range d.next {
			sq += x * x
		}
		m.ActuatorAcc0[a] = math.Sqrt(sq)
		if t.DampRatio <= 0 {
			continue
		}
		mass := 1 / math.Max(spatial.MinVal, inverse)
		if m.Option.Release == MuJoCo314 {
			mass = 0
			for k, i := range t.dofs {
				if j := row[k]; math.Abs(j) > spatial.MinVal {
					mass += m.DofM0[i] / (j * j)
				}
			}
		}
		t.Bias[2] = -2 * t.DampRatio * math.Sqrt(t.Gain[0]*mass)
	}
}

// restTendons finds the lengths at which the tendons' springs rest: those given, or the one at QPosSpring.
func (m *Model) restTendons(d *Data) {
	copy(d.QPos, m.QPosSpring)
	m.kinematics(d)
	m.comPos(d)
	m.tendonLengths(d)
	for t := range m.tendons {
		p := &m.tendons[t]
		p.lo, p.hi = m.Tendons[t].SpringLength[0], m.Tendons[t].SpringLength[1]
		if p.lo == -1 && p.hi == -1 {
			p.lo, p.hi = d.TenLength[t], d.TenLength[t]
		}
	}
	copy(d.QPos, m.QPos0)
}

// averageInvWeights gives the three translations and the three rotations of a free joint one weight each. The dofs of
// a body that only slides get the inverse of its mass, whatever their armature, as MuJoCo does.
func (m *Model) averageInvWeights() {
	w := m.DofInvWeight0
	for j, t := range m.JntType {
		if t == Free {
			v := w[m.JntDofAdr[j]:][:6]
			lin, rot := (v[0]+v[1]+v[2])/3, (v[3]+v[4]+v[5])/3
			v[0], v[1], v[2], v[3], v[4], v[5] = lin, lin, lin, rot, rot, rot
		}
		if t == Ball {
			v := w[m.JntDofAdr[j]:][:3]
			mean := (v[0] + v[1] + v[2]) / 3
			v[0], v[1], v[2] = mean, mean, mean
		}
	}
	for b := 1; b < m.NBody; b++ {
		if !m.onlySlides(b) {
			continue
		}
		m.BodyInvWeight0[b] = [2]float64{1 / m.BodyMass[b], 0}
		for i := range m.BodyDofNum[b] {
			w[m.BodyDofAdr[b]+i] = 1 / m.BodyMass[b]
		}
	}
}

// bodyInvWeight returns the means of the three diagonal entries of J M⁻¹ Jᵀ, for the translation and the rotation of
// the center of mass of body b. The factors of M are in d.h.
func (m *Model) bodyInvWeight(d *Data, b int) [2]float64 {
	var w [2]float64
	off := d.XIPos[b].Sub(d.SubtreeCom[m.BodyRoot[b]])
	row := func(f spatial.Force) float64 {
		clear(d.next)
		for i := m.lastDof(b); i >= 0; i = m.DofParent[i] {
			d.next[i] = d.CDof[i].Dot(&f)
		}
		copy(d.dir, d.next)
		m.solveTree(d.h, d.hInv, d.next)
		s := 0.0
		for i, x := range d.dir {
			s += x * d.next[i]
		}
		return s / 3
	}
	for _, e := range [...]spatial.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
		w[0] += row(spatial.Force{T: off.Cross(e), F: e})
		w[1] += row(spatial.Force{T: e})
	}
	return w
}

// onlySlides reports whether b is a childless top-level body that moves along coordinate axes only, with its inertia
// along its own axes: MuJoCo's body_simple = 2.
func (m *Model) onlySlides(b int) bool {
	if m.BodyParent[b] != 0 || m.BodyJntNum[b] == 0 || m.BodyMass[b] < spatial.MinVal ||
		m.BodyIPos[b] != (spatial.Vec{}) || m.BodyIQuat[b] != spatial.Identity {
		return false
	}
	for j := range m.BodyJntNum[b] {
		j += m.BodyJntAdr[b]
		a := m.JntAxis[j]
		aligned := a.X*a.X == 1 || a.Y*a.Y == 1 || a.Z*a.Z == 1
		if m.JntType[j] != Slide || !aligned {
			return false
		}
	}
	for c := b + 1; c < m.NBody; c++ {
		if m.BodyParent[c] == b {
			return false
		}
	}
	return true
}
