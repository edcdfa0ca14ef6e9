package physics

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// fault reports what is wrong with one element.
type fault struct {
	label  string
	report func(error)
}

func (f fault) errorf(format string, args ...any) {
	f.report(fmt.Errorf("%s: %s", f.label, fmt.Sprintf(format, args...)))
}

// finite reports NaN and infinities.
func (f fault) finite(what string, x ...float64) bool {
	for _, v := range x {
		if !(math.Abs(v) <= math.MaxFloat64) {
			f.errorf("%s is %v", what, v)
			return false
		}
	}
	return true
}

func (f fault) finiteVec(what string, v spatial.Vec) { f.finite(what, v.X, v.Y, v.Z) }

func (f fault) notNegative(what string, x float64) {
	if f.finite(what, x) && x < 0 {
		f.errorf("%s is %v, it must not be negative", what, x)
	}
}

func (f fault) unit(what string, norm float64) {
	if !(math.Abs(norm-1) < 1e-9) {
		f.errorf("%s has length %v instead of 1", what, norm)
	}
}

func (f fault) softness(ref SolRef, imp SolImp) {
	f.finite("solref", ref[:]...)
	f.finite("solimp", imp[:]...)
	if (ref[0] > 0) != (ref[1] > 0) {
		f.errorf("solref %v mixes a time constant with a stiffness", ref)
	}
}

// validateJoint checks joint j, whose positions start at q and velocities at v.
func (m *Model) validateJoint(j, q, v int, f fault) {
	b := m.JntBody[j]
	free := m.JntType[j] == Free
	if free && b < m.NBody && !m.isFloating(b, j) {
		f.errorf("a free joint must be the only joint of a top-level body")
	}
	f.finiteVec("position", m.JntPos[j])
	if !free {
		f.unit("axis", m.JntAxis[j].Norm())
	}
	f.notNegative("stiffness", m.JntStiffness[j])
	f.finite("margin", m.JntMargin[j])
	f.softness(m.JntSolRef[j], m.JntSolImp[j])
	if r := m.JntRange[j]; m.JntLimited[j] && f.finite("range", r[:]...) {
		if free {
			f.errorf("a free joint has no range")
		}
		if r[0] >= r[1] {
			f.errorf("range is reversed or empty: %v", r)
		}
	}
	nq, nv := m.JntType[j].size()
	if q+nq > m.NQ || v+nv > m.NV {
		return
	}
	f.finite("reference position", m.QPos0[q:q+nq]...)
	f.finite("spring reference", m.QPosSpring[q:q+nq]...)
	for i := range nv {
		f.notNegative("armature", m.DofArmature[v+i])
		f.notNegative("damping", m.DofDamping[v+i])
	}
}

// isFloating reports whether joint j is the only joint of body b, which hangs on the world.
func (m *Model) isFloating(b, j int) bool {
	shares := j > 0 && m.JntBody[j-1] == b || j+1 < m.NJnt && m.JntBody[j+1] == b
	return m.BodyParent[b] == 0 && !shares
}

// sizes is the number of lengths that a geom type must have.
func (t GeomType) sizes() int {
	return [...]int{Sphere: 1, Capsule: 2, Cylinder: 2, Box: 3, Ellipsoid: 3, Plane: 0}[t]
}

func (m *Model) validateGeom(g int, f fault) {
	if t := m.GeomType[g]; t < Sphere || t > Plane {
		f.errorf("unknown type %v", t)
		return
	}
	m.validateSize(g, f)
	f.finiteVec("position", m.GeomPos[g])
	f.unit("orientation", m.GeomQuat[g].Norm())
	if c := m.GeomCondim[g]; c != 1 && c != 3 && c != 4 && c != 6 {
		f.errorf("condim is %d: it must be 1, 3, 4 or 6", c)
	}
	f.notNegative("friction", m.GeomFriction[g].X)
	f.notNegative("solmix", m.GeomSolMix[g])
	f.finite("margin", m.GeomMargin[g])
	f.finite("gap", m.GeomGap[g])
	f.softness(m.GeomSolRef[g], m.GeomSolImp[g])
	if b := m.GeomBody[g]; m.GeomType[g] == Plane && b != 0 && b < m.NBody && !m.fixed(b) {
		f.errorf("a plane must belong to a body that does not move")
	}
}

// validateSize checks the lengths of a geom and the mesh that stands for them.
func (m *Model) validateSize(g int, f fault) {
	s := m.GeomSize[g]
	f.finiteVec("size", s)
	sizes := [...]float64{s.X, s.Y, s.Z}
	for _, x := range sizes[:m.GeomType[g].sizes()] {
		if !(x > 0) {
			f.errorf("size %v is not positive", x)
		}
	}
	if m.GeomType[g] == Mesh && (m.GeomMesh == nil || m.GeomMesh[g] < 0 || m.GeomMesh[g] >= len(m.Meshes)) {
		f.errorf("it names no mesh")
	}
}

// fixed reports whether nothing moves body b.
func (m *Model) fixed(b int) bool {
	for ; b > 0; b = m.BodyParent[b] {
		for _, o := range m.JntBody {
			if o == b {
				return false
			}
		}
		if m.BodyParent[b] >= b {
			return false
		}
	}
	return true
}

