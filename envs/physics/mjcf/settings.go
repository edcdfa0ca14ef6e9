package mjcf

import (
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// settings are what <compiler> says: how the rest of the file is to be read.
type settings struct {
	degrees         bool    // unit of angles; default degrees
	eulerSeq        string  // axes of euler angles: lower case turn with the frame, upper case do not
	autoLimits      bool    // a range alone makes a joint limited
	boundMass       float64 // least mass of a body, kg
	boundInertia    float64 // least principal moment of a body, kg m²
	totalMass       float64 // masses are scaled to this sum, kg; not positive: they are not
	balanceInertia  bool    // moments that no body can have become their mean
	inertiaFromGeom trit    // auto: where there is no <inertial>
	groups          [2]float64
	meshDir         string // folder of mesh files, below that of the main file
	fitAABB         bool   // primitives are fitted to the boxes around meshes
}

func defaultSettings() settings {
	return settings{degrees: true, eulerSeq: "xyz", autoLimits: true, totalMass: -1, inertiaFromGeom: auto, groups: [2]float64{0, 5}}
}

func (d *document) compiler(n *node) {
	r, s := read(n, d.log), &d.settings
	angle := "degree"
	if !s.degrees {
		angle = "radian"
	}
	r.word("angle", &angle, "degree", "radian")
	s.degrees = angle == "degree"
	if r.text("eulerseq", &s.eulerSeq); len(s.eulerSeq) != 3 || strings.Trim(s.eulerSeq, "xyzXYZ") != "" {
		r.fail("eulerseq is %.20q: want three letters of xyzXYZ", s.eulerSeq)
		s.eulerSeq = "xyz"
	}
	r.flag("autolimits", &s.autoLimits)
	r.atLeast("boundmass", &s.boundMass, 0)
	r.atLeast("boundinertia", &s.boundInertia, 0)
	r.float("settotalmass", &s.totalMass)
	r.flag("balanceinertia", &s.balanceInertia)
	r.trit("inertiafromgeom", &s.inertiaFromGeom)
	r.exactly("inertiagrouprange", s.groups[:])
	r.text("assetdir", &s.meshDir)
	r.text("meshdir", &s.meshDir)
	r.flag("fitaabb", &s.fitAABB)
	r.done()
	for _, c := range n.children {
		if c.name == "lengthrange" {
			d.log.warn(c, "<lengthrange>", "there are no muscles")
			continue
		}
		d.unknown(c, n)
	}
}

func (d *document) readOption(n *node) {
	r, o := read(n, d.log), &d.model.Option
	if r.float("timestep", &o.Timestep) && o.Timestep <= 0 {
		r.fail("timestep is %g: want a positive number of seconds", o.Timestep)
	}
	r.vec("gravity", &o.Gravity)
	r.vec("wind", &o.Wind)
	r.atLeast("density", &o.Density, 0)
	r.atLeast("viscosity", &o.Viscosity, 0)
	if r.float("impratio", &o.Impratio) && o.Impratio <= 0 {
		r.fail("impratio is %g: want a positive number", o.Impratio)
	}
	if name, ok := r.get("integrator"); ok {
		d.integrator(r, name)
	}
	cone := ""
	if r.word("cone", &cone, "pyramidal", "elliptic"); cone != "" {
		o.Cone = physics.PyramidalCone
		if cone == "elliptic" {
			o.Cone = physics.EllipticCone
		}
	}
	r.integer("noslip_iterations", &o.NoSlip, 0, 1000)
	r.vec("magnetic", &o.Magnetic)
	d.readOverride(r)
	r.done()
	for _, c := range n.children {
		if c.name == "flag" {
			d.flags(c)
			continue
		}
		d.unknown(c, n)
	}
}

func (d *document) integrator(r *reader, name string) {
	switch name {
	case "Euler":
		d.model.Option.Integrator = physics.Euler
	case "RK4":
		d.model.Option.Integrator = physics.RK4
	case "implicit":
		d.model.Option.Integrator = physics.Implicit
	case "implicitfast":
		d.model.Option.Integrator = physics.ImplicitFast
	case "discrete":
		r.fail("integrator discrete is not supported")
	default:
		r.fail("integrator is %.20q: want Euler, RK4, implicit or implicitfast", name)
	}
}

// flags reads <flag>: what is enabled and disabled. Enabling what fenchel does anyway, or does not need, is no problem.
func (d *document) flags(n *node) {
	r, o := read(n, d.log), &d.model.Option.Disable
	disable := func(name string, off ...*bool) {
		state := ""
		r.word(name, &state, "enable", "disable")
		for _, f := range off {
			if state != "" {
				*f = state == "disable"
			}
		}
	}
	disable("constraint", &o.Constraint)
	disable("limit", &o.Limit)
	disable("contact", &o.Contact)
	disable("passive", &o.Spring, &o.Damper)
	disable("spring", &o.Spring)
	disable("damper", &o.Damper)
	disable("equality", &o.Equality)
	disable("frictionloss", &o.FrictionLoss)
	disable("sensor", &o.Sensor)
	disable("gravity", &o.Gravity)
	disable("actuation", &o.Actuation)
	disable("clampctrl", &o.ClampCtrl)
	disable("filterparent", &o.FilterParent)
	disable("refsafe", &o.RefSafe)
	disable("eulerdamp", &o.EulerDamp)
	disable("multiccd", &o.MultiCCD)
	r.done()
}

// readOverride marks the parameters that <flag override> would give all contacts. The flag is refused, so they do nothing.
func (d *document) readOverride(r *reader) {
	for _, name := range [...]string{"o_margin", "o_solref", "o_solimp", "o_friction"} {
		if _, ok := r.get(name); ok {
			d.log.warn(r.node, "option "+name, "acts only where <flag override> is enabled")
		}
	}
}
