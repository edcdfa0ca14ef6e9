package physics

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// validate reports what is wrong with the given fields. It must not assume anything of them but what it has checked.
func (m *Model) validate(report func(error)) {
	if !m.validateLengths(report) {
		return
	}
	m.validateOption(report)
	if !m.validateTree(report) {
		return
	}
	for b := range m.NBody {
		f := fault{m.bodyLabel(b), report}
		f.finiteVec("position", m.BodyPos[b])
		f.finiteVec("position of the centre of mass", m.BodyIPos[b])
		f.unit("orientation", m.BodyQuat[b].Norm())
		f.unit("orientation of the inertia", m.BodyIQuat[b].Norm())
		f.notNegative("mass", m.BodyMass[b])
		for _, i := range [...]float64{m.BodyInertia[b].X, m.BodyInertia[b].Y, m.BodyInertia[b].Z} {
			f.notNegative("inertia", i)
		}
	}
	q, v := 0, 0
	for j := range m.NJnt {
		m.validateJoint(j, q, v, fault{m.jointLabel(j), report})
		nq, nv := m.JntType[j].size()
		q, v = q+nq, v+nv
	}
	for g := range m.NGeom {
		m.validateGeom(g, fault{m.geomLabel(g), report})
	}
	for s := range m.NSite {
		f := fault{label("site", m.SiteName, s), report}
		f.finiteVec("position", m.SitePos[s])
		f.unit("orientation", m.SiteQuat[s].Norm())
	}
	for a := range m.NU {
		m.validateActuator(a, fault{elementLabel("actuator", m.Actuators[a].Name, a), report})
	}
	m.validateElements(report)
	m.validateKeys(report)
}

// validateLengths reports slices of one element kind that differ in length.
func (m *Model) validateLengths(report func(error)) bool {
	ok := true
	check := func(kind string, n int, lengths ...int) {
		for _, l := range lengths {
			if l != n {
				report(fmt.Errorf("model: the slices of the %s differ in length: %d and %d", kind, n, l))
				ok = false
				return
			}
		}
	}
	check("bodies", m.NBody, len(m.BodyName), len(m.BodyPos), len(m.BodyQuat), len(m.BodyIPos), len(m.BodyIQuat),
		len(m.BodyMass), len(m.BodyInertia))
	check("joints", m.NJnt, len(m.JntName), len(m.JntBody), len(m.JntPos), len(m.JntAxis), len(m.JntLimited),
		len(m.JntRange), len(m.JntMargin), len(m.JntSolRef), len(m.JntSolImp), len(m.JntStiffness))
	check("positions", m.NQ, len(m.QPosSpring))
	check("dofs", m.NV, len(m.DofDamping))
	check("geoms", m.NGeom, len(m.GeomName), len(m.GeomBody), len(m.GeomSize), len(m.GeomPos), len(m.GeomQuat),
		len(m.GeomContype), len(m.GeomConaffinity), len(m.GeomCondim), len(m.GeomPriority), len(m.GeomFriction),
		len(m.GeomSolMix), len(m.GeomSolRef), len(m.GeomSolImp), len(m.GeomMargin), len(m.GeomGap), len(m.GeomGroup),
		len(m.GeomRGBA), len(m.GeomMaterial))
	check("sites", m.NSite, len(m.SiteName), len(m.SiteType), len(m.SiteSize), len(m.SitePos), len(m.SiteQuat),
		len(m.SiteRGBA))
	optional := func(kind string, n, l int) {
		if l > 0 {
			check(kind, n, l)
		}
	}
	optional("bodies", m.NBody, len(m.BodyMocap))
	optional("bodies", m.NBody, len(m.BodyGravComp))
	optional("joints", m.NJnt, len(m.JntStiffnessPoly))
	optional("joints", m.NJnt, len(m.JntForceLimited))
	optional("joints", m.NJnt, len(m.JntForceRange))
	optional("joints", m.NJnt, len(m.JntGravComp))
	optional("dofs", m.NV, len(m.DofDampingPoly))
	optional("dofs", m.NV, len(m.DofLoss))
	optional("dofs", m.NV, len(m.DofFriction))
	if m.NBody == 0 {
		report(fmt.Errorf("model: there is no world body"))
		ok = false
	}
	return ok
}

// validateTree checks the order of the elements and the numbers of positions and dofs.
func (m *Model) validateTree(report func(error)) bool {
	ok := true
	fail := func(err error) { ok = false; report(err) }
	for b := 1; b < m.NBody; b++ {
		if p := m.BodyParent[b]; p < 0 || p >= b {
			fail(fmt.Errorf("%s: its parent, body %d, must come before it", m.bodyLabel(b), p))
		}
	}
	ordered := func(kind string, owner []int, from int) {
		last := from
		for i, b := range owner {
			if b < last || b >= m.NBody {
				fail(fmt.Errorf("%s %d: its body, %d, is out of order or does not exist", kind, i, b))
				return
			}
			last = b
		}
	}
	ordered("joint", m.JntBody, 1)
	ordered("geom", m.GeomBody, 0)
	ordered("site", m.SiteBody, 0)
	nq, nv := 0, 0
	for j, t := range m.JntType {
		if t < Hinge || t > Ball {
			fail(fmt.Errorf("%s: unknown type %v", m.jointLabel(j), t))
			return false
		}
		q, v := t.size()
		nq, nv = nq+q, nv+v
	}
	if nq != m.NQ || nv != m.NV {
		fail(fmt.Errorf("model: the joints have %d positions and %d dofs, QPos0 has %d and DofArmature %d",
			nq, nv, m.NQ, m.NV))
	}
	return ok
}

func (m *Model) validateOption(report func(error)) {
	o, f := &m.Option, fault{"option", report}
	if !(o.Timestep > 0) || math.IsInf(o.Timestep, 1) {
		report(fmt.Errorf("option: timestep is %v, it must be positive", o.Timestep))
	}
	if !(o.Impratio > 0) || math.IsInf(o.Impratio, 1) {
		report(fmt.Errorf("option: impratio is %v, it must be positive", o.Impratio))
	}
	if o.Release < MuJoCo40 || o.Release > MuJoCo314 {
		report(fmt.Errorf("option: unknown release of MuJoCo %v", o.Release))
	}
	f.finiteVec("gravity", o.Gravity)
	f.finiteVec("wind", o.Wind)
	f.notNegative("density", o.Density)
	f.notNegative("viscosity", o.Viscosity)
}

// validateMasses checks that everything that moves has mass. It needs the addresses.
func (m *Model) validateMasses(report func(error)) {
	mass := make([]float64, m.NBody) // of each rigid group of welded bodies
	for b, w := range m.BodyWeld {
		mass[w] += m.BodyMass[b]
	}
	for b := 1; b < m.NBody; b++ {
		if m.BodyWeld[b] == b && mass[b] < spatial.MinVal {
			report(fmt.Errorf("%s: it has a joint but no mass", m.bodyLabel(b)))
		}
		if m.BodyMass[b] >= spatial.MinVal {
			i := m.BodyInertia[b]
			if s := 1e-9 * (i.X + i.Y + i.Z); i.X+i.Y < i.Z-s || i.X+i.Z < i.Y-s || i.Y+i.Z < i.X-s {
				report(fmt.Errorf("%s: its inertia %v violates the triangle inequality", m.bodyLabel(b), i))
			}
		}
	}
}
