package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// Data is a state of a Model and everything computed from it. The caller writes QPos, QVel, Ctrl and QfrcApplied; the
// rest belongs to the stages.
//
// After Step, QPos and QVel are the new state but all derived quantities are still those of the last evaluation of
// the dynamics: for Euler the state before the step, for RK4 the last of its four stages. Forward brings them up to
// date. A Data is for one goroutine; copying it is saving the state.
type Data struct {
	Time        float64   // simulated time, s
	QPos        []float64 // positions (NQ)
	QVel        []float64 // velocities (NV)
	Ctrl        []float64 // controls (NU)
	QfrcApplied []float64 // additional joint forces (NV)
	Act         []float64 // activations of the actuators that have one (NA)
	MocapPos    []float64 // positions of the bodies placed from outside, m (NMocap×3)
	MocapQuat   []float64 // and their orientations, w x y z (NMocap×4)

	QAccWarmstart []float64 // where the solver starts its search: QAcc of the last evaluation (NV)
	Diverged      bool      // the state has left the range of sane numbers; set by Step, cleared by Reset

	// World frame; set by kinematics.
	XPos    []spatial.Vec // body origins, m (NBody)
	XMat    []spatial.Mat // body axes (NBody)
	XIPos   []spatial.Vec // centers of mass, m (NBody)
	XAnchor []spatial.Vec // joint anchors before the joint moves, m (NJnt)
	XAxis   []spatial.Vec // joint axes (NJnt)

	// Spatial quantities about SubtreeCom of the body's tree, world axes; set by comPos and velocity.
	SubtreeCom []spatial.Vec     // center of mass of the body and all below, m (NBody)
	CInert     []spatial.Inertia // body inertias (NBody)
	CDof       []spatial.Motion  // motion axes of the dofs (NV)
	CVel       []spatial.Motion  // body velocities (NBody)
	CDofDot    []spatial.Motion  // rates of CDof (NV)

	M []float64 // inertia in joint coordinates, tree-sparse: see Model.DofMadr (NM); set by massMatrix

	// Forces in joint coordinates, N m or N (NV each).
	QfrcBias       []float64 // gravity, Coriolis, centrifugal: subtracted; set by bias
	QfrcPassive    []float64 // springs, dampers, drag; set by passive
	QfrcActuator   []float64 // motors; set by actuation
	QfrcSmooth     []float64 // passive − bias + actuator + applied
	QfrcConstraint []float64 // limits and contacts; set by solve
	QfrcGravComp   []float64 // what holds weights up, part of QfrcPassive or QfrcActuator

	ActDot           []float64 // rates of Act, 1/s (NA); set by actuation
	ActuatorLength   []float64 // of its transmission, m or rad (NU); set by actuation where some actuator is not a plain motor
	ActuatorVelocity []float64 // its rate
	ActuatorForce    []float64 // scalar force, N or N m (NU)
	TenLength        []float64 // of each tendon, m or rad; set by tendonLengths
	TenVelocity      []float64 // its rate
	SensorData       []float64 // what the sensors measure (NSensorData); set by Sense

	Contact    []Contact    // set by collision
	Constraint []Constraint // set by constraints
	EfcARef    []float64    // acceleration that each constraint row asks for; set by constraints
	EfcForce   []float64    // force of each row, ≥ 0; set by solve
	QAcc       []float64    // accelerations (NV); set by solve
	SolverIter int          // Newton iterations of the last solve
	Unsolved   bool         // the last solve met its bound on iterations: QAcc is not exact, or not finite

	// Set by RNEPostConstraint only; spatial, about SubtreeCom of the body's tree.
	CAcc    []spatial.Motion // body accelerations, gravity as an upward one (NBody)
	CFrcInt []spatial.Force  // force from the parent on the body (NBody)
	CFrcExt []spatial.Force  // contact forces on the body, 0 for the world (NBody)

	eval   evaluation // the state that the derived quantities belong to
	posted bool       // RNEPostConstraint has run since Reset
	scratch
}

// evaluation is the input of a forward evaluation.
type evaluation struct {
	qpos, qvel, ctrl, applied, warm []float64
	act, mocapPos, mocapQuat        []float64
	done                            bool // there has been one since Reset
}

// scratch is memory of the stages.
type scratch struct {
	crb            []spatial.Inertia // composite inertias (NBody)
	acc            []spatial.Motion  // (NBody)
	frc            []spatial.Force   // (NBody)
	center         []spatial.Vec     // of the geoms that may collide
	shapes         [2]shape          // the pair at hand
	found          contacts
	base           []float64 // base rows of the constraints
	jar, slope     []float64 // J a − aref and its change along dir (rows)
	h, hInv        []float64 // tree-sparse Newton matrix (NM) and 1/D of its factors (NV)
	dense          []float64 // dense Newton matrix (NV×NV), made when needed
	next, dir, mv  []float64 // (NV)
	forked, curved bool
	block          block
	sweep          sweeps
	q0, v0, dq, dv []float64        // start and weighted sums of RK4
	rate           []float64        // of the increment of RK4, where something turns (NV)
	saved          evaluation       // the present, while LoadState evaluates the past
	impl           []float64        // tree-sparse M + h diag(damping) (NM)
	tenJ           []float64        // Jacobians of the tendons
	moment         []float64        // of the actuators
	act0, dact     []float64        // start and weighted sum of RK4 (NA)
	implUp         []float64        // the same above the diagonal, by columns (NM), of implicit
	dvel, dacc     []spatial.Motion // derivatives in one velocity (NBody), of implicit
	slot           []int32          // NV
}

