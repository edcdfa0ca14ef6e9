package mjcf

import (
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// world compiles the world body and everything below it.
func (d *document) world(n *node) {
	r := read(n, d.log)
	r.done()
	d.replicate(n)
	d.noteCopies(n)
	d.children(n, 0, d.main, true)
}

// body compiles a <body>: itself, its joints, geoms and sites, then the bodies in it, so that bodies are numbered
// depth first. fixed says that the parent cannot move.
func (d *document) body(e placed, parent int, fixed bool) {
	r := read(e.node, d.log)
	name, place := "", atOrigin
	r.text("name", &name)
	r.pose(&place, false)
	mocap, gravComp := false, 0.0
	r.flag("mocap", &mocap)
	r.float("gravcomp", &gravComp)
	inherited := d.named(r, "childclass", e.class)
	r.done()
	d.define(r, "body", name, len(d.model.BodyParent))
	if len(d.model.BodyParent) >= maxBodies {
		r.fail("more than %d bodies", maxBodies)
		return
	}
	q, problem := place.rotation(&d.settings)
	if problem != "" {
		r.fail("%s", problem)
	}
	pos, q := e.compose(place.pos, q)
	body := d.addBody(e.node, name, parent, pos, q)
	d.model.BodyMocap[body], d.model.BodyGravComp[body] = mocap, gravComp
	joints := len(d.model.JntType)
	if mocap && parent != 0 {
		r.fail("a mocap body is a child of the world")
	}
	d.children(e.node, body, inherited, fixed && !mocap)
	if mocap && len(d.model.JntType) > joints && d.model.JntBody[joints] == body {
		r.fail("a mocap body has no joints")
	}
}

// addBody appends a body without mass and returns its number.
func (d *document) addBody(n *node, name string, parent int, pos spatial.Vec, q spatial.Quat) int {
	m := &d.model
	m.BodyName = append(m.BodyName, name)
	m.BodyParent = append(m.BodyParent, parent)
	m.BodyPos = append(m.BodyPos, pos)
	m.BodyQuat = append(m.BodyQuat, q)
	m.BodyIPos = append(m.BodyIPos, spatial.Vec{})
	m.BodyIQuat = append(m.BodyIQuat, spatial.Identity)
	m.BodyMass = append(m.BodyMass, 0)
	m.BodyInertia = append(m.BodyInertia, spatial.Vec{})
	m.BodyMocap = append(m.BodyMocap, false)
	m.BodyGravComp = append(m.BodyGravComp, 0)
	d.bodyNodes = append(d.bodyNodes, n)
	return len(m.BodyMass) - 1
}

// children compiles what a body (or the world, 0) contains.
func (d *document) children(n *node, body int, c *class, fixed bool) {
	list := d.contents(n, placed{quat: spatial.Identity, class: c}, nil)
	fixed = !d.joints(list, body) && fixed
	var explicit *mass
	var parts []mass
	for _, e := range list {
		switch e.name {
		case "inertial":
			if !d.viewing {
				explicit = d.inertial(e.node, body, explicit)
			}
		case "geom":
			parts = d.part(parts, e, body, fixed)
		case "site":
			d.site(e, body)
		case "camera":
			d.camera(e, body)
		}
	}
	if body > 0 && !d.viewing {
		d.weigh(body, explicit, parts)
	}
	for _, e := range list {
		if e.name == "body" {
			d.body(e, body, fixed)
		}
	}
}

// joints compiles the joints of a body and reports whether it has any.
func (d *document) joints(list []placed, body int) bool {
	first := len(d.model.JntType)
	for _, e := range list {
		if e.name == "joint" || e.name == "freejoint" {
			d.joint(e, body, first)
		}
	}
	return len(d.model.JntType) > first
}

func (d *document) site(e placed, body int) {
	r := read(e.node, d.log)
	s := d.class(r, e.class).site
	s.read(r)
	r.done()
	s.compile(r, d, e, body)
}

func (d *document) camera(e placed, body int) {
	r := read(e.node, d.log)
	c := d.class(r, e.class).camera
	c.read(r)
	r.done()
	c.compile(r, d, e, body)
}

func (d *document) joint(e placed, body, first int) {
	r := read(e.node, d.log)
	var j joint
	if e.name == "freejoint" {
		j = freeJoint(r)
	} else {
		j = d.class(r, e.class).joint
		j.read(r)
	}
	r.done()
	j.pos, _ = e.compose(j.pos, spatial.Identity)
	j.axis = e.quat.Rotate(j.axis)
	m := &d.model
	alone := len(m.JntType) == first
	switch {
	case body == 0:
		r.fail("the world cannot have joints")
		return
	case len(m.DofDamping) >= maxDofs:
		r.fail("more than %d degrees of freedom", maxDofs)
		return
	case j.kind == "free" && m.BodyParent[body] != 0:
		r.fail("only a body directly in the world can have a free joint")
		return
	case !alone && (j.kind == "free" || m.JntType[first] == physics.Free):
		r.fail("a free joint must be the only joint of its body")
		return
	}
	j.compile(r, d, body)
}

// part compiles a geom and appends what it weighs to the parts of its body.
func (d *document) part(parts []mass, e placed, body int, fixed bool) []mass {
	before := d.log.missed()
	part, ok := d.geom(e, body, fixed)
	if ok {
		return append(parts, part)
	}
	if d.log.missed() > before {
		d.partial[body] = true
	}
	return parts
}

func (d *document) geom(e placed, body int, fixed bool) (mass, bool) {
	r := read(e.node, d.log)
	g := d.class(r, e.class).geom
	g.read(r)
	r.done()
	if len(d.model.GeomType) >= maxGeoms {
		r.fail("more than %d geoms", maxGeoms)
		return mass{}, false
	}
	part, ok := g.compile(r, d, e, body, fixed)
	s := &d.settings
	return part, ok && float64(g.group) >= s.groups[0] && float64(g.group) <= s.groups[1]
}
