package physics

import (
	"errors"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// SetConst checks the given fields of a Model and computes the derived ones. It returns all the faults it finds,
// joined, each naming its element. It must be called once, before NewData, and after any change of a given field.
func (m *Model) SetConst() error {
	var faults []error
	report := func(err error) { faults = append(faults, err) }
	m.setSizes()
	m.validate(report)
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	m.setAddresses()
	m.validateMasses(report)
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	m.setBounds()
	m.BodyInvWeight0 = make([][2]float64, m.NBody)
	m.DofM0, m.DofInvWeight0 = make([]float64, m.NV), make([]float64, m.NV)
	m.ActuatorAcc0 = make([]float64, m.NU)
	m.planMotion()
	m.planTendons()
	m.planMotors()
	m.planSensors()
	d := m.NewData()
	if err := m.setInverseWeights(d); err != nil {
		return err
	}
	m.planPassive()
	m.planForces()
	m.planEqualities(d)
	m.checkPairs(report)
	return errors.Join(faults...)
}

func (m *Model) setSizes() {
	m.NQ, m.NV, m.NU = len(m.QPos0), len(m.DofArmature), len(m.Actuators)
	m.NBody, m.NJnt, m.NGeom, m.NSite = len(m.BodyParent), len(m.JntType), len(m.GeomType), len(m.SiteBody)
}

// setAddresses numbers joints, dofs and matrix entries, and finds roots, welds and subtree masses.
func (m *Model) setAddresses() {
	n := m.NBody
	m.BodyRoot, m.BodyWeld = make([]int, n), make([]int, n)
	m.BodyDofAdr, m.BodyDofNum = fill(n, -1), make([]int, n)
	m.BodyJntAdr, m.BodyJntNum = runs(m.JntBody, n)
	m.BodyGeomAdr, m.BodyGeomNum = runs(m.GeomBody, n)
	m.setDofs()
	m.setSlots()
	m.BodySubtreeMass = append([]float64(nil), m.BodyMass...)
	for b := 1; b < n; b++ {
		up := m.BodyParent[b]
		m.BodyRoot[b], m.BodyWeld[b] = m.BodyRoot[up], m.BodyWeld[up]
		if up == 0 {
			m.BodyRoot[b] = b
		}
		if m.BodyJntNum[b] > 0 || m.BodyMocapID[b] >= 0 {
			m.BodyWeld[b] = b
		}
	}
	for b := n - 1; b > 0; b-- {
		m.BodySubtreeMass[m.BodyParent[b]] += m.BodySubtreeMass[b]
	}
	m.setParents()
}

func (m *Model) setDofs() {
	m.JntQPosAdr, m.JntDofAdr = make([]int, m.NJnt), make([]int, m.NJnt)
	m.DofBody, m.DofJnt = make([]int, 0, m.NV), make([]int, 0, m.NV)
	q := 0
	for j, t := range m.JntType {
		m.JntQPosAdr[j], m.JntDofAdr[j] = q, len(m.DofBody)
		b := m.JntBody[j]
		if m.BodyDofAdr[b] < 0 {
			m.BodyDofAdr[b] = len(m.DofBody)
		}
		nq, nv := t.size()
		q += nq
		m.BodyDofNum[b] += nv
		for range nv {
			m.DofBody, m.DofJnt = append(m.DofBody, b), append(m.DofJnt, j)
		}
	}
}

// setSlots numbers the activations and the bodies placed from outside.
func (m *Model) setSlots() {
	m.ActuatorAct, m.BodyMocapID = fill(m.NU, -1), fill(m.NBody, -1)
	m.NA, m.NMocap = 0, 0
	for a := range m.Actuators {
		if m.Actuators[a].Dyn != NoActivation {
			m.ActuatorAct[a] = m.NA
			m.NA++
		}
	}
	for b, is := range m.BodyMocap {
		if is {
			m.BodyMocapID[b] = m.NMocap
			m.NMocap++
		}
	}
}

// setParents links each dof to the one before it and lays out the rows of M.
func (m *Model) setParents() {
	m.DofParent, m.DofMadr = make([]int, m.NV), make([]int, m.NV+1)
	m.chain = nil
	for i, b := range m.DofBody {
		m.DofParent[i] = i - 1
		if i == m.BodyDofAdr[b] {
			m.DofParent[i] = m.lastDof(m.BodyParent[b])
		}
		for k := i; k >= 0; k = m.DofParent[k] {
			m.chain = append(m.chain, int32(k))
		}
		m.DofMadr[i+1] = len(m.chain)
	}
	m.NM = len(m.chain)
}

// size returns the numbers of positions and velocities of a joint.
func (t JntType) size() (nq, nv int) {
	switch t {
	case Free:
		return 7, 6
	case Ball:
		return 4, 3
	}
	return 1, 1
}

// runs returns where each of n owners starts in a sorted list of owners, −1 if it does not occur, and how often it
// occurs.
func runs(owner []int, n int) (adr, num []int) {
	adr, num = fill(n, -1), make([]int, n)
	for i, o := range owner {
		if num[o] == 0 {
			adr[o] = i
		}
		num[o]++
	}
	return adr, num
}

func fill(n, v int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = v
	}
	return s
}

// setBounds computes the bounding spheres of the geoms.
func (m *Model) setBounds() {
	m.GeomRBound = make([]float64, m.NGeom)
	for g, s := range m.GeomSize {
		m.GeomRBound[g] = m.GeomType[g].bound(s)
		if m.GeomType[g] == Mesh {
			m.GeomRBound[g] = s.Norm()
		}
	}
}

func (t GeomType) bound(s spatial.Vec) float64 {
	switch t {
	case Sphere:
		return s.X
	case Capsule:
		return s.X + s.Y
	case Cylinder:
		return math.Sqrt(s.X*s.X + s.Y*s.Y)
	case Box:
		return s.Norm()
	case Ellipsoid:
		return max(s.X, s.Y, s.Z)
	}
	return 0
}