// NewData returns the state QPos0 at rest. Its derived quantities are zero until Forward or Step.
func (m *Model) NewData() *Data {
	vec := func(n int) []float64 { return make([]float64, n) }
	d := &Data{
		QPos: vec(m.NQ), QVel: vec(m.NV), Ctrl: vec(m.NU), QfrcApplied: vec(m.NV), QAccWarmstart: vec(m.NV),
		XPos: make([]spatial.Vec, m.NBody),
		XMat: make([]spatial.Mat, m.NBody), XIPos: make([]spatial.Vec, m.NBody),
		XAnchor: make([]spatial.Vec, m.NJnt), XAxis: make([]spatial.Vec, m.NJnt),
		SubtreeCom: make([]spatial.Vec, m.NBody), CInert: make([]spatial.Inertia, m.NBody),
		CDof: make([]spatial.Motion, m.NV), CVel: make([]spatial.Motion, m.NBody),
		CDofDot: make([]spatial.Motion, m.NV), M: vec(m.NM),
		QfrcBias: vec(m.NV), QfrcPassive: vec(m.NV), QfrcActuator: vec(m.NV), QfrcSmooth: vec(m.NV),
		QfrcConstraint: vec(m.NV), QfrcGravComp: vec(m.NV), QAcc: vec(m.NV),
		Act: vec(m.NA), ActDot: vec(m.NA), MocapPos: vec(3 * m.NMocap), MocapQuat: vec(4 * m.NMocap),
		ActuatorLength: vec(m.NU), ActuatorVelocity: vec(m.NU), ActuatorForce: vec(m.NU),
		SensorData: vec(m.NSensorData), TenLength: vec(len(m.Tendons)), TenVelocity: vec(len(m.Tendons)),
		CAcc: make([]spatial.Motion, m.NBody), CFrcInt: make([]spatial.Force, m.NBody),
		CFrcExt: make([]spatial.Force, m.NBody),
		eval:    m.newEvaluation(),
		scratch: scratch{
			crb: make([]spatial.Inertia, m.NBody), acc: make([]spatial.Motion, m.NBody),
			frc: make([]spatial.Force, m.NBody), center: make([]spatial.Vec, len(m.geoms)),
			h: vec(m.NM), hInv: vec(m.NV), next: vec(m.NV), dir: vec(m.NV), mv: vec(m.NV),
			q0: vec(m.NQ), v0: vec(m.NV), dq: vec(m.NV), dv: vec(m.NV), rate: vec(m.NV), impl: vec(m.NM), saved: m.newEvaluation(),
			tenJ: vec(m.tenJSize), moment: vec(m.momentSize), act0: vec(m.NA), dact: vec(m.NA),
			implUp: vec(m.NM), dvel: make([]spatial.Motion, m.NBody), dacc: make([]spatial.Motion, m.NBody),
			slot: make([]int32, m.NV),
		},
	}
	m.Reset(d)
	return d
}

func (m *Model) newEvaluation() evaluation {
	vec := func(n int) []float64 { return make([]float64, n) }
	return evaluation{
		qpos: vec(m.NQ), qvel: vec(m.NV), ctrl: vec(m.NU), applied: vec(m.NV), warm: vec(m.NV),
		act: vec(m.NA), mocapPos: vec(3 * m.NMocap), mocapQuat: vec(4 * m.NMocap),
	}
}

// Reset returns d to QPos0 at rest, with no control, no applied force and a cold solver.
func (m *Model) Reset(d *Data) {
	d.Time, d.Diverged = 0, false
	d.eval.done, d.posted = false, false
	copy(d.QPos, m.QPos0)
	clear(d.QVel)
	clear(d.Ctrl)
	clear(d.QfrcApplied)
	clear(d.QAccWarmstart)
	clear(d.Act)
	m.resetMocap(d)
	clear(d.CAcc)
	clear(d.CFrcInt)
	clear(d.CFrcExt)
	d.XPos[0], d.XMat[0] = spatial.Vec{}, spatial.Identity.Mat()
	d.CVel[0] = spatial.Motion{}
}

// resetMocap puts the bodies placed from outside where the model describes them.
func (m *Model) resetMocap(d *Data) {
	for b, k := range m.BodyMocapID {
		if k < 0 {
			continue
		}
		p, q := m.BodyPos[b], m.BodyQuat[b]
		copy(d.MocapPos[3*k:], []float64{p.X, p.Y, p.Z})
		copy(d.MocapQuat[4*k:], []float64{q.W, q.X, q.Y, q.Z})
	}
}
