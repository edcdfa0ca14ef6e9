package mjcf

// tendon is a <fixed> or <spatial> tendon as far as it could exert a force.
type tendon struct {
	name    string
	limited trit
	limits  [2]float64
}

func (t *tendon) read(r *reader) {
	r.text("name", &t.name)
	r.trit("limited", &t.limited)
	r.exactly("range", t.limits[:])
	r.refuse("0", "stiffness", "damping", "frictionloss", "armature", "actuatorfrcrange")
	r.refuse("false", "actuatorfrclimited")
	r.inert("the tendon exerts no force", "springlength", "solreflimit", "solimplimit", "solreffriction", "solimpfriction", "margin")
	r.inert("not kept", "group", "user", "width", "rgba", "material")
}

// tendons reads <tendon>. Tendons that exert no force are allowed: a fixed one is kept by name, a spatial one is not
// kept at all.
func (d *document) tendons(n *node) {
	for _, e := range n.children {
		if e.name != "fixed" && e.name != "spatial" {
			d.unknown(e, n)
			continue
		}
		r := read(e, d.log)
		t := d.class(r, d.main).tendon
		if t.limited == "" {
			t.limited = auto
		}
		t.read(r)
		r.done()
		d.define(r, "tendon", t.name, len(d.model.TendonName))
		if d.limited(r, "range", t.limited, t.limits) {
			r.fail("a limited tendon is not supported")
		}
		if e.name == "spatial" {
			d.log.warn(e, "<spatial>", "not kept: the tendon exerts no force")
			continue
		}
		d.model.TendonName = append(d.model.TendonName, t.name)
		for _, c := range e.children {
			d.tendonJoint(c, e)
		}
	}
}

func (d *document) tendonJoint(n, parent *node) {
	if n.name != "joint" {
		d.unknown(n, parent)
		return
	}
	r := read(n, d.log)
	var joint string
	var coef float64
	r.text("joint", &joint)
	r.float("coef", &coef)
	r.done()
	if _, ok := d.names["joint"][joint]; !ok {
		r.fail("joint %.40q is not defined", joint)
	}
}
