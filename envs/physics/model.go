package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// SolRef is the spring of a soft constraint: time constant (s) and damping ratio or, if the first is not positive,
// minus stiffness and minus damping.
type SolRef [2]float64

// SolImp is the impedance d(r) of a soft constraint, as in MuJoCo: d₀ at the margin, d₁ at the depth width (m, rad),
// and between them a power curve bent at midpoint: d₀, d₁, width, midpoint, power.
type SolImp [5]float64

// The defaults of MJCF.
var (
	DefaultSolRef = SolRef{0.02, 1}
	DefaultSolImp = SolImp{0.9, 0.95, 0.001, 0.5, 2}
)

// Model is a mechanism: everything that does not change while it moves. Its words are MuJoCo's.
//
// The maker of a Model (package mjcf, or a program) fills the given fields, element by element, and calls SetConst,
// which checks them and fills the derived ones. After that a Model is only read: one Model serves any number of Data
// and goroutines.
//
// Elements are numbered from 0 in their own slices, and all slices of an element kind have the same length. Body 0 is
// the world. Bodies come depth first, parents before children; the joints, geoms and sites of a body are contiguous
// and in body order. A name may be empty. Quaternions and axes have unit length. Units are SI and radians.
type Model struct {
	Name   string
	Option Option

	// Bodies, given. BodyPos and BodyQuat place the body in its parent at q = qpos0 (and are the start of a free
	// joint); BodyIPos and BodyIQuat place the principal axes of inertia, at the center of mass, in the body.
	BodyName    []string
	BodyParent  []int // body; 0 for the world itself
	BodyPos     []spatial.Vec
	BodyQuat    []spatial.Quat
	BodyIPos    []spatial.Vec
	BodyIQuat   []spatial.Quat
	BodyMass    []float64     // kg
	BodyInertia []spatial.Vec // principal moments, kg m²

	// These may be nil, which is false and zero throughout.
	BodyMocap    []bool    // the body, fixed in the world, is placed by Data.MocapPos and MocapQuat
	BodyGravComp []float64 // share of its weight that is held up

	// Joints, given. JntPos and JntAxis are in the body frame.
	JntName      []string
	JntType      []JntType
	JntBody      []int
	JntPos       []spatial.Vec // a point of the axis; ignored by Slide and Free
	JntAxis      []spatial.Vec // unit; ignored by Free
	JntLimited   []bool        // never of a Free joint
	JntRange     [][2]float64  // of qpos, rad or m
	JntMargin    []float64     // distance to the limit at which it starts to act, rad or m
	JntSolRef    []SolRef      // of the limit
	JntSolImp    []SolImp      // of the limit
	JntStiffness []float64     // of the spring towards QPosSpring, N m/rad or N/m

	// These may be nil.
	JntStiffnessPoly [][2]float64 // k₁, k₂ of the spring force −(k₀ x + k₁ x² + k₂ x³)
	JntForceLimited  []bool       // JntForceRange holds
	JntForceRange    [][2]float64 // of the sum of the actuators' forces on a Hinge or Slide, N m or N
	JntSpringDamper  [][2]float64 // time constant (s) and damping ratio that set stiffness and damping, where positive
	JntGravComp      []bool       // its share of BodyGravComp counts as an actuator's

	// Positions, given, length NQ in joint order; velocities ("dofs"), given, length NV in joint order.
	QPos0       []float64 // the configuration in which the bodies are described: joint ref; BodyPos, BodyQuat for Free
	QPosSpring  []float64 // where the springs rest: joint springref; QPos0 for Free
	DofArmature []float64 // rotor inertia, added to the diagonal of M, kg m² or kg
	DofDamping  []float64 // N m s/rad or N s/m

	// These may be nil.
	DofDampingPoly [][2]float64 // c₁, c₂ of the damper force −(c₀ v + c₁ v|v| + c₂ v³)
	DofLoss        []float64    // dry friction, N m or N
	DofFriction    []Softness   // of the dry friction

	// Geoms, given: the shapes that collide and are drawn.
	GeomName        []string
	GeomType        []GeomType
	GeomBody        []int
	GeomSize        []spatial.Vec // see GeomType, m
	GeomPos         []spatial.Vec // in the body
	GeomQuat        []spatial.Quat
	GeomContype     []uint32 // two geoms may collide if contype₁&conaffinity₂ or contype₂&conaffinity₁ is not zero
	GeomConaffinity []uint32
	GeomCondim      []int         // 1 frictionless, 3 with sliding friction; of a contact the larger
	GeomPriority    []int         // the geom of higher priority sets friction and solver parameters of a contact
	GeomFriction    []spatial.Vec // sliding, torsional, rolling
	GeomSolMix      []float64     // weight in the average of the two geoms' parameters; default 1
	GeomSolRef      []SolRef
	GeomSolImp      []SolImp
	GeomMargin      []float64    // distance at which a contact starts to push, m
	GeomGap         []float64    // and this much more at which it starts to exist, m
	GeomGroup       []int        // 0..5; viewers hide groups above 2
	GeomRGBA        [][4]float32 // for drawing, 0..1
	GeomMaterial    []string     // name of the MJCF material, for drawing; may be empty
	GeomMesh        []int        // of a Mesh its number in Meshes, else −1; may be nil where there is none

	Meshes  []MeshData
	Cameras []Camera

	// Pairs of bodies between which no contact is made, given.
	ExcludePair [][2]int

	// Sites, given: named frames on bodies.
	SiteName []string
	SiteType []GeomType
	SiteBody []int
	SiteSize []spatial.Vec
	SitePos  []spatial.Vec // in the body
	SiteQuat []spatial.Quat
	SiteRGBA [][4]float32

	Actuators    []Actuator
	Tendons      []Tendon
	Equalities   []Equality
	Sensors      []Sensor
	ContactPairs []ContactPair
	Key          []Keyframe // stored states

	derived
}

