package physics

import (
	"math"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// TestSetConstRefuses checks that each fault is found and that its message names the element.
func TestSetConstRefuses(t *testing.T) {
	nan := math.NaN()
	cases := []struct {
		name  string
		spoil func(b *builder)
		want  string
	}{
		{"no world", func(b *builder) { b.Model = Model{Option: DefaultOption()} }, "no world body"},
		{"length", func(b *builder) { b.BodyMass = b.BodyMass[1:] }, "bodies differ in length"},
		{"timestep", func(b *builder) { b.Option.Timestep = 0 }, "timestep"},
		{"gravity", func(b *builder) { b.Option.Gravity.Z = nan }, "gravity is NaN"},
		{"parent", func(b *builder) { b.BodyParent[1] = 1 }, `body "arm": its parent`},
		{"joint of the world", func(b *builder) { b.JntBody[0] = 0 }, "out of order"},
		{"no mass", func(b *builder) { b.BodyMass[1] = 0 }, `body "arm": it has a joint but no mass`},
		{"mass", func(b *builder) { b.BodyMass[1] = -1 }, `body "arm": mass is -1`},
		{"NaN mass", func(b *builder) { b.BodyMass[1] = nan }, `body "arm": mass is NaN`},
		{"inertia", func(b *builder) { b.BodyInertia[1] = spatial.Vec{X: 1, Y: 1, Z: 3} }, "triangle inequality"},
		{"no inertia", func(b *builder) { b.BodyInertia[1] = spatial.Vec{} }, `joint "hinge": nothing resists`},
		{"quaternion", func(b *builder) { b.BodyQuat[1].W = 2 }, `body "arm": orientation has length 2`},
		{"axis", func(b *builder) { b.JntAxis[0] = spatial.Vec{} }, `joint "hinge": axis has length 0`},
		{"range", func(b *builder) { b.JntLimited[0], b.JntRange[0] = true, [2]float64{1, -1} }, "range is reversed"},
		{"damping", func(b *builder) { b.DofDamping[0] = -1 }, `joint "hinge": damping is -1`},
		{"solref", func(b *builder) { b.JntSolRef[0] = SolRef{0.02, -1} }, "solref"},
		{"joint type", func(b *builder) { b.JntType[0] = 9 }, "unknown type JntType(9)"},
		{"dofs", func(b *builder) { b.JntType[0] = Free }, "the joints have 7 positions and 6 dofs"},
		{"size", func(b *builder) { b.GeomSize[1].X = 0 }, `geom "tip": size 0`},
		{"NaN size", func(b *builder) { b.GeomSize[1].X = nan }, `geom "tip": size is NaN`},
		{"condim", func(b *builder) { b.GeomCondim[1] = 5 }, `geom "tip": condim is 5`},
		{"moving plane", func(b *builder) { b.GeomType[1] = Plane }, `geom "tip": a plane must`},
		{"motor", func(b *builder) { b.Actuators[0].ID[0] = 3 }, "actuator 0: there is no joint 3"},
		{"keyframe", func(b *builder) { b.Key = []Keyframe{{Name: "k"}} }, `keyframe "k": it has 0 positions`},
	}
	for _, c := range cases {
		b := newBuilder()
		b.addGeom(Plane, spatial.Vec{})
		b.addBody(0, spatial.Vec{Z: 1}, 1, spatial.Vec{X: 1, Y: 1, Z: 1})
		b.addJoint(Hinge, spatial.Vec{X: 0}, ey)
		b.addGeom(Sphere, spatial.Vec{X: 0.1})
		b.addMotor(0, 1)
		b.BodyName[1], b.JntName[0], b.GeomName[1] = "arm", "hinge", "tip"
		if err := b.SetConst(); err != nil {
			t.Fatalf("the sound model: %v", err)
		}
		c.spoil(b)
		if err := b.SetConst(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	b := newBuilder()
	b.addBody(0, spatial.Vec{}, 1, spatial.Vec{X: 1, Y: 1, Z: 1})
	b.BodyName[1] = "arm"
	m := b.compile(t)
	if m.Body("arm") != 1 || m.Body("leg") != -1 || m.Joint("arm") != -1 {
		t.Errorf("found body arm at %d, leg at %d, joint arm at %d", m.Body("arm"), m.Body("leg"), m.Joint("arm"))
	}
}
