package mjcf

import (
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// world compiles the world body and everything below it.
func (d *document) world(n *node) {
	r := read(n, d.log)
	r.done()
	d.children(n, 0, d.main, true)
}

// body compiles a <body>: itself, its joints, geoms and sites, then the bodies in it, so that bodies are numbered
// depth first. fixed says that the parent cannot move.
func (d *document) body(n *node, parent int, inherited *class, fixed bool) {
	r := read(n, d.log)
	name, place := "", atOrigin
	r.text("name", &name)
	r.pose(&place, false)
	r.refuse("false", "mocap")
	r.refuse("0", "gravcomp")
	r.inert("not kept", "user", "sleep")
	inherited = d.named(r, "childclass", inherited)
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
	d.children(n, d.addBody(n, name, parent, place.pos, q), inherited, fixed)
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
	d.bodyNodes = append(d.bodyNodes, n)
	return len(m.BodyMass) - 1
}

// children compiles what a body (or the world, 0) contains.
func (d *document) children(n *node, body int, c *class, fixed bool) {
	firstJoint := len(d.model.JntType)
	for _, e := range n.children {
		if e.name == "joint" || e.name == "freejoint" {
			d.joint(e, body, c, firstJoint)
		}
	}
	fixed = fixed && len(d.model.JntType) == firstJoint
	var explicit *mass
	var parts []mass
	for _, e := range n.children {
		switch e.name {
		case "inertial":
			explicit = d.inertial(e, body, explicit)
		case "geom":
			if part, ok := d.geom(e, body, c, fixed); ok {
				parts = append(parts, part)
			}
		case "site":
			r := read(e, d.log)
			s := d.class(r, c).site
			s.read(r)
			r.done()
			s.compile(r, d, body)
		case "joint", "freejoint", "body":
		case "light", "camera":
			d.log.warn(e, "<"+e.name+">", "not kept: the viewer has its own")
		default:
			d.unknown(e, n)
		}
	}
	if body > 0 {
		d.weigh(body, explicit, parts)
	}
	for _, e := range n.children {
		if e.name == "body" {
			d.body(e, body, c, fixed)
		}
	}
}

func (d *document) joint(e *node, body int, c *class, first int) {
	r := read(e, d.log)
	var j joint
	if e.name == "freejoint" {
		j = freeJoint(r)
	} else {
		j = d.class(r, c).joint
		j.read(r)
	}
	r.done()
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

func (d *document) geom(e *node, body int, c *class, fixed bool) (mass, bool) {
	r := read(e, d.log)
	g := d.class(r, c).geom
	g.read(r)
	r.done()
	if len(d.model.GeomType) >= maxGeoms {
		r.fail("more than %d geoms", maxGeoms)
		return mass{}, false
	}
	part, ok := g.compile(r, d, body, fixed)
	s := &d.settings
	return part, ok && float64(g.group) >= s.groups[0] && float64(g.group) <= s.groups[1]
}