// Camera is a view that the model's author chose. It looks along −z of its frame, with y up.
type Camera struct {
	Name   string
	Body   int // that it is mounted on
	Pose   spatial.Pose
	FovY   float64 // vertical field of view, rad
	Mode   string  // MJCF's: fixed, track, trackcom, targetbody, targetbodycom
	Target string  // body that it looks at, in the last two modes
}

// MeshData is a solid of triangles. It collides as its convex hull.
type MeshData struct {
	Name string
	Vert []spatial.Vec // in the frame of a geom of this mesh: its center of mass and principal axes
	Face [][3]int      // anticlockwise seen from outside
	Hull *Hull         // nil where the points are in a plane, or nothing touches the mesh
}

// Keyframe is a stored state of a model. Parts that the file does not give are QPos0 and zeros.
type Keyframe struct {
	Name string
	Time float64 // s
	QPos []float64
	QVel []float64
	Act  []float64
	Ctrl []float64

	MocapPos, MocapQuat []float64 // NMocap×3 and ×4
}

// derived holds what SetConst computes.
type derived struct {
	NQ, NV, NU                int // positions, velocities, controls
	NA, NMocap                int // activations, bodies placed from outside
	NSensorData               int // numbers of the sensors
	NBody, NJnt, NGeom, NSite int

	BodyRoot        []int        // top-level ancestor: the body whose subtree is the kinematic tree; 0 for the world
	BodyWeld        []int        // nearest ancestor-or-self with joints, 0 if fixed to the world
	BodyJntAdr      []int        // first joint, −1 if none
	BodyJntNum      []int        // joints
	BodyDofAdr      []int        // first dof, −1 if none
	BodyDofNum      []int        // dofs
	BodyGeomAdr     []int        // first geom, −1 if none
	BodyGeomNum     []int        // geoms
	BodySubtreeMass []float64    // of the body and all below, kg
	BodyInvWeight0  [][2]float64 // mean inverse inertia at qpos0 seen by a force (1/kg) and a torque (1/kg m²) at the com
	JntQPosAdr      []int        // first position of the joint in QPos
	JntDofAdr       []int        // first velocity of the joint in QVel
	DofBody         []int        // body that the dof moves
	DofJnt          []int        // joint of the dof
	DofParent       []int        // the dof before it on the way to the world, −1 if none
	DofMadr         []int        // where row i of M starts: entries (i,i), (i,parent), (i,grandparent), ...
	DofM0           []float64    // diagonal of M at qpos0
	DofInvWeight0   []float64    // diagonal of M⁻¹ at qpos0, averaged over the three of a free joint
	NM              int          // entries of M
	GeomRBound      []float64    // radius of the bounding sphere, m; 0 for a plane
	ActuatorAcc0    []float64    // ‖M⁻¹ moment‖ at qpos0: acceleration per unit of force
	ActuatorAct     []int        // its activation in Data.Act, −1 if it has none
	BodyMocapID     []int        // its place in MocapPos, −1 if it has none
	TendonLength0   []float64    // at qpos0
	TendonInvWeight []float64    // J M⁻¹ Jᵀ at qpos0
	MeanInertia     float64      // mean of DofM0

	plan
}