func (m *Model) validateActuator(a int, f fault) {
	g := &m.Actuators[a]
	known := func(kind string, id, n int) {
		if id < 0 || id >= n {
			f.errorf("there is no %s %d", kind, id)
		}
	}
	switch g.Trn {
	case OnJoint, OnJointInParent:
		known("joint", g.ID[0], m.NJnt)
	case OnTendon:
		known("tendon", g.ID[0], len(m.Tendons))
	case OnSite, OnSlider:
		known("site", g.ID[0], m.NSite)
		if g.ID[1] >= 0 || g.Trn == OnSlider {
			known("site", g.ID[1], m.NSite)
		}
	default:
		f.errorf("unknown transmission %v", g.Trn)
	}
	f.finite("gear", g.Gear[:]...)
	f.finite("gain", g.Gain[:]...)
	f.finite("bias", g.Bias[:]...)
	f.notNegative("time constant", g.Tau)
	limits := func(what string, limited bool, r [2]float64) {
		if limited && f.finite(what, r[:]...) && r[0] >= r[1] {
			f.errorf("%s is reversed or empty: %v", what, r)
		}
	}
	limits("ctrlrange", g.CtrlLimited, g.CtrlRange)
	limits("forcerange", g.ForceLimited, g.ForceRange)
	limits("actrange", g.ActLimited, g.ActRange)
}

// validateElements checks tendons, equalities and pairs.
func (m *Model) validateElements(report func(error)) {
	for t := range m.Tendons {
		m.validateTendon(&m.Tendons[t], fault{elementLabel("tendon", m.Tendons[t].Name, t), report})
	}
	for e := range m.Equalities {
		m.validateEquality(&m.Equalities[e], fault{elementLabel("equality", m.Equalities[e].Name, e), report})
	}
	for p := range m.ContactPairs {
		f, c := fault{fmt.Sprintf("pair %d", p), report}, &m.ContactPairs[p]
		if min(c.Geom[0], c.Geom[1]) < 0 || max(c.Geom[0], c.Geom[1]) >= m.NGeom || c.Geom[0] == c.Geom[1] {
			f.errorf("its geoms are %v", c.Geom)
		}
		f.softness(c.Soft.Ref, c.Soft.Imp)
	}
}

func (m *Model) validateTendon(t *Tendon, f fault) {
	if len(t.Path) == 0 {
		f.errorf("its path is empty")
	}
	for _, w := range t.Path {
		n := map[WrapKind]int{WrapJoint: m.NJnt, WrapSite: m.NSite, WrapSphere: m.NGeom, WrapCylinder: m.NGeom, WrapPulley: 1}[w.Kind]
		if w.ID < 0 || w.ID >= n || w.Side >= m.NSite {
			f.errorf("its path names a %v that does not exist", w.Kind)
		} else if w.Kind == WrapJoint && !m.JntType[w.ID].scalar() {
			f.errorf("%s is neither a hinge nor a slide", m.jointLabel(w.ID))
		}
	}
	f.notNegative("frictionloss", t.Loss)
	f.notNegative("armature", t.Armature)
	f.softness(t.Limit.Ref, t.Limit.Imp)
	f.softness(t.Friction.Ref, t.Friction.Imp)
	if t.Limited && t.Range[0] >= t.Range[1] {
		f.errorf("range is reversed or empty: %v", t.Range)
	}
}

func (m *Model) validateEquality(e *Equality, f fault) {
	n := [...]int{Connect: m.NBody, Weld: m.NBody, JointEquality: m.NJnt, TendonEquality: len(m.Tendons)}[e.Kind]
	if e.OfSites {
		n = m.NSite
	}
	for k, id := range e.ID {
		if id >= n || id < 0 && (k == 0 || e.Kind <= Weld) {
			f.errorf("there is no element %d", id)
		} else if e.Kind == JointEquality && id >= 0 && !m.JntType[id].scalar() {
			f.errorf("%s is neither a hinge nor a slide", m.jointLabel(id))
		}
	}
	f.softness(e.Soft.Ref, e.Soft.Imp)
	f.finite("polycoef", e.PolyCoef[:]...)
}

func (m *Model) validateKeys(report func(error)) {
	for k := range m.Key {
		key := &m.Key[k]
		f := fault{fmt.Sprintf("keyframe %d", k), report}
		if key.Name != "" {
			f.label = fmt.Sprintf("keyframe %q", key.Name)
		}
		if len(key.QPos) != m.NQ || len(key.QVel) != m.NV || len(key.Ctrl) != m.NU {
			f.errorf("it has %d positions, %d velocities and %d controls, the model has %d, %d and %d",
				len(key.QPos), len(key.QVel), len(key.Ctrl), m.NQ, m.NV, m.NU)
		}
		f.finite("act", key.Act...)
		f.finite("time", key.Time)
		f.finite("qpos", key.QPos...)
		f.finite("qvel", key.QVel...)
		f.finite("ctrl", key.Ctrl...)
	}
}
