package physics

import (
	"fmt"
	"slices"
	"strings"
)

// JntType says what a joint lets a body do against its parent.
type JntType int

// The joint types.
const (
	Hinge JntType = iota // rotation about JntAxis through JntPos: 1 position (rad), 1 velocity
	Slide                // translation along JntAxis: 1 position (m), 1 velocity
	Free                 // everything: 7 positions (x y z, quaternion), 6 velocities (world linear, body-axes angular)
	Ball                 // every rotation about JntPos: 4 positions (quaternion), 3 velocities (body-axes angular)
)

func (t JntType) String() string { return enum("JntType", int(t), "hinge", "slide", "free", "ball") }

// scalar reports whether one number is the joint's position.
func (t JntType) scalar() bool { return t == Hinge || t == Slide }

// GeomType is the shape of a geom. Lengths are in GeomSize.
type GeomType int

// The geom types.
const (
	Sphere    GeomType = iota // size: radius
	Capsule                   // size: radius, half length of the segment along z
	Cylinder                  // size: radius, half length along z
	Box                       // size: half lengths
	Ellipsoid                 // size: semi-axes
	Mesh                      // the convex hull of Model.Meshes[GeomMesh]; size: half sizes of the box around it
	Plane                     // the half space z ≤ 0 of the geom frame; size: half extents for drawing, 0 = endless
)

func (t GeomType) String() string {
	return enum("GeomType", int(t), "sphere", "capsule", "cylinder", "box", "ellipsoid", "mesh", "plane")
}

// rank orders the geom types as MuJoCo does; of two geoms in contact the one of lower rank is the first.
func (t GeomType) rank() int {
	return [...]int{Plane: 0, Sphere: 2, Capsule: 3, Ellipsoid: 4, Cylinder: 5, Box: 6, Mesh: 7}[t]
}

// Integrator names the rule that advances the state by one Timestep.
type Integrator int

// The integrators.
const (
	Euler        Integrator = iota // semi-implicit, with joint damping implicit in the velocity: one evaluation a step
	RK4                            // the classical fourth-order Runge-Kutta rule: four evaluations a step
	Implicit                       // implicit in the velocity: damping, actuators, drag and the Coriolis forces
	ImplicitFast                   // the same without Coriolis forces, and symmetric
)

func (i Integrator) String() string {
	return enum("Integrator", int(i), "Euler", "RK4", "implicit", "implicitfast")
}

// Cone is the shape of the set of friction forces of a contact.
type Cone int

// The friction cones.
const (
	PyramidalCone Cone = iota // inscribed in the elliptic one
	EllipticCone              // Σ (f_j/μ_j)² ≤ f₀²
)

func (c Cone) String() string { return enum("Cone", int(c), "pyramidal", "elliptic") }

// MarginRule combines the margins of two geoms into that of their contact.
type MarginRule int

// The margin rules. Published results obtained with a MuJoCo older than 3.5 used MaxMargins.
const (
	SumMargins MarginRule = iota // margin₁ + margin₂, MuJoCo since 3.5
	MaxMargins                   // max(margin₁, margin₂), MuJoCo before 3.5
)

func (r MarginRule) String() string { return enum("MarginRule", int(r), "sum", "max") }

// Release names the release of MuJoCo whose rules a Model follows where releases differ.
type Release int

// The releases. Where they differ: docs/physics.md.
const (
	MuJoCo40  Release = iota // 4.0
	MuJoCo314                // 3.14
)

// releaseNames are the releases as files and ids write them.
var releaseNames = []string{"4.0", "3.14"}

func (r Release) String() string { return enum("Release", int(r), releaseNames...) }

// ParseRelease returns the release of a name, "4.0" or "3.14".
func ParseRelease(name string) (Release, error) {
	if i := slices.Index(releaseNames, name); i >= 0 {
		return Release(i), nil
	}
	return 0, fmt.Errorf("physics: no release %.20q of MuJoCo: want %s", name, strings.Join(releaseNames, " or "))
}

func enum(typ string, i int, names ...string) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("%s(%d)", typ, i)
	}
	return names[i]
}
