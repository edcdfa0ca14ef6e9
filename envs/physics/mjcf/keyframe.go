package mjcf

import (
	"slices"

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
		r.state("qpos", k.QPos)
		r.state("qvel", k.QVel)
		r.state("ctrl", k.Ctrl)
		r.state("act", k.Act)
		r.state("mpos", k.MocapPos)
		r.state("mquat", k.MocapQuat)
		r.done()
		m.Key = append(m.Key, k)
	}
}

// state is exactly, for a vector of the model that may be empty.
func (r *reader) state(name string, dst []float64) {
	if text, ok := r.attr(name); ok && len(dst) == 0 {
		r.get(name)
		if text != "" {
			r.fail("%s has numbers: the model has none", name)
		}
		return
	}
	r.exactly(name, dst)
}
