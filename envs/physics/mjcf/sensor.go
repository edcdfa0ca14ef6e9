package mjcf

import "github.com/fenchel-gym/fenchel/envs/physics"

// sensorTargets are the attributes that name what a sensor measures, with the kinds of element.
var sensorTargets = []struct {
	attribute, kind string
	object          physics.ObjectKind
}{
	{"site", "site", physics.SiteObject}, {"joint", "joint", physics.JointObject}, {"tendon", "tendon", physics.TendonObject},
	{"actuator", "actuator", physics.ActuatorObject}, {"body", "body", physics.BodyObject},
}

// objectTypes are the types of object that have a frame.
var objectTypes = map[string]struct {
	kind   string
	object physics.ObjectKind
}{
	"body": {"body", physics.InertiaObject}, "xbody": {"body", physics.BodyObject}, "geom": {"geom", physics.GeomObject},
	"site": {"site", physics.SiteObject}, "camera": {"camera", physics.CameraObject},
}

// sensors reads <sensor>. A sensor that is not computed is passed over: nothing moves by it.
func (d *document) sensors(n *node) {
	d.repeat(n)
	for _, e := range n.children {
		kind := physics.SensorKind(e.name)
		if kind.Dim() == 0 || e.name == "rangefinder" && hasAttr(e, "camera") {
			d.log.warn(e, "<"+e.name+">", "sensors of this kind are not computed")
			continue
		}
		r := read(e, d.log)
		s := physics.Sensor{Kind: kind}
		r.text("name", &s.Name)
		r.atLeast("cutoff", &s.Cutoff, 0)
		ok := d.sensorTarget(r, &s)
		r.settle("sensor")
		if ok {
			d.define(r, "sensor", s.Name, len(d.model.Sensors))
			d.model.Sensors = append(d.model.Sensors, s)
		}
	}
}

func hasAttr(n *node, name string) bool {
	_, ok := n.attr(name)
	return ok
}

// sensorTarget finds what a sensor measures and in which frame.
func (d *document) sensorTarget(r *reader, s *physics.Sensor) bool {
	ok := true
	for _, t := range sensorTargets {
		if name := ""; r.has(t.attribute) {
			r.text(t.attribute, &name)
			s.Object = t.object
			s.ID, ok = d.lookup(r, t.kind, t.attribute, name)
		}
	}
	if r.has("objtype") {
		s.Object, s.ID, ok = d.object(r, "objtype", "objname")
	}
	if r.has("reftype") && ok {
		s.Ref, s.RefID, ok = d.object(r, "reftype", "refname")
	}
	return ok
}

func (d *document) object(r *reader, typeName, nameName string) (physics.ObjectKind, int, bool) {
	kind, name := "", ""
	r.text(typeName, &kind)
	r.text(nameName, &name)
	t, known := objectTypes[kind]
	if !known {
		r.fail("%s %.20q has no frame: want body, xbody, geom, site or camera", typeName, kind)
		return 0, 0, false
	}
	id, ok := d.lookup(r, t.kind, nameName, name)
	return t.object, id, ok
}
