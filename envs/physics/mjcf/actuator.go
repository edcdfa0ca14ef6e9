package mjcf

import (
	"maps"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// actuator is an element of <actuator> as the file says it.
type actuator struct {
	name         string
	target       map[string]string // attribute of a transmission → name of an element
	rod          float64           // of a slider-crank
	gear         [6]float64
	ctrlLimited  trit
	ctrlRange    [2]float64
	forceLimited trit
	forceRange   [2]float64
	actLimited   trit
	actRange     [2]float64
	inherit      float64 // share of the target's range that the control may go through
	ownRange     bool    // the element gives the range that it could inherit
	early        bool
	law          force            // of <general>, and of shortcuts that have none of their own
	own          map[string]force // of shortcuts that a default was written for
}

// force is the law of an actuator: gain, bias and activation.
type force struct {
	gain, bias [3]float64
	affineGain bool
	affineBias bool
	dyn        physics.Dynamics
	tau        float64
	dampRatio  float64
	given      bool // a default or an element has set it
}

func newActuator() actuator {
	return actuator{
		gear: [6]float64{1}, ctrlLimited: auto, forceLimited: auto, actLimited: auto,
		law: force{gain: [3]float64{1}, tau: 1},
	}
}

// targets are the attributes that name what an actuator acts on.
var targets = []string{"joint", "jointinparent", "tendon", "site", "refsite", "cranksite", "slidersite", "body"}

// shortcuts are the elements that abbreviate a <general> actuator of some law.
var shortcuts = map[string]func(*actuator, *reader, *force){
	"general": (*actuator).general, "motor": (*actuator).motor, "position": (*actuator).position,
	"velocity": (*actuator).velocity, "intvelocity": (*actuator).intVelocity, "damper": (*actuator).damper,
	"cylinder": (*actuator).cylinder,
}

// foreignActuators are those whose forces are not supported.
var foreignActuators = map[string]bool{
	"muscle": true, "adhesion": true, "pid": true, "orientation": true, "dcmotor": true, "plugin": true,
}

// read reads an element, or the prototype that a default is. Before MuJoCo 4.0 all kinds shared one prototype, so that a
// <motor> in a class with a <position> became a servo; since then a shortcut takes the law of a prototype of its own kind
// or of a <general> one.
func (a *actuator) read(r *reader, release physics.Release) {
	a.common(r)
	law := a.law
	if own, ok := a.own[r.name]; ok && release != physics.MuJoCo314 {
		law = own
	}
	shortcuts[r.name](a, r, &law)
	law.given = true
	a.own = maps.Clone(a.own)
	if r.name == "general" || release == physics.MuJoCo314 {
		a.law, a.own = law, nil
		return
	}
	if a.own == nil {
		a.own = map[string]force{}
	}
	a.own[r.name] = law
}

// common reads what all kinds have.
func (a *actuator) common(r *reader) {
	r.text("name", &a.name)
	a.target = maps.Clone(a.target)
	for _, t := range targets {
		if r.has(t) {
			if a.target == nil {
				a.target = map[string]string{}
			}
			name := ""
			r.text(t, &name)
			a.target[t] = name
		}
	}
	r.float("cranklength", &a.rod)
	r.floats("gear", a.gear[:])
	r.trit("ctrllimited", &a.ctrlLimited)
	r.exactly("ctrlrange", a.ctrlRange[:])
	r.trit("forcelimited", &a.forceLimited)
	r.exactly("forcerange", a.forceRange[:])
}

// activation reads the range of an activation.
func (a *actuator) activation(r *reader) {
	r.trit("actlimited", &a.actLimited)
	r.exactly("actrange", a.actRange[:])
}

func (a *actuator) general(r *reader, f *force) {
	a.activation(r)
	r.flag("actearly", &a.early)
	kinds := []string{"none", "fixed", "affine", "muscle", "user", "dcmotor", "pid"}
	gain, bias := "", ""
	r.word("gaintype", &gain, kinds[1:]...)
	r.word("biastype", &bias, append(kinds[:1:1], kinds[2:]...)...)
	for name, kind := range map[string]string{"gaintype": gain, "biastype": bias} {
		if kind != "" && kind != "none" && kind != "fixed" && kind != "affine" {
			r.fail("%s %s is not supported", name, kind)
		}
	}
	if gain != "" {
		f.affineGain = gain == "affine"
	}
	if bias != "" {
		f.affineBias = bias == "affine"
	}
	f.dampRatio = 0
	r.params("gainprm", f.gain[:])
	r.params("biasprm", f.bias[:])
	r.dynamics(f)
	if r.has("inheritrange") {
		r.atLeast("inheritrange", &a.inherit, 0)
	}
}

// params is floats for a list of parameters whose tail has no meaning here, and so must be zero.
func (r *reader) params(name string, dst []float64) {
	var all [10]float64
	copy(all[:], dst)
	if n := r.floats(name, all[:]); n == 0 {
		return
	}
	copy(dst, all[:])
	for _, x := range all[len(dst):] {
		if x != 0 {
			r.fail("%s has more than %d numbers that are not zero", name, len(dst))
			return
		}
	}
}

// dynamics reads the activation of a <general>.
func (r *reader) dynamics(f *force) {
	name := ""
	r.word("dyntype", &name, "none", "integrator", "filter", "filterexact", "muscle", "user", "dcmotor", "pid")
	switch name {
	case "":
	case "none":
		f.dyn = physics.NoActivation
	case "integrator":
		f.dyn = physics.Accumulate
	case "filter":
		f.dyn = physics.Filter
	case "filterexact":
		f.dyn = physics.FilterExact
	default:
		r.fail("dyntype %s is not supported", name)
	}
	tau := [1]float64{f.tau}
	r.params("dynprm", tau[:])
	f.tau = tau[0]
}

// actuators reads <actuator>.
func (d *document) actuators(n *node) {
	d.repeat(n)
	for _, e := range n.children {
		r := read(e, d.log)
		switch {
		case foreignActuators[e.name]:
			r.fail("actuators of this kind are not supported")
			continue
		case shortcuts[e.name] == nil:
			d.unknown(e, n)
			continue
		}
		a := d.class(r, d.main).actuator
		a.inherit, a.ownRange = d.class(r, d.main).actuator.inherit, false
		a.read(r, d.options.Release)
		r.done()
		d.childless(e)
		law := a.law
		if own, ok := a.own[e.name]; ok {
			law = own
		}
		a.compile(r, d, law)
	}
}

// compile appends the actuator to the model.
func (a *actuator) compile(r *reader, d *document, f force) {
	m := &d.model
	g := physics.Actuator{
		Name: a.name, Gear: a.gear, Gain: f.gain, Dyn: f.dyn, Early: a.early, Rod: a.rod,
		DampRatio: f.dampRatio, CtrlRange: a.ctrlRange, ForceRange: a.forceRange, ActRange: a.actRange,
	}
	if f.dyn == physics.Filter || f.dyn == physics.FilterExact {
		g.Tau = f.tau
	}
	if !f.affineGain {
		g.Gain[1], g.Gain[2] = 0, 0
	}
	if f.affineBias {
		g.Bias = f.bias
		if r.name == "general" && f.bias[2] > 0 && f.gain[0] == -f.bias[1] { // MuJoCo's way to write a damping ratio
			g.DampRatio, g.Bias[2] = f.bias[2], 0
		}
	}
	a.transmission(r, d, &g)
	a.inheritRange(r, d, &g, f.dyn == physics.Accumulate)
	g.CtrlLimited = d.limited(r, "ctrlrange", a.ctrlLimited, g.CtrlRange)
	g.ForceLimited = d.limited(r, "forcerange", a.forceLimited, g.ForceRange)
	g.ActLimited = f.dyn != physics.NoActivation && d.limited(r, "actrange", a.actLimited, g.ActRange)
	d.define(r, "actuator", a.name, len(m.Actuators))
	m.Actuators = append(m.Actuators, g)
	d.actuatorNodes = append(d.actuatorNodes, r.node)
}
