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
	stiffness    [3]float64
	springDamper [2]float64
	damping      [3]float64
	armature     float64
	frictionLoss float64
	margin       float64
	solRef       physics.SolRef
	solImp       physics.SolImp
	friction     physics.Softness
	forceLimited trit
	forceRange   [2]float64
	gravComp     bool
}

func newJoint() joint {
	return joint{
		kind: "hinge", axis: spatial.Vec{Z: 1}, limited: auto, solRef: physics.DefaultSolRef, solImp: physics.DefaultSolImp,
		friction: physics.DefaultSoftness, forceLimited: auto,
	}
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
	r.polynomial("stiffness", &j.stiffness)
	r.floats("springdamper", j.springDamper[:])
	r.polynomial("damping", &j.damping)
	r.atLeast("armature", &j.armature, 0)
	r.atLeast("frictionloss", &j.frictionLoss, 0)
	r.float("margin", &j.margin)
	r.solRef("solreflimit", &j.solRef)
	r.floats("solimplimit", j.solImp[:])
	r.solRef("solreffriction", &j.friction.Ref)
	r.floats("solimpfriction", j.friction.Imp[:])
	r.trit("actuatorfrclimited", &j.forceLimited)
	r.exactly("actuatorfrcrange", j.forceRange[:])
	r.flag("actuatorgravcomp", &j.gravComp)
}

// freeJoint reads <freejoint>, to which no defaults apply.
func freeJoint(r *reader) joint {
	j := newJoint()
	j.kind = "free"
	r.text("name", &j.name)
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
	case "ball":
		kind = physics.Ball
		if d.settings.degrees {
			unit = math.Pi / 180
		}
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
	m.JntStiffness = append(m.JntStiffness, j.stiffness[0])
	m.JntStiffnessPoly = append(m.JntStiffnessPoly, [2]float64{j.stiffness[1], j.stiffness[2]})
	m.JntSpringDamper = append(m.JntSpringDamper, j.springDamper)
	m.JntForceLimited = append(m.JntForceLimited, d.limited(r, "actuatorfrcrange", j.forceLimited, j.forceRange))
	m.JntForceRange = append(m.JntForceRange, j.forceRange)
	m.JntGravComp = append(m.JntGravComp, j.gravComp)
	j.state(d, kind, unit, body)
}

// state appends the joint's part of the configuration: where it starts, where its spring rests, and its dofs.
func (j *joint) state(d *document, kind physics.JntType, unit float64, body int) {
	m, dofs := &d.model, 1
	switch kind {
	case physics.Free:
		p, q := m.BodyPos[body], m.BodyQuat[body]
		start := []float64{p.X, p.Y, p.Z, q.W, q.X, q.Y, q.Z}
		m.QPos0 = append(m.QPos0, start...)
		m.QPosSpring = append(m.QPosSpring, start...)
		dofs = 6
	case physics.Ball:
		m.QPos0 = append(m.QPos0, 1, 0, 0, 0)
		m.QPosSpring = append(m.QPosSpring, 1, 0, 0, 0)
		dofs = 3
	default:
		m.QPos0 = append(m.QPos0, unit*j.ref)
		m.QPosSpring = append(m.QPosSpring, unit*j.springRef)
	}
	for range dofs {
		m.DofArmature = append(m.DofArmature, j.armature)
		m.DofDamping = append(m.DofDamping, j.damping[0])
		m.DofDampingPoly = append(m.DofDampingPoly, [2]float64{j.damping[1], j.damping[2]})
		m.DofLoss = append(m.DofLoss, j.frictionLoss)
		m.DofFriction = append(m.DofFriction, j.friction)
	}
}

func (j *joint) check(r *reader, kind physics.JntType) {
	if kind != physics.Free && j.axis.Norm() < spatial.MinVal {
		r.fail("axis has no length")
	}
	if kind == physics.Free && j.limited == yes {
		r.fail("a free joint cannot be limited")
	}
	if kind == physics.Ball && j.limited != no && j.limits[0] != 0 {
		r.fail("range of a ball joint begins at 0")
	}
	if kind != physics.Hinge && kind != physics.Slide && (j.forceLimited == yes || j.forceRange != [2]float64{}) {
		r.fail("actuatorfrcrange is for hinges and slides")
	}
	if (j.springDamper[0] > 0) != (j.springDamper[1] > 0) {
		r.fail("springdamper wants two positive numbers")
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
