package pusht

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"math"

	"github.com/fenchel-gym/fenchel/envs/episode"
)

// SaveState appends a snapshot to dst: the episode's head, the largest coverage so far with a hash of it, and the world.
func (t *Task) SaveState(dst []byte) []byte {
	dst = t.AppendHead(dst)
	best := episode.AppendFloats(nil, []float64{t.body.best})
	dst = binary.LittleEndian.AppendUint64(append(dst, best...), digest(best))
	return t.body.World.SaveState(dst)
}

// LoadState returns to a snapshot of the same task.
func (t *Task) LoadState(src []byte) error {
	h, rest, err := t.ParseHead(src, 16+worldBytes)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint64(rest[8:]) != digest(rest[:8]) {
		return errors.New("pusht: this snapshot is damaged")
	}
	if err := t.body.World.LoadState(rest[16:]); err != nil {
		return err
	}
	t.Restore(h)
	t.body.push = Vec{}
	t.body.best = math.Float64frombits(binary.LittleEndian.Uint64(rest))
	return nil
}

// worldBytes is the length of a world's snapshot.
var worldBytes = len(new(World).SaveState(nil))

// SaveState appends a snapshot to dst: bodies, what contacts keep, and the trees, whose shape decides in which order
// contacts are solved. A hash of it ends it.
func (w *World) SaveState(dst []byte) []byte {
	out := writer{dst}
	w.visit(&out)
	return binary.LittleEndian.AppendUint64(out.bytes, digest(out.bytes[len(dst):]))
}

// LoadState returns to a snapshot of a world.
func (w *World) LoadState(src []byte) error {
	end := len(src) - 8
	if len(src) != worldBytes || binary.LittleEndian.Uint64(src[end:]) != digest(src[:end]) {
		return errors.New("pusht: this is no snapshot of a world, or it is damaged")
	}
	w.visit(&reader{src[:end]})
	w.moved()
	return nil
}

func digest(data []byte) uint64 {
	h := fnv.New64a()
	h.Write(data)
	return h.Sum64()
}

// visitor is handed every number of a world's state, to write or to replace.
type visitor interface {
	float(x *float64)
	small(x *int8)
}

type writer struct{ bytes []byte }

func (w *writer) float(x *float64) {
	w.bytes = binary.LittleEndian.AppendUint64(w.bytes, math.Float64bits(*x))
}
func (w *writer) small(x *int8) { w.bytes = append(w.bytes, byte(*x)) }

type reader struct{ bytes []byte }

func (r *reader) float(x *float64) {
	*x = math.Float64frombits(binary.LittleEndian.Uint64(r.bytes))
	r.bytes = r.bytes[8:]
}

func (r *reader) small(x *int8) {
	*x = int8(r.bytes[0])
	r.bytes = r.bytes[1:]
}

// visit shows v all that affects the future, or is shown of the present, and cannot be recomputed.
func (w *World) visit(v visitor) {
	b := &w.block
	for _, at := range []*Vec{&w.agent, &w.velocityOfAgent, &b.center, &b.motion.v, &b.shove.v} {
		at.visit(v)
	}
	for _, x := range []*float64{&b.angle, &b.motion.w, &b.shove.w} {
		v.float(x)
	}
	for i := range w.arbiters {
		w.arbiters[i].visit(v)
		v.small(&w.order[i])
	}
	v.small(&w.active)
	contacts := float64(w.contacts)
	v.float(&contacts)
	w.contacts = int(contacts)
	w.broad.visit(v)
}

func (a *Vec) visit(v visitor) {
	v.float(&a.X)
	v.float(&a.Y)
}

func (r *arbiter) visit(v visitor) {
	for _, x := range []*int8{(*int8)(&r.phase), &r.idle, &r.count} {
		v.small(x)
	}
	r.n.visit(v)
	for i := range r.contacts {
		c := &r.contacts[i]
		v.small(&c.id)
		v.float(&c.impulse)
		v.float(&c.overlap)
		c.ra.visit(v)
		c.rb.visit(v)
	}
}

func (b *broad) visit(v visitor) {
	for i := range b.node {
		n := &b.node[i]
		n.box.lo.visit(v)
		n.box.hi.visit(v)
		for _, x := range []*int8{&n.parent, &n.a, &n.b} {
			v.small(x)
		}
	}
	v.small(&b.static)
	v.small(&b.top)
	for i := range b.links.at {
		v.small(&b.links.at[i].first)
		v.small(&b.links.at[i].second)
	}
	v.small(&b.links.count)
}
