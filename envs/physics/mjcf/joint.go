package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// joint is a <joint> as the file says it, angles in the file's unit.
type joint struct {
	name         string
	kind         string
	pos, axis    spatial.Vec
	limited      trit
	limits       [2]float64
	ref          float64
	springRef    float64
	stiffness    float64
	springDamper [2]float64
	damping      float64
	armature     float64
	frictionLoss float64
	margin       float64
	solRef       physics.SolRef
	solImp       physics.SolImp
}

func newJoint() joint {
	return joint{kind: "hinge", axis: spatial.Vec{Z: 1}, limited: auto, solRef: physics.DefaultSolRef, solImp: physics.DefaultSolImp}
}

func (j *joint) read(r *reader) {
	r.text("name", &j.name)
	r.word("type", &j.kind, "free", "ball", "slide", "hinge")
	r.vec("pos", &j.pos)
	r.vec("axis", &j.axis)
	r.trit("limited", &j.limited)
	r.exactly("range", j.limits[:])
	r.float("ref", &j.ref)
	r.float("springref", &j.springRef)
	r.atLeast("stiffness", &j.stiffness, 0)
	r.floats("springdamper", j.springDamper[:])
	r.atLeast("damping", &j.damping, 0)
	r.atLeast("armature", &j.armature, 0)
	r.atLeast("frictionloss", &j.frictionLoss, 0)
	r.float("margin", &j.margin)
	r.solRef("solreflimit", &j.solRef)
	r.floats("solimplimit", j.solImp[:])
	r.refuse("false", "actuatorfrclimited", "actuatorgravcomp")
	r.refuse("0", "actuatorfrcrange")
	r.inert("there is no friction loss that it could soften", "solreffriction", "solimpfriction")
	r.inert("not kept", "group", "user")
}

// freeJoint reads <freejoint>, to which no defaults apply.
func freeJoint(r *reader) joint {
	j := newJoint()
	j.kind = "free"
	r.text("name", &j.name)
	r.refuse("false", "align")
	r.inert("not kept", "group", "user")
	return j
}

// compile appends the joint to the model.
func (j *joint) compile(r *reader, d *document, body int) {
	m := &d.model
	d.define(r, "joint", j.name, len(m.JntType))
	kind, unit := physics.Hinge, 1.0
	switch j.kind {
	case "hinge":
		if d.settings.degrees {
			unit = math.Pi / 180
		}
	case "slide":
		kind = physics.Slide
	case "free":
		kind = physics.Free
	default:
		r.fail("ball joints are not supported")
	}
	j.check(r, kind)
	limited := kind != physics.Free && d.limited(r, "range", j.limited, j.limits)
	m.JntName = append(m.JntName, j.name)
	m.JntType = append(m.JntType, kind)
	m.JntBody = append(m.JntBody, body)
	m.JntPos = append(m.JntPos, j.pos)
	m.JntAxis = append(m.JntAxis, j.axis.Unit())
	m.JntLimited = append(m.JntLimited, limited)
	m.JntRange = append(m.JntRange, [2]float64{unit * j.limits[0], unit * j.limits[1]})
	m.JntMargin = append(m.JntMargin, j.margin)
	m.JntSolRef = append(m.JntSolRef, j.solRef)
	m.JntSolImp = append(m.JntSolImp, j.solImp)
	m.JntStiffness = append(m.JntStiffness, j.stiffness)
	j.state(d, kind, unit, body)
}

// state appends the joint's part of the configuration: where it starts, where its spring rests, and its dofs.
func (j *joint) state(d *document, kind physics.JntType, unit float64, body int) {
	m, dofs := &d.model, 1
	if kind == physics.Free {
		p, q := m.BodyPos[body], m.BodyQuat[body]
		start := []float64{p.X, p.Y, p.Z, q.W, q.X, q.Y, q.Z}
		m.QPos0 = append(m.QPos0, start...)
		m.QPosSpring = append(m.QPosSpring, start...)
		dofs = 6
	} else {
		m.QPos0 = append(m.QPos0, unit*j.ref)
		m.QPosSpring = append(m.QPosSpring, unit*j.springRef)
	}
	for range dofs {
		m.DofArmature = append(m.DofArmature, j.armature)
		m.DofDamping = append(m.DofDamping, j.damping)
	}
}

func (j *joint) check(r *reader, kind physics.JntType) {
	if kind != physics.Free && j.axis.Norm() < spatial.MinVal {
		r.fail("axis has no length")
	}
	if kind == physics.Free && j.limited == yes {
		r.fail("a free joint cannot be limited")
	}
	if kind == physics.Free && j.stiffness != 0 {
		r.fail("stiffness of a free joint is not supported")
	}
	if j.frictionLoss > 0 {
		r.fail("frictionloss is not supported")
	}
	if j.springDamper[0] > 0 || j.springDamper[1] > 0 {
		r.fail("springdamper is not supported: give stiffness and damping")
	}
}

// limited decides whether a range is a limit, and checks that it then is one.
func (d *document) limited(r *reader, what string, said trit, limits [2]float64) bool {
	given := limits != [2]float64{}
	switch {
	case said == no || said == auto && !given:
		return false
	case said == auto && !d.settings.autoLimits:
		r.fail("%s is given, but not whether it limits (autolimits is off)", what)
	case limits[0] > limits[1]:
		r.fail("%s is reversed", what)
	case limits[0] == limits[1]:
		r.fail("%s is empty", what)
	}
	return true
}
