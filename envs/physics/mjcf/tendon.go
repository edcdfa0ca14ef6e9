package mjcf

import (
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// tendon is a <fixed> or <spatial> tendon as the file says it.
type tendon struct {
	physics.Tendon
	limited, forceLimited trit
}

func newTendon() tendon {
	return tendon{
		Tendon: physics.Tendon{
			Limit: physics.DefaultSoftness, Friction: physics.DefaultSoftness, SpringLength: [2]float64{-1, -1},
		},
		limited: auto, forceLimited: auto,
	}
}

func (t *tendon) read(r *reader) {
	r.text("name", &t.Name)
	r.trit("limited", &t.limited)
	r.exactly("range", t.Range[:])
	r.float("margin", &t.Margin)
	r.solRef("solreflimit", &t.Limit.Ref)
	r.floats("solimplimit", t.Limit.Imp[:])
	r.atLeast("frictionloss", &t.Loss, 0)
	r.solRef("solreffriction", &t.Friction.Ref)
	r.floats("solimpfriction", t.Friction.Imp[:])
	r.polynomial("stiffness", &t.Stiffness)
	r.polynomial("damping", &t.Damping)
	if n := r.floats("springlength", t.SpringLength[:]); n == 1 {
		t.SpringLength[1] = t.SpringLength[0]
	}
	r.atLeast("armature", &t.Armature, 0)
	r.trit("actuatorfrclimited", &t.forceLimited)
	r.exactly("actuatorfrcrange", t.ForceRange[:])
}

// tendons reads <tendon>.
func (d *document) tendons(n *node) {
	d.repeat(n)
	for _, e := range n.children {
		if e.name != "fixed" && e.name != "spatial" {
			d.unknown(e, n)
			continue
		}
		r := read(e, d.log)
		t := d.class(r, d.main).tendon
		t.read(r)
		r.done()
		d.define(r, "tendon", t.Name, len(d.model.Tendons))
		t.Limited = d.limited(r, "range", t.limited, t.Range)
		t.ForceLimited = d.limited(r, "actuatorfrcrange", t.forceLimited, t.ForceRange)
		t.Path = nil
		for _, c := range e.children {
			if e.name == "fixed" {
				d.tendonJoint(c, e, &t)
			} else {
				d.tendonStep(c, e, &t)
			}
		}
		d.checkPath(r, &t, e.name == "spatial")
		d.model.Tendons = append(d.model.Tendons, t.Tendon)
	}
}

func (d *document) tendonJoint(n, parent *node, t *tendon) {
	if n.name != "joint" {
		d.unknown(n, parent)
		return
	}
	r := read(n, d.log)
	joint, coef := "", 0.0
	r.text("joint", &joint)
	r.float("coef", &coef)
	r.settle("tendon joint")
	id, ok := d.lookup(r, "joint", "joint", joint)
	if !ok {
		return
	}
	if k := d.model.JntType[id]; k != physics.Hinge && k != physics.Slide {
		r.fail("joint %.40q is neither a hinge nor a slide", joint)
		return
	}
	t.Path = append(t.Path, physics.Wrap{Kind: physics.WrapJoint, ID: id, Side: -1, Coef: coef})
}

func (d *document) tendonStep(n, parent *node, t *tendon) {
	r := read(n, d.log)
	w := physics.Wrap{Side: -1, Coef: 1}
	ok := true
	switch n.name {
	case "site":
		name := ""
		r.text("site", &name)
		w.Kind = physics.WrapSite
		w.ID, ok = d.lookup(r, "site", "site", name)
	case "geom":
		ok = d.tendonGeom(r, &w)
	case "pulley":
		w.Kind = physics.WrapPulley
		if r.float("divisor", &w.Coef); w.Coef <= 0 {
			r.fail("divisor is %g: want a positive number", w.Coef)
		}
	default:
		d.unknown(n, parent)
		return
	}
	r.settle("tendon " + n.name)
	if ok {
		t.Path = append(t.Path, w)
	}
}

func (d *document) tendonGeom(r *reader, w *physics.Wrap) bool {
	name, side := "", ""
	r.text("geom", &name)
	r.text("sidesite", &side)
	id, ok := d.lookup(r, "geom", "geom", name)
	if !ok {
		return false
	}
	w.ID = id
	switch d.model.GeomType[id] {
	case physics.Sphere:
		w.Kind = physics.WrapSphere
	case physics.Cylinder:
		w.Kind = physics.WrapCylinder
	default:
		r.fail("a tendon goes around spheres and cylinders, and geom %.40q is a %v", name, d.model.GeomType[id])
		return false
	}
	if side != "" {
		w.Side, ok = d.lookup(r, "site", "sidesite", side)
	}
	return ok
}

// checkPath reports a path that no tendon can take.
func (d *document) checkPath(r *reader, t *tendon, spatial bool) {
	if len(t.Path) == 0 {
		r.fail("its path is empty")
	}
	if !spatial {
		return
	}
	for k, w := range t.Path {
		site := func(i int) bool { return i >= 0 && i < len(t.Path) && t.Path[i].Kind == physics.WrapSite }
		if w.Kind != physics.WrapSphere && w.Kind != physics.WrapCylinder {
			continue
		}
		if !site(k-1) || !site(k+1) {
			r.fail("a geom of its path is not between two sites")
		}
		if t.Armature > 0 {
			r.fail("armature of a tendon that goes around geoms is not supported")
		}
	}
}
