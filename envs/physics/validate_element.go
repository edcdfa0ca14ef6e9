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

// finite reports NaN, infinities and numbers too large to compute with.
func (f fault) finite(what string, x ...float64) bool {
	for _, v := range x {
		if !(math.Abs(v) <= tooLarge) {
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
	s := m.GeomSize[g]
	f.finiteVec("size", s)
	sizes := [...]float64{s.X, s.Y, s.Z}
	for _, x := range sizes[:m.GeomType[g].sizes()] {
		if !(x > 0) {
			f.errorf("size %v is not positive", x)
		}
	}
	f.finiteVec("position", m.GeomPos[g])
	f.unit("orientation", m.GeomQuat[g].Norm())
	if c := m.GeomCondim[g]; c != 1 && c != 3 {
		f.errorf("condim %d: only 1 and 3 are known", c)
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
	if j := m.ActuatorJoint[a]; j < 0 || j >= m.NJnt {
		f.errorf("there is no joint %d", j)
	} else if m.JntType[j] == Free {
		f.errorf("a motor cannot drive %s, a free joint", m.jointLabel(j))
	}
	f.finite("gear", m.ActuatorGear[a])
	limits := func(what string, limited bool, r [2]float64) {
		if limited && f.finite(what, r[:]...) && r[0] >= r[1] {
			f.errorf("%s is reversed or empty: %v", what, r)
		}
	}
	limits("ctrlrange", m.ActuatorCtrlLimited[a], m.ActuatorCtrlRange[a])
	limits("forcerange", m.ActuatorForceLimited[a], m.ActuatorForceRange[a])
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
		f.finite("time", key.Time)
		f.finite("qpos", key.QPos...)
		f.finite("qvel", key.QVel...)
		f.finite("ctrl", key.Ctrl...)
	}
}
