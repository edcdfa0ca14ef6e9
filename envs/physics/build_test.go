package physics

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// builder puts a model together by hand, one body with one joint and one geom at a time.
type builder struct{ Model }

func newBuilder() *builder {
	b := &builder{Model{Name: "built", Option: DefaultOption()}}
	b.addBody(0, spatial.Vec{}, 0, spatial.Vec{})
	return b
}

// addBody appends a body whose center of mass is at its origin.
func (b *builder) addBody(parent int, pos spatial.Vec, mass float64, inertia spatial.Vec) int {
	b.BodyName = append(b.BodyName, "")
	b.BodyParent = append(b.BodyParent, parent)
	b.BodyPos = append(b.BodyPos, pos)
	b.BodyQuat = append(b.BodyQuat, spatial.Identity)
	b.BodyIPos = append(b.BodyIPos, spatial.Vec{})
	b.BodyIQuat = append(b.BodyIQuat, spatial.Identity)
	b.BodyMass = append(b.BodyMass, mass)
	b.BodyInertia = append(b.BodyInertia, inertia)
	return len(b.BodyMass) - 1
}

// addJoint appends a joint to the last body.
func (b *builder) addJoint(typ JntType, pos, axis spatial.Vec) int {
	body := len(b.BodyMass) - 1
	b.JntName = append(b.JntName, "")
	b.JntType = append(b.JntType, typ)
	b.JntBody = append(b.JntBody, body)
	b.JntPos, b.JntAxis = append(b.JntPos, pos), append(b.JntAxis, axis)
	b.JntLimited, b.JntRange = append(b.JntLimited, false), append(b.JntRange, [2]float64{})
	b.JntMargin, b.JntStiffness = append(b.JntMargin, 0), append(b.JntStiffness, 0)
	b.JntSolRef, b.JntSolImp = append(b.JntSolRef, DefaultSolRef), append(b.JntSolImp, DefaultSolImp)
	q := []float64{0}
	if typ == Free {
		p := b.BodyPos[body]
		q = []float64{p.X, p.Y, p.Z, 1, 0, 0, 0}
	}
	if typ == Ball {
		q = []float64{1, 0, 0, 0}
	}
	b.QPos0, b.QPosSpring = append(b.QPos0, q...), append(b.QPosSpring, q...)
	_, nv := typ.size()
	b.DofArmature = append(b.DofArmature, make([]float64, nv)...)
	b.DofDamping = append(b.DofDamping, make([]float64, nv)...)
	return len(b.JntType) - 1
}

// addGeom appends a geom at the origin of the last body.
func (b *builder) addGeom(typ GeomType, size spatial.Vec) int {
	b.GeomName = append(b.GeomName, "")
	b.GeomType, b.GeomSize = append(b.GeomType, typ), append(b.GeomSize, size)
	b.GeomBody = append(b.GeomBody, len(b.BodyMass)-1)
	b.GeomPos, b.GeomQuat = append(b.GeomPos, spatial.Vec{}), append(b.GeomQuat, spatial.Identity)
	b.GeomContype, b.GeomConaffinity = append(b.GeomContype, 1), append(b.GeomConaffinity, 1)
	b.GeomCondim, b.GeomPriority = append(b.GeomCondim, 3), append(b.GeomPriority, 0)
	b.GeomFriction = append(b.GeomFriction, spatial.Vec{X: 1, Y: 0.005, Z: 0.0001})
	b.GeomSolMix = append(b.GeomSolMix, 1)
	b.GeomSolRef, b.GeomSolImp = append(b.GeomSolRef, DefaultSolRef), append(b.GeomSolImp, DefaultSolImp)
	b.GeomMargin, b.GeomGap = append(b.GeomMargin, 0), append(b.GeomGap, 0)
	b.GeomGroup, b.GeomRGBA = append(b.GeomGroup, 0), append(b.GeomRGBA, [4]float32{})
	b.GeomMaterial = append(b.GeomMaterial, "")
	return len(b.GeomType) - 1
}

func (b *builder) addMotor(joint int, gear float64) {
	b.Actuators = append(b.Actuators, Actuator{ID: [2]int{joint, -1}, Gear: [6]float64{gear}, Gain: [3]float64{1}})
}

// compile returns the finished model.
func (b *builder) compile(t testing.TB) *Model {
	t.Helper()
	if err := b.SetConst(); err != nil {
		t.Fatal(err)
	}
	return &b.Model
}

var (
	ex = spatial.Vec{X: 1}
	ey = spatial.Vec{Y: 1}
	ez = spatial.Vec{Z: 1}
)

// doublePendulum swings without friction in a vertical plane.
func doublePendulum(t testing.TB, integrator Integrator) *Model {
	b := newBuilder()
	b.Option.Integrator = integrator
	b.addBody(0, spatial.Vec{Z: 3}, 1, spatial.Vec{X: 0.1, Y: 0.1, Z: 0.01})
	b.addJoint(Hinge, spatial.Vec{Z: 0.5}, ey)
	b.addBody(1, spatial.Vec{Z: -1}, 2, spatial.Vec{X: 0.2, Y: 0.2, Z: 0.01})
	b.addJoint(Hinge, spatial.Vec{Z: 0.5}, ey)
	return b.compile(t)
}

// spinningBox floats with three different moments of inertia, so that its angular velocity wanders.
func spinningBox(t testing.TB) *Model {
	b := newBuilder()
	b.Option.Gravity, b.Option.Integrator = spatial.Vec{}, RK4
	b.addBody(0, spatial.Vec{Z: 1}, 2, spatial.Vec{X: 0.1, Y: 0.2, Z: 0.25})
	b.addJoint(Free, spatial.Vec{}, ez)
	return b.compile(t)
}

// ballOnFloor is a free sphere of radius 0.1 above a plane.
func ballOnFloor(t testing.TB) *Model {
	b := newBuilder()
	b.addGeom(Plane, spatial.Vec{})
	b.addBody(0, spatial.Vec{Z: 0.1}, 1, spatial.Vec{X: 0.004, Y: 0.004, Z: 0.004})
	b.addJoint(Free, spatial.Vec{}, ez)
	b.addGeom(Sphere, spatial.Vec{X: 0.1})
	return b.compile(t)
}
