package mjcf

import (
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// inertial reads <inertial>: the mass of a body given outright.
func (d *document) inertial(n *node, body int, earlier *mass) *mass {
	r := read(n, d.log)
	m, place := mass{}, atOrigin
	var diag [3]float64
	var full [6]float64
	r.pose(&place, false)
	hasMass := r.float("mass", &m.mass)
	hasDiag := r.exactly("diaginertia", diag[:])
	hasFull := r.exactly("fullinertia", full[:])
	r.done()
	q, problem := place.rotation(&d.settings)
	m.pos, m.quat = place.pos, q
	m.inertia = spatial.Vec{X: diag[0], Y: diag[1], Z: diag[2]}
	switch {
	case problem != "":
		r.fail("%s", problem)
	case body == 0:
		r.fail("the world has no inertia")
	case earlier != nil:
		r.fail("a second <inertial> of one body")
	case !hasMass || m.mass < 0:
		r.fail("mass must be given, and not be negative")
	case hasDiag && hasFull:
		r.fail("both diaginertia and fullinertia are given")
	case hasFull && (place.alt != "" || r.has("quat")):
		r.fail("fullinertia brings its own orientation: give no other")
	}
	if hasFull {
		s := symmetric{full[0], full[1], full[2], full[3], full[4], full[5]}
		m.inertia, m.quat = s.principal()
	}
	if m.inertia.X < 0 || m.inertia.Y < 0 || m.inertia.Z < 0 {
		r.fail("a principal moment of inertia is negative")
	}
	return &m
}

// weigh sets a body's mass from its <inertial> or from its geoms, whichever the compiler settings prefer.
func (d *document) weigh(body int, explicit *mass, parts []mass) {
	s, m := &d.settings, &d.model
	total := mass{quat: spatial.Identity}
	switch {
	case explicit != nil && s.inertiaFromGeom != yes:
		total = *explicit
	case s.inertiaFromGeom != no:
		total = sum(parts)
	}
	total.bound(s)
	if s.balanceInertia && !total.possible() {
		mean := (total.inertia.X + total.inertia.Y + total.inertia.Z) / 3
		total.inertia = spatial.Vec{X: mean, Y: mean, Z: mean}
	}
	if !total.possible() {
		d.log.report(d.bodyNodes[body], "no body has the principal moments %g, %g, %g: each is at most the sum of the others",
			total.inertia.X, total.inertia.Y, total.inertia.Z)
	}
	m.BodyMass[body], m.BodyInertia[body] = total.mass, total.inertia
	m.BodyIPos[body], m.BodyIQuat[body] = total.pos, total.quat
}

func (m *mass) bound(s *settings) {
	m.mass = max(m.mass, s.boundMass)
	m.inertia.X = max(m.inertia.X, s.boundInertia)
	m.inertia.Y = max(m.inertia.Y, s.boundInertia)
	m.inertia.Z = max(m.inertia.Z, s.boundInertia)
}

// possible reports whether the moments satisfy the triangle inequality, up to rounding.
func (m *mass) possible() bool {
	a, b, c := m.inertia.X, m.inertia.Y, m.inertia.Z
	slack := 1e-12 * (a + b + c)
	return a+b+slack >= c && a+c+slack >= b && b+c+slack >= a
}

// rescale multiplies all masses so that they add up to <compiler settotalmass>.
func (d *document) rescale() {
	target, m := d.settings.totalMass, &d.model
	if target <= 0 {
		return
	}
	total := 0.0
	for _, x := range m.BodyMass {
		total += x
	}
	if total < spatial.MinVal {
		d.log.report(d.root, "settotalmass: the bodies weigh nothing that could be scaled")
		return
	}
	for i := range m.BodyMass {
		m.BodyMass[i] *= target / total
		m.BodyInertia[i] = m.BodyInertia[i].Scale(target / total)
	}
}

// checkMasses reports bodies that joints move and that have no inertia, neither their own nor that of bodies welded
// to them. That a body is light because a geom of it has been refused is no problem of its own.
func (d *document) checkMasses() {
	m := &d.model
	jointed := make([]bool, len(m.BodyMass))
	for _, b := range m.JntBody {
		jointed[b] = true
	}
	solid := make([]bool, len(m.BodyMass))
	for b := len(solid) - 1; b > 0; b-- {
		i := m.BodyInertia[b]
		solid[b] = solid[b] || d.partial[b] || m.BodyMass[b] > spatial.MinVal && min(i.X, i.Y, i.Z) > spatial.MinVal
		if solid[b] && !jointed[b] {
			solid[m.BodyParent[b]] = true
		}
	}
	for b := 1; b < len(solid); b++ {
		if jointed[b] && !solid[b] {
			d.log.report(d.bodyNodes[b], "it has a joint but no mass or no inertia")
		}
	}
}
