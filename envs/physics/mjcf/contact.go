package mjcf

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// contacts reads <contact>: pairs of geoms that may touch whatever their filters say, and pairs of bodies that do not.
func (d *document) contacts(n *node) {
	d.repeat(n)
	for _, e := range n.children {
		switch e.name {
		case "exclude":
			d.exclude(read(e, d.log))
		case "pair":
			d.contactPair(read(e, d.log))
		default:
			d.unknown(e, n)
		}
	}
}

func (d *document) exclude(r *reader) {
	var names [2]string
	var pair [2]int
	ok := true
	for i, attribute := range [...]string{"body1", "body2"} {
		r.text(attribute, &names[i])
		b, found := d.lookup(r, "body", attribute, names[i])
		pair[i], ok = b, ok && found
	}
	r.done()
	if len(d.model.ExcludePair) >= maxPairs {
		r.fail("more than %d excluded pairs", maxPairs)
		return
	}
	if ok {
		d.model.ExcludePair = append(d.model.ExcludePair, pair)
	}
}

// contactPair is what a <pair> says. What it leaves out comes from its geoms.
type contactPair struct {
	condim      int
	friction    [5]float64
	ref, slip   physics.SolRef
	imp         physics.SolImp
	margin, gap float64
	has         map[string]bool
}

func newContactPair() contactPair {
	none := math.NaN() // the geoms' own
	return contactPair{
		friction: [5]float64{none, none, none, none, none}, ref: physics.DefaultSolRef, imp: physics.DefaultSolImp,
	}
}

func (p *contactPair) read(r *reader) {
	has := map[string]bool{}
	for k := range p.has {
		has[k] = true
	}
	p.has = has
	for _, a := range [...]string{"condim", "friction", "solref", "solreffriction", "solimp", "margin", "gap"} {
		p.has[a] = p.has[a] || r.has(a)
	}
	r.integer("condim", &p.condim, 1, 6)
	r.floats("friction", p.friction[:])
	r.solRef("solref", &p.ref)
	r.solRef("solreffriction", &p.slip)
	r.floats("solimp", p.imp[:])
	r.float("margin", &p.margin)
	r.float("gap", &p.gap)
}

func (d *document) contactPair(r *reader) {
	p := d.class(r, d.main).pair
	var names [2]string
	c := physics.ContactPair{}
	ok := true
	for i, attribute := range [...]string{"geom1", "geom2"} {
		r.text(attribute, &names[i])
		g, found := d.lookup(r, "geom", attribute, names[i])
		c.Geom[i], ok = g, ok && found
	}
	p.read(r)
	r.done()
	if len(d.model.ContactPairs) >= maxPairs {
		r.fail("more than %d pairs", maxPairs)
		return
	}
	if !ok {
		return
	}
	c = d.model.MixedPair(c.Geom[0], c.Geom[1])
	if p.has["condim"] {
		c.Condim = p.condim
	}
	for i, mu := range p.friction {
		if mu == mu {
			c.Friction[i] = mu
		}
	}
	if p.has["solref"] {
		c.Soft.Ref = p.ref
	}
	if p.has["solimp"] {
		c.Soft.Imp = p.imp
	}
	if p.has["solreffriction"] {
		c.Slip = p.slip
	}
	if p.has["margin"] {
		c.Margin = p.margin
	}
	if p.has["gap"] {
		c.Gap = p.gap
	}
	d.model.ContactPairs = append(d.model.ContactPairs, c)
}

// checkContacts reports geoms that could touch but whose contact cannot be computed. It stops at the first such geom
// of a kind, which is reason enough.
func (d *document) checkContacts() {
	m := &d.model
	if m.Option.Disable.Contact || m.Option.Disable.Constraint || d.log.failed() {
		return
	}
	weld := weldBodies(m)
	reported := map[string]bool{}
	pairs := 0
	for i := range m.GeomType {
		for j := range i {
			if !mayTouch(m, weld, i, j) {
				continue
			}
			if pairs++; pairs > maxTouching {
				d.log.report(d.geomNodes[i], "more than %d pairs of geoms may touch: clear contype or conaffinity where they cannot", maxTouching)
				return
			}
			problem := d.pairProblem(i, j)
			if problem != "" && !reported[problem] {
				reported[problem] = true
				d.log.report(d.geomNodes[i], "%s", problem)
			}
		}
	}
}

// pairProblem says why a contact between two geoms cannot be computed, or "".
func (d *document) pairProblem(i, j int) string {
	m := &d.model
	a, b := m.GeomType[i], m.GeomType[j]
	switch {
	case !physics.Collides(a, b):
		return fmt.Sprintf("it may touch a %s, and contacts of %s and %s are not supported: clear their contype and conaffinity", b, a, b)
	}
	return ""
}

// weldBodies gives for each body the nearest ancestor or self that has a joint, 0 if there is none.
func weldBodies(m *physics.Model) []int {
	weld := make([]int, len(m.BodyParent))
	jointed := make([]bool, len(m.BodyParent))
	for _, b := range m.JntBody {
		jointed[b] = true
	}
	for b := 1; b < len(weld); b++ {
		weld[b] = weld[m.BodyParent[b]]
		if jointed[b] {
			weld[b] = b
		}
	}
	return weld
}

// mayTouch reports whether the dynamics would look for a contact between two geoms.
func mayTouch(m *physics.Model, weld []int, i, j int) bool {
	if m.GeomContype[i]&m.GeomConaffinity[j] == 0 && m.GeomContype[j]&m.GeomConaffinity[i] == 0 {
		return false
	}
	a, b := m.GeomBody[i], m.GeomBody[j]
	for _, pair := range m.ExcludePair {
		if pair == [2]int{a, b} || pair == [2]int{b, a} {
			return false
		}
	}
	wa, wb := weld[a], weld[b]
	if wa == wb {
		return false
	}
	if m.Option.Disable.FilterParent || wa == 0 || wb == 0 {
		return true
	}
	return weld[m.BodyParent[wa]] != wb && weld[m.BodyParent[wb]] != wa
}
