package mjcf

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// placed is an element of a body with what the <frame> elements around it add: a frame moves and turns what is in it,
// may set its class, and leaves no other trace in the model.
type placed struct {
	*node
	pos   spatial.Vec
	quat  spatial.Quat
	class *class
}

// compose is a place in the frame as a place in the body.
func (p *placed) compose(pos spatial.Vec, quat spatial.Quat) (spatial.Vec, spatial.Quat) {
	return p.pos.Add(p.quat.Rotate(pos)), p.quat.Mul(quat)
}

// contents appends to list the elements of a body, and those in its frames in their place. It reports elements that a
// body cannot have.
func (d *document) contents(n *node, around placed, list []placed) []placed {
	for _, e := range n.children {
		switch e.name {
		case "frame":
			list = d.contents(e, d.frame(e, around), list)
		case "inertial":
			if n.name == "frame" {
				d.unknown(e, n)
				continue
			}
			fallthrough
		case "joint", "freejoint", "geom", "site", "body", "camera":
			inner := around
			inner.node = e
			list = append(list, inner)
		case "light":
			d.log.warn(e, "<"+e.name+">", "not kept: the viewer has its own")
		case "composite", "flexcomp", "attach", "plugin":
			d.log.add(e, "%s is not supported", e.name)
			d.generated = true
		default:
			d.unknown(e, n)
		}
	}
	return list
}

func (d *document) frame(n *node, around placed) placed {
	r := read(n, d.log)
	name, place := "", atOrigin
	r.text("name", &name)
	r.pose(&place, false)
	class := d.named(r, "childclass", around.class)
	r.done()
	d.define(r, "frame", name, len(d.names["frame"]))
	q, problem := place.rotation(&d.settings)
	if problem != "" {
		r.fail("%s", problem)
	}
	pos, q := around.compose(place.pos, q)
	return placed{pos: pos, quat: q, class: class}
}
