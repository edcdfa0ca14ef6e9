package physics

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// setInverseWeights computes the constants that follow from M at qpos0. They tell a constraint how much mass it will
// feel, once and for all: DofM0, DofInvWeight0, BodyInvWeight0, ActuatorAcc0, MeanInertia.
func (m *Model) setInverseWeights() error {
	d := m.NewData()
	m.kinematics(d)
	m.comPos(d)
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
	for a, j := range m.ActuatorJoint {
		m.ActuatorAcc0[a] = m.actuatorAcc(d, m.JntDofAdr[j], m.ActuatorGear[a])
	}
	for b := 1; b < m.NBody; b++ {
		m.BodyInvWeight0[b] = m.bodyInvWeight(d, b)
	}
	m.averageInvWeights()
	return nil
}

// actuatorAcc returns the length of the acceleration M⁻¹ e gear of a unit control on a dof. The factors of M are in d.h.
func (m *Model) actuatorAcc(d *Data, dof int, gear float64) float64 {
	clear(d.next)
	d.next[dof] = gear
	m.solveTree(d.h, d.hInv, d.next)
	s := 0.0
	for _, x := range d.next {
		s += x * x
	}
	return math.Sqrt(s)
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
// the centre of mass of body b. The factors of M are in d.h.
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
