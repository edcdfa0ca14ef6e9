package mjcf

import (
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// keyframes reads <keyframe>: states stored with the model. What a key leaves out is the configuration qpos0 at rest.
func (d *document) keyframes(n *node) {
	m := &d.model
	for _, e := range n.children {
		if e.name != "key" {
			d.unknown(e, n)
			continue
		}
		r := read(e, d.log)
		k := physics.Keyframe{
			QPos: slices.Clone(m.QPos0), QVel: make([]float64, len(m.DofDamping)), Ctrl: make([]float64, len(m.Actuators)),
			Act: make([]float64, m.Activations()),
		}
		for b, is := range m.BodyMocap {
			if p, q := m.BodyPos[b], m.BodyQuat[b]; is {
				k.MocapPos = append(k.MocapPos, p.X, p.Y, p.Z)
				k.MocapQuat = append(k.MocapQuat, q.W, q.X, q.Y, q.Z)
			}
		}
		r.text("name", &k.Name)
		d.define(r, "key", k.Name, len(m.Key))
		r.float("time", &k.Time)
		d.state(r, "qpos", k.QPos)
		d.state(r, "qvel", k.QVel)
		if d.viewing {
			r.get("ctrl")
			r.get("act")
		} else {
			d.state(r, "ctrl", k.Ctrl)
			d.state(r, "act", k.Act)
		}
		d.state(r, "mpos", k.MocapPos)
		d.state(r, "mquat", k.MocapQuat)
		r.done()
		m.Key = append(m.Key, k)
	}
}

// state is exactly, for a vector of the model that may be empty. Where an element has been refused, a length that does not
// fit is no fault of the key.
func (d *document) state(r *reader, name string, dst []float64) {
	text, ok := r.attr(name)
	n := len(strings.Fields(text))
	switch {
	case ok && n != len(dst) && d.log.failed():
		r.get(name)
		d.log.follows++
	case ok && len(dst) == 0:
		r.get(name)
		if n > 0 {
			r.fail("%s has numbers: the model has none", name)
		}
	default:
		r.exactly(name, dst)
	}
}
