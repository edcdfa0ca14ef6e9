package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// motor is a <motor>, or a <general> actuator that is one: force = gear · gain · ctrl on a joint.
type motor struct {
	name         string
	joint        string
	elsewhere    bool // drives something other than a joint, which has been reported
	gear         [6]float64
	gain         float64
	ctrlLimited  trit
	ctrlRange    [2]float64
	forceLimited trit
	forceRange   [2]float64
}

func newMotor() motor {
	return motor{gear: [6]float64{1}, gain: 1, ctrlLimited: auto, forceLimited: auto}
}

func (a *motor) readMotor(r *reader) {
	r.text("name", &a.name)
	r.text("joint", &a.joint)
	r.text("jointinparent", &a.joint) // the same for joints with one dof
	r.floats("gear", a.gear[:])
	r.trit("ctrllimited", &a.ctrlLimited)
	r.exactly("ctrlrange", a.ctrlRange[:])
	r.trit("forcelimited", &a.forceLimited)
	r.exactly("forcerange", a.forceRange[:])
	for _, name := range [...]string{"tendon", "site", "refsite", "cranksite", "slidersite", "body"} {
		if _, ok := r.get(name); ok {
			a.elsewhere = true
			r.fail("%s: only joints can be driven", name)
		}
	}
	r.refuse("0", "nsample", "delay")
	r.inert("not kept", "group", "user", "lengthrange", "cranklength", "interp")
}

// readGeneral reads <general>, as far as it says what <motor> does.
func (a *motor) readGeneral(r *reader) {
	a.readMotor(r)
	gain := [10]float64{a.gain}
	if r.floats("gainprm", gain[:]) > 0 {
		a.gain = gain[0]
	}
	if a.gain <= 0 {
		r.fail("gainprm is %g: want a positive gain", a.gain)
	}
	r.refuse("none", "dyntype", "biastype")
	r.refuse("fixed", "gaintype")
	r.refuse("0", "biasprm")
	r.inert("there is no activation", "dynprm", "actlimited", "actrange", "actdim", "actearly")
}

// actuators reads <actuator>.
func (d *document) actuators(n *node) {
	for _, e := range n.children {
		r := read(e, d.log)
		a := d.class(r, d.main).motor
		switch e.name {
		case "motor":
			a.gain = 1
			a.readMotor(r)
		case "general":
			a.readGeneral(r)
		default:
			d.unknown(e, n)
			continue
		}
		r.done()
		d.childless(e)
		a.compile(r, d)
	}
}

func (a *motor) compile(r *reader, d *document) {
	m := &d.model
	d.define(r, "actuator", a.name, len(m.ActuatorJoint))
	joint, ok := d.names["joint"][a.joint]
	switch {
	case a.elsewhere:
		return
	case a.joint == "":
		r.fail("joint is missing")
		return
	case !ok:
		r.fail("joint %.40q is not defined", a.joint)
		return
	case m.JntType[joint] == physics.Free:
		r.fail("joint %.40q is free: only hinges and slides can be driven", a.joint)
		return
	}
	for _, g := range a.gear[1:] {
		if g != 0 {
			r.fail("gear has more than one number that is not zero")
			break
		}
	}
	ctrl, force := a.ctrlRange, a.forceRange
	ctrlLimited := d.limited(r, "ctrlrange", a.ctrlLimited, ctrl)
	forceLimited := d.limited(r, "forcerange", a.forceLimited, force)
	// gear · clamp(gain · ctrl, force) = (gear · gain) · clamp(ctrl, force/gain)
	force[0], force[1] = force[0]/a.gain, force[1]/a.gain
	if math.IsInf(force[0], 0) || math.IsInf(force[1], 0) {
		r.fail("gain %g is too small", a.gain)
	}
	m.ActuatorName = append(m.ActuatorName, a.name)
	m.ActuatorJoint = append(m.ActuatorJoint, joint)
	m.ActuatorGear = append(m.ActuatorGear, a.gear[0]*a.gain)
	m.ActuatorCtrlLimited = append(m.ActuatorCtrlLimited, ctrlLimited)
	m.ActuatorCtrlRange = append(m.ActuatorCtrlRange, ctrl)
	m.ActuatorForceLimited = append(m.ActuatorForceLimited, forceLimited)
	m.ActuatorForceRange = append(m.ActuatorForceRange, force)
}
