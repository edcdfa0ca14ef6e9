package mjcf

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// contacts reads <contact>: pairs of bodies that do not collide.
func (d *document) contacts(n *node) {
	for _, e := range n.children {
		if e.name != "exclude" {
			d.unknown(e, n)
			continue
		}
		r := read(e, d.log)
		var names [2]string
		var pair [2]int
		ok := true
		r.inert("not kept", "name")
		for i, attribute := range [...]string{"body1", "body2"} {
			r.text(attribute, &names[i])
			b, found := d.names["body"][names[i]]
			if !found {
				r.fail("%s %.40q is not defined", attribute, names[i])
			}
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
}

// checkContacts reports geoms that could touch but whose contact cannot be computed. It stops at the first such geom
// of a kind, which is reason enough.
func (d *document) checkContacts() {
	m := &d.model
	defer d.dropCondim()
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
				d.log.add(d.geomNodes[i], "more than %d pairs of geoms may touch: clear contype or conaffinity where they cannot", maxTouching)
				return
			}
			problem := d.pairProblem(i, j)
			if problem != "" && !reported[problem] {
				reported[problem] = true
				d.log.add(d.geomNodes[i], "%s", problem)
			}
		}
	}
}

// dropCondim replaces the number of friction directions of geoms that nothing touches, and that is not supported.
func (d *document) dropCondim() {
	for g, n := range d.model.GeomCondim {
		if n != 1 && n != 3 {
			d.log.warn(d.geomNodes[g], "geom condim", "nothing touches the geom")
			d.model.GeomCondim[g] = 3
		}
	}
}

// pairProblem says why a contact between two geoms cannot be computed, or "".
func (d *document) pairProblem(i, j int) string {
	m := &d.model
	a, b := m.GeomType[i], m.GeomType[j]
	condim := max(m.GeomCondim[i], m.GeomCondim[j])
	if m.GeomPriority[i] > m.GeomPriority[j] {
		condim = m.GeomCondim[i]
	} else if m.GeomPriority[j] > m.GeomPriority[i] {
		condim = m.GeomCondim[j]
	}
	switch {
	case !physics.Collides(a, b):
		return fmt.Sprintf("it may touch a %s, and contacts of %s and %s are not supported: clear their contype and conaffinity", b, a, b)
	case condim != 1 && condim != 3:
		return "condim is neither 1 nor 3"
	case condim == 3 && d.cone == "elliptic":
		return "elliptic friction cones are not supported: use the pyramidal cone"
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
