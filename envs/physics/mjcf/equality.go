package mjcf

import (
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// equality is what the elements of <equality> have in common.
type equality struct {
	name   string
	active bool
	soft   physics.Softness
}

func newEquality() equality { return equality{active: true, soft: physics.DefaultSoftness} }

func (e *equality) read(r *reader) {
	r.text("name", &e.name)
	r.flag("active", &e.active)
	r.solRef("solref", &e.soft.Ref)
	r.floats("solimp", e.soft.Imp[:])
}

// equalities reads <equality>.
func (d *document) equalities(n *node) {
	d.repeat(n)
	for _, e := range n.children {
		r := read(e, d.log)
		common := d.class(r, d.main).equality
		common.read(r)
		q := physics.Equality{Name: common.name, Off: !common.active, Soft: common.soft, ID: [2]int{-1, -1}}
		ok := false
		switch e.name {
		case "connect":
			ok = d.connect(r, &q)
		case "weld":
			ok = d.weld(r, &q)
		case "joint":
			q.Kind = physics.JointEquality
			ok = d.polynomial(r, &q, "joint")
		case "tendon":
			q.Kind = physics.TendonEquality
			ok = d.polynomial(r, &q, "tendon")
		case "flex", "flexvert", "flexstrain", "distance":
			r.fail("equalities of this kind are not supported")
			continue
		default:
			d.unknown(e, n)
			continue
		}
		r.settle("equality " + e.name)
		d.childless(e)
		if ok {
			d.define(r, "equality", q.Name, len(d.model.Equalities))
			d.model.Equalities = append(d.model.Equalities, q)
		}
	}
}

// pairOf finds the two bodies or sites of a connect or weld. A second body that is not named is the world.
func (d *document) pairOf(r *reader, q *physics.Equality) bool {
	var body, site [2]string
	for i, k := range [...]string{"1", "2"} {
		r.text("body"+k, &body[i])
		r.text("site"+k, &site[i])
	}
	q.OfSites = site != [2]string{}
	ok := true
	for i, k := range [...]string{"1", "2"} {
		found := true
		switch {
		case q.OfSites:
			q.ID[i], found = d.lookup(r, "site", "site"+k, site[i])
		case i == 1 && body[1] == "":
			q.ID[1] = 0
		default:
			q.ID[i], found = d.lookup(r, "body", "body"+k, body[i])
		}
		ok = ok && found
	}
	return ok
}

func (d *document) connect(r *reader, q *physics.Equality) bool {
	q.Kind = physics.Connect
	r.vec("anchor", &q.Anchor)
	return d.pairOf(r, q)
}

func (d *document) weld(r *reader, q *physics.Equality) bool {
	q.Kind, q.Torque = physics.Weld, 1
	r.vec("anchor", &q.Anchor)
	r.atLeast("torquescale", &q.Torque, 0)
	pose := [7]float64{}
	if r.floats("relpose", pose[:]) > 0 {
		quat := spatial.Quat{W: pose[3], X: pose[4], Y: pose[5], Z: pose[6]}
		q.HasPose = quat.Norm() > spatial.MinVal
		q.RelPose = spatial.Pose{Pos: spatial.Vec{X: pose[0], Y: pose[1], Z: pose[2]}, Quat: quat.Unit()}
	}
	return d.pairOf(r, q)
}

// polynomial reads an equality of joints or tendons.
func (d *document) polynomial(r *reader, q *physics.Equality, kind string) bool {
	var names [2]string
	r.text(kind+"1", &names[0])
	r.text(kind+"2", &names[1])
	q.PolyCoef = [5]float64{0, 1}
	r.floats("polycoef", q.PolyCoef[:])
	ok := false
	if q.ID[0], ok = d.lookup(r, kind, kind+"1", names[0]); ok && names[1] != "" {
		q.ID[1], ok = d.lookup(r, kind, kind+"2", names[1])
	}
	return ok
}
