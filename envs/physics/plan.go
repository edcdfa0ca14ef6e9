package physics

import (
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// plan holds what the stages precompute from a Model, in the shape their loops like best: one struct per element, so
// that a loop touches one cache line after the other and indexes once.
type plan struct {
	bodies []bodyPlan // NBody
	joints []jntPlan  // NJnt
	limits []limit    // ranges of the limited joints
	spring []int      // joints with a spring
	damped []int      // dofs with a damper
	motors []motor    // NU
	simple bool       // every motor is a force on a hinge or slide, and no joint limits such forces

	stiffness    []float64 // NJnt, JntStiffness but where JntSpringDamper sets it
	damping      []float64 // NV, DofDamping likewise
	bent         []bool    // NJnt; the spring is not linear in one number
	bentDampers  []int     // dofs with a damper that is not linear
	held         []weightHeld
	lent         []int // dofs whose actuators hold weights up
	losses       []loss
	tendons      []tendonPlan
	heavyTendons bool // some tendon has armature
	tenJSize     int
	tendonForced []int // tendons whose actuators' forces are limited
	momentSize   int
	equals       []equalityPlan
	feels        bool       // some sensor needs forces
	lone         []bool     // NBody; floats alone
	subtreeEnd   []int      // NBody; the body after the last one below
	fluid        []fluidBox // bodies that feel the medium; empty in vacuum
	damps        bool       // Euler treats damping implicitly

	spins    []int // the first of three dofs that turn a body about its axes, where RK4 accounts for it
	unturned []int // the other dofs, then

	chain []int32 // NM; row i of M at DofMadr[i] names its columns: i, parent of i, ...
	rowAt []int32 // NM; where the rows of these columns start, DofMadr[chain]
	shift []int   // NV; how many of the columns of row i, at its end, are pure translations

	pairs   []pair        // the pairs of geoms that may collide, in the order of their contacts
	near    []approach    // the quick test of each pair
	normals []spatial.Vec // of the planes in pairs, world frame
	geoms   []geomPlan    // the geoms that occur in pairs
}

// bodyPlan is what kinematics and inertia need of a body.
type bodyPlan struct {
	parent, root int
	jnt0, jnt1   int // its joints are jnt0 ≤ j < jnt1
	dof0, dof1   int
	free         bool // has a Free joint
	ball         bool // has a Ball
	placed       bool // from outside
	turned       bool // rot is not the identity
	pos          spatial.Vec
	rot          spatial.Mat
	ipos         spatial.Vec
	mass         float64
	inertia      dyads
	invSubtree   float64 // 1/BodySubtreeMass
}

// jntPlan is what kinematics needs of a joint.
type jntPlan struct {
	typ       JntType
	qpos, dof int
	qpos0     float64
	centered  bool // pos is zero
	pos, axis spatial.Vec
	along     axisKind
	sign      float64 // of the axis along a coordinate axis
}

// axisKind says along which coordinate axis of the body a joint axis lies, where the work is less.
type axisKind int

const (
	askew axisKind = iota
	alongX
	alongY
	alongZ
)

// dyads is a rotational inertia about the center of mass, as a multiple of the unit matrix and two dyads:
//
//	I = λ 1 + μ u uᵀ + ν w wᵀ
//
// The inertia of a body of revolution, as every capsule, cylinder and sphere is, needs one.
type dyads struct {
	lambda, mu, nu float64
	u, w           spatial.Vec // unit, in the body
}

// newDyads splits an inertia given by its principal moments i and axes r.
func newDyads(r *spatial.Mat, i spatial.Vec) dyads {
	switch {
	case i.X == i.Y:
		return dyads{lambda: i.X, mu: i.Z - i.X, u: r.Z}
	case i.Y == i.Z:
		return dyads{lambda: i.Y, mu: i.X - i.Y, u: r.X}
	}
	return dyads{lambda: i.Z, mu: i.X - i.Z, u: r.X, nu: i.Y - i.Z, w: r.Y}
}

// geomPlan places a colliding geom in its body.
type geomPlan struct {
	body  int
	pos   spatial.Vec
	axis  spatial.Vec // z axis in the body
	side  spatial.Vec // x axis in the body
	size  spatial.Vec
	sided bool // side is of interest
	typ   GeomType
	hull  *Hull
	bound float64
}

// planMotion prepares the stages that know no forces.
func (m *Model) planMotion() {
	m.bodies = make([]bodyPlan, m.NBody)
	for b := range m.bodies {
		m.bodies[b] = m.planBody(b)
	}
	m.joints = make([]jntPlan, m.NJnt)
	for j := range m.joints {
		m.joints[j] = m.planJoint(j)
	}
	m.planChain()
	m.subtreeEnd = make([]int, m.NBody)
	for b := m.NBody - 1; b >= 0; b-- {
		m.subtreeEnd[b] = max(m.subtreeEnd[b], b+1)
		if b > 0 {
			up := m.BodyParent[b]
			m.subtreeEnd[up] = max(m.subtreeEnd[up], m.subtreeEnd[b])
		}
	}
}

// planForces prepares the stages that compute forces. It needs the inverse weights.
func (m *Model) planForces() {
	m.limits = nil
	for j, t := range m.JntType {
		switch {
		case !m.JntLimited[j]:
		case t.scalar():
			m.limits = append(m.limits, m.planLimit(j))
		case t == Ball:
			m.limits = append(m.limits, m.planBallLimit(j))
		}
	}
	m.damps = len(m.damped)+len(m.bentDampers) > 0 && !m.Option.Disable.EulerDamp
	m.planLosses()
	m.planWeights()
	m.planFluid()
	m.planPairs()
	m.planSpins()
	m.planImplicit()
}

// planSpins finds the dofs whose rates RK4 corrects.
func (m *Model) planSpins() {
	m.spins, m.unturned = nil, nil
	if m.Option.Integrator != RK4 || m.Option.Release == MuJoCo314 {
		return
	}
	for j, t := range m.JntType {
		switch dof := m.JntDofAdr[j]; t {
		case Free:
			m.unturned = append(m.unturned, dof, dof+1, dof+2)
			m.spins = append(m.spins, dof+3)
		case Ball:
			m.spins = append(m.spins, dof)
		default:
			m.unturned = append(m.unturned, dof)
		}
	}
}

func (m *Model) planBody(b int) bodyPlan {
	ipos, iquat := m.snappedInertia(b)
	p := bodyPlan{
		parent: m.BodyParent[b], root: m.BodyRoot[b],
		turned: m.BodyQuat[b] != spatial.Identity,
		pos:    m.BodyPos[b], rot: m.BodyQuat[b].Mat(), ipos: ipos, mass: m.BodyMass[b],
	}
	if n := m.BodyJntNum[b]; n > 0 {
		p.jnt0 = m.BodyJntAdr[b]
		p.jnt1 = p.jnt0 + n
		p.dof0 = m.BodyDofAdr[b]
		p.dof1 = p.dof0 + m.BodyDofNum[b]
		p.free = m.JntType[p.jnt0] == Free
		p.ball = slices.Contains(m.JntType[p.jnt0:p.jnt1], Ball)
	}
	p.placed = m.BodyMocapID[b] >= 0
	r := iquat.Mat()
	p.inertia = newDyads(&r, m.BodyInertia[b])
	if m.BodySubtreeMass[b] >= spatial.MinVal {
		p.invSubtree = 1 / m.BodySubtreeMass[b]
	}
	return p
}

func (m *Model) planJoint(j int) jntPlan {
	q := m.JntQPosAdr[j]
	p := jntPlan{
		typ: m.JntType[j], qpos: q, dof: m.JntDofAdr[j], qpos0: m.QPos0[q],
		centered: m.JntPos[j] == spatial.Vec{}, pos: m.JntPos[j], axis: m.JntAxis[j],
	}
	switch a := p.axis; {
	case a.Y == 0 && a.Z == 0:
		p.along, p.sign = alongX, a.X
	case a.X == 0 && a.Z == 0:
		p.along, p.sign = alongY, a.Y
	case a.X == 0 && a.Y == 0:
		p.along, p.sign = alongZ, a.Z
	}
	return p
}

// planChain finds the start of each row's ancestors and the translations among them.
func (m *Model) planChain() {
	m.rowAt, m.shift = make([]int32, m.NM), make([]int, m.NV)
	translates := func(i int) bool {
		j := m.DofJnt[i]
		return m.JntType[j] == Slide || m.JntType[j] == Free && i < m.JntDofAdr[j]+3
	}
	for i := range m.NV {
		cols := m.chain[m.DofMadr[i]:m.DofMadr[i+1]]
		for k, c := range cols {
			m.rowAt[m.DofMadr[i]+k] = int32(m.DofMadr[c])
		}
		for k := len(cols) - 1; k >= 0 && translates(int(cols[k])); k-- {
			m.shift[i]++
		}
	}
}
