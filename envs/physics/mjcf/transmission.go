package mjcf

import "github.com/fenchel-gym/fenchel/envs/physics"

// transmission finds what the actuator acts on.
func (a *actuator) transmission(r *reader, d *document, g *physics.Actuator) bool {
	g.ID = [2]int{-1, -1}
	find := func(kind, attribute string, slot int) bool {
		id, ok := d.lookup(r, kind, attribute, a.target[attribute])
		g.ID[slot] = id
		return ok
	}
	given := func(name string) bool { return a.target[name] != "" }
	switch {
	case given("joint"):
		g.Trn = physics.OnJoint
		return find("joint", "joint", 0)
	case given("jointinparent"):
		g.Trn = physics.OnJointInParent
		return find("joint", "jointinparent", 0)
	case given("tendon"):
		g.Trn = physics.OnTendon
		return find("tendon", "tendon", 0)
	case given("cranksite"):
		g.Trn = physics.OnSlider
		if g.Rod <= 0 {
			r.fail("cranklength is not positive")
		}
		return find("site", "cranksite", 0) && find("site", "slidersite", 1)
	case given("site"):
		g.Trn = physics.OnSite
		ok := find("site", "site", 0)
		if given("refsite") {
			ok = find("site", "refsite", 1) && ok
		}
		return ok
	}
	r.fail("it acts on nothing: joint, tendon, site or cranksite is missing")
	return false
}

// inheritRange takes the range of the control, or of an integrator's activation, from the target.
func (a *actuator) inheritRange(r *reader, d *document, g *physics.Actuator, integrates bool) {
	if a.inherit <= 0 {
		return
	}
	var limits [2]float64
	switch {
	case g.Trn <= physics.OnJointInParent && g.ID[0] >= 0:
		limits = d.model.JntRange[g.ID[0]]
	case g.Trn == physics.OnTendon && g.ID[0] >= 0:
		limits = d.model.Tendons[g.ID[0]].Range
	default:
		return
	}
	if limits == [2]float64{} {
		r.fail("inheritrange: the target has no range")
		return
	}
	if a.ownRange {
		if d.options.Release == physics.MuJoCo314 {
			r.fail("both a range and inheritrange are given")
		}
		return
	}
	mid, half := (limits[0]+limits[1])/2, a.inherit*(limits[1]-limits[0])/2
	to := &g.CtrlRange
	if integrates {
		to = &g.ActRange
	}
	*to = [2]float64{mid - half, mid + half}
}
