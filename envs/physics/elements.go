package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// Softness is the spring and the impedance of a soft constraint.
type Softness struct {
	Ref SolRef
	Imp SolImp
}

// DefaultSoftness is MJCF's.
var DefaultSoftness = Softness{DefaultSolRef, DefaultSolImp}

// Activations is the number of actuators that have one.
func (m *Model) Activations() int {
	n := 0
	for i := range m.Actuators {
		if m.Actuators[i].Dyn != NoActivation {
			n++
		}
	}
	return n
}

// WrapKind says what a step of a tendon's path is.
type WrapKind int

// The steps of a path.
const (
	WrapJoint    WrapKind = iota // a joint of a fixed tendon: adds Coef times its position
	WrapSite                     // a site that a spatial tendon passes through
	WrapSphere                   // a sphere or
	WrapCylinder                 // cylinder that it goes around, between two sites
	WrapPulley                   // starts a new branch: what follows counts 1/Coef
)

func (k WrapKind) String() string {
	return enum("WrapKind", int(k), "joint", "site", "sphere", "cylinder", "pulley")
}

// Wrap is a step of a tendon's path.
type Wrap struct {
	Kind WrapKind
	ID   int     // joint, site or geom
	Side int     // of a geom: the site on whose side the tendon passes, −1 if none is named
	Coef float64 // of a joint its coefficient, of a pulley its divisor
}

// Tendon is a length that depends on the configuration: of a fixed one Σ coef q over its joints, of a spatial one that of
// the shortest path through its sites and around its geoms.
type Tendon struct {
	Name         string
	Path         []Wrap
	Limited      bool
	Range        [2]float64 // of the length, m or rad
	Margin       float64    // distance to the limit at which it starts to act
	Limit        Softness
	Loss         float64 // dry friction, N or N m
	Friction     Softness
	Stiffness    [3]float64 // k of the spring force −(k₀ x + k₁ x² + k₂ x³)
	Damping      [3]float64 // c of the damper force −(c₀ v + c₁ v|v| + c₂ v³)
	SpringLength [2]float64 // the spring is slack between these lengths; both −1: the length at QPosSpring
	Armature     float64    // inertia against changes of the length, kg
	ForceLimited bool
	ForceRange   [2]float64 // of the sum of its actuators' forces, N
}

// EqualityKind says what an Equality keeps together.
type EqualityKind int

// The equalities.
const (
	Connect        EqualityKind = iota // two points of two bodies
	Weld                               // two bodies, as they are to each other
	JointEquality                      // a joint's position, as a polynomial of another's
	TendonEquality                     // a tendon's length, as a polynomial of another's
)

func (k EqualityKind) String() string {
	return enum("EqualityKind", int(k), "connect", "weld", "joint", "tendon")
}

// Equality is an equation between positions, held softly. A Connect or Weld is of bodies, or of sites.
type Equality struct {
	Name     string
	Kind     EqualityKind
	Off      bool // it starts inactive and so does nothing
	OfSites  bool
	ID       [2]int // bodies, sites, joints or tendons; of the last two the second is −1 where there is none
	Soft     Softness
	Anchor   spatial.Vec // of a Connect of bodies the point in the first body; of a Weld of bodies that in the second
	RelPose  spatial.Pose
	HasPose  bool       // RelPose is where the second body is in the first; else it is as at QPos0
	Torque   float64    // of a Weld, the weight of a radian against a metre
	PolyCoef [5]float64 // c of x₁ − x₁⁰ = Σ c_k (x₂ − x₂⁰)ᵏ
}

// ContactPair makes contacts of two geoms, whatever their filters say, with parameters of its own.
type ContactPair struct {
	Geom     [2]int
	Condim   int
	Friction [5]float64
	Soft     Softness
	Slip     SolRef // of the rows of elliptic friction; zero: as Soft
	Margin   float64
	Gap      float64
}

// Transmission says what an actuator acts on.
type Transmission int

// The transmissions.
const (
	OnJoint         Transmission = iota // force along a joint's dofs; of a Ball or Free joint in the axes of the child
	OnJointInParent                     // the same, in the axes of the parent
	OnSlider                            // a slider-crank: a site on the crank's pin, a site whose z axis the slider moves on
	OnTendon                            // along a tendon
	OnSite                              // a force and torque in the axes of a site, or against one of another site
)

func (t Transmission) String() string {
	return enum("Transmission", int(t), "joint", "jointinparent", "slidercrank", "tendon", "site")
}

// Dynamics says how an actuator's activation follows its control.
type Dynamics int

// The dynamics of an activation w under a control u with a time constant τ.
const (
	NoActivation Dynamics = iota // none: the control acts
	Accumulate                   // w˙ = u
	Filter                       // w˙ = (u − w)/τ
	FilterExact                  // the same, integrated exactly
)

func (y Dynamics) String() string {
	return enum("Dynamics", int(y), "none", "integrator", "filter", "filterexact")
}

// Actuator is a force on a transmission of length l and velocity v, from a control u or activation w:
//
//	f = clamp((g₀ + g₁ l + g₂ v) u + b₀ + b₁ l + b₂ v)
type Actuator struct {
	Name         string
	Trn          Transmission
	ID           [2]int     // joint, tendon or site; of a slider-crank pin and slider; of OnSite the reference site or −1
	Gear         [6]float64 // length and force of the transmission, per unit
	Gain, Bias   [3]float64 // g and b
	Dyn          Dynamics
	Tau          float64 // s
	Early        bool    // the force uses the activation of the end of the step
	Rod          float64 // of a slider-crank, m
	DampRatio    float64 // if positive, b₂ is set by SetConst to damp −b₁ so, relative to critical
	CtrlLimited  bool
	CtrlRange    [2]float64
	ForceLimited bool
	ForceRange   [2]float64
	ActLimited   bool
	ActRange     [2]float64
}
