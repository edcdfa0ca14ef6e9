package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// plan holds what the stages precompute from a Model, in the shape their loops like best: one struct per element, so
// that a loop touches one cache line after the other and indexes once.
type plan struct {
	bodies []bodyPlan // NBody
	joints []jntPlan  // NJnt
	limits []int      // limited joints
	spring []int      // joints with a spring
	damped []int      // dofs with a damper
	trees  []int      // body index of each top-level body
	chain  []int32    // NM; row i of M at DofMadr[i] names its columns: i, parent of i, ...
	geoms  []geomPlan // the geoms that occur in pairs
	pairs  []pair     // the pairs of geoms that may collide, in the order of their contacts
	fluid  []fluidBox // bodies that feel the medium; empty in vacuum
	damps  bool       // Euler treats damping implicitly
}

// bodyPlan is what kinematics and inertia need of a body.
type bodyPlan struct {
	parent, root int
	jnt0, jnt1   int // its joints are jnt0 ≤ j < jnt1
	dof0, dof1   int
	free         bool // has a Free joint
	turned       bool // quat is not the identity
	pos          spatial.Vec
	quat         spatial.Quat
	ipos         spatial.Vec
	mass         float64
	inertia      spatial.Inertia // about the centre of mass, along the body axes; H unused
	invSubtree   float64         // 1/BodySubtreeMass
}

// jntPlan is what kinematics needs of a joint.
type jntPlan struct {
	typ       JntType
	qpos, dof int
	qpos0     float64
	centred   bool // pos is zero
	pos, axis spatial.Vec
}

// geomPlan places a colliding geom in its body.
type geomPlan struct {
	body int
	pos  spatial.Vec
	axis spatial.Vec // z axis in the body
	side spatial.Vec // x axis in the body
}

func (m *Model) makePlan() {
	m.bodies = make([]bodyPlan, m.NBody)
	for b := range m.bodies {
		m.bodies[b] = m.planBody(b)
	}
	m.joints = make([]jntPlan, m.NJnt)
	m.limits, m.spring, m.trees = nil, nil, nil
	for j := range m.joints {
		m.joints[j] = m.planJoint(j)
		if m.JntLimited[j] && m.JntType[j] != Free {
			m.limits = append(m.limits, j)
		}
		if m.JntStiffness[j] != 0 && m.JntType[j] != Free {
			m.spring = append(m.spring, j)
		}
	}
	m.damped = nil
	for i, c := range m.DofDamping {
		if c != 0 {
			m.damped = append(m.damped, i)
		}
	}
	m.damps = len(m.damped) > 0 && !m.Option.Disable.EulerDamp && !m.Option.Disable.Passive
	for b := 1; b < m.NBody; b++ {
		if m.BodyRoot[b] == b {
			m.trees = append(m.trees, b)
		}
	}
	m.planFluid()
	m.planPairs()
}

func (m *Model) planBody(b int) bodyPlan {
	p := bodyPlan{
		parent: m.BodyParent[b], root: m.BodyRoot[b],
		turned: m.BodyQuat[b] != spatial.Identity,
		pos:    m.BodyPos[b], quat: m.BodyQuat[b], ipos: m.BodyIPos[b], mass: m.BodyMass[b],
	}
	if n := m.BodyJntNum[b]; n > 0 {
		p.jnt0 = m.BodyJntAdr[b]
		p.jnt1 = p.jnt0 + n
		p.dof0 = m.BodyDofAdr[b]
		p.dof1 = p.dof0 + m.BodyDofNum[b]
		p.free = m.JntType[p.jnt0] == Free
	}
	r := m.BodyIQuat[b].Mat()
	p.inertia = rotatedInertia(&r, m.BodyInertia[b])
	p.inertia.M = p.mass
	if m.BodySubtreeMass[b] >= spatial.MinVal {
		p.invSubtree = 1 / m.BodySubtreeMass[b]
	}
	return p
}

func (m *Model) planJoint(j int) jntPlan {
	q := m.JntQPosAdr[j]
	return jntPlan{
		typ: m.JntType[j], qpos: q, dof: m.JntDofAdr[j], qpos0: m.QPos0[q],
		centred: m.JntPos[j] == spatial.Vec{}, pos: m.JntPos[j], axis: m.JntAxis[j],
	}
}

// rotatedInertia returns r diag(i) rᵀ.
func rotatedInertia(r *spatial.Mat, i spatial.Vec) spatial.Inertia {
	x, y, z := r.X, r.Y, r.Z
	return spatial.Inertia{
		XX: i.X*x.X*x.X + i.Y*y.X*y.X + i.Z*z.X*z.X,
		YY: i.X*x.Y*x.Y + i.Y*y.Y*y.Y + i.Z*z.Y*z.Y,
		ZZ: i.X*x.Z*x.Z + i.Y*y.Z*y.Z + i.Z*z.Z*z.Z,
		XY: i.X*x.X*x.Y + i.Y*y.X*y.Y + i.Z*z.X*z.Y,
		XZ: i.X*x.X*x.Z + i.Y*y.X*y.Z + i.Z*z.X*z.Z,
		YZ: i.X*x.Y*x.Z + i.Y*y.Y*y.Z + i.Z*z.Y*z.Z,
	}
}
