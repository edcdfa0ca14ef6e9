package physics

import (
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// planPassive lists the joints with springs and the dofs with dampers.
func (m *Model) planPassive() {
	m.spring, m.damped, m.bentDampers = nil, nil, nil
	m.bent = make([]bool, m.NJnt)
	m.setSprings()
	if !m.Option.Disable.Spring {
		for j, t := range m.JntType {
			poly := m.JntStiffnessPoly != nil && m.JntStiffnessPoly[j] != [2]float64{}
			if m.stiffness[j] != 0 || poly {
				m.spring = append(m.spring, j)
				m.bent[j] = poly || !t.scalar()
			}
		}
	}
	if m.Option.Disable.Damper {
		return
	}
	for i, c := range m.damping {
		if c != 0 {
			m.damped = append(m.damped, i)
		}
		if m.DofDampingPoly != nil && m.DofDampingPoly[i] != [2]float64{} {
			m.bentDampers = append(m.bentDampers, i)
		}
	}
}

// setSprings computes the springs and dampers that are given by a time constant t and a damping ratio ζ: with I the
// inverse of DofInvWeight0,
//
//	k = I/(t² ζ²)        c = 2 I/t
func (m *Model) setSprings() {
	m.stiffness, m.damping = slices.Clone(m.JntStiffness), slices.Clone(m.DofDamping)
	for j, s := range m.JntSpringDamper {
		if s[0] <= 0 || s[1] <= 0 {
			continue
		}
		_, nv := m.JntType[j].size()
		dofs := m.damping[m.JntDofAdr[j]:][:nv]
		inertia := 0.0
		for k := range dofs {
			inertia += m.DofInvWeight0[m.JntDofAdr[j]+k]
		}
		inertia = float64(nv) / inertia
		m.stiffness[j] = inertia / math.Max(spatial.MinVal, s[0]*s[0]*s[1]*s[1])
		for k := range dofs {
			dofs[k] = 2 * inertia / s[0]
		}
	}
}

// bentSpring adds the force of a spring that is not linear, or that of a Ball or Free joint: with x the displacement, for
// a rotation the rotation vector of q_spring⁻¹ q,
//
//	−(k₀ + k₁ x + k₂ x²) x        −(k₀ + k₁ |x| + k₂ |x|²) x
func (m *Model) bentSpring(d *Data, j int) {
	var poly [2]float64
	if m.JntStiffnessPoly != nil {
		poly = m.JntStiffnessPoly[j]
	}
	k := func(x float64) float64 { return m.stiffness[j] + (poly[0]+poly[1]*x)*x }
	q, rest := d.QPos[m.JntQPosAdr[j]:], m.QPosSpring[m.JntQPosAdr[j]:]
	f := d.QfrcPassive[m.JntDofAdr[j]:]
	switch m.JntType[j] {
	case Free:
		x := spatial.Vec{X: q[0] - rest[0], Y: q[1] - rest[1], Z: q[2] - rest[2]}
		x = x.Scale(-k(x.Norm()))
		f[0], f[1], f[2] = x.X, x.Y, x.Z
		q, rest, f = q[3:], rest[3:], f[3:]
		fallthrough
	case Ball:
		zero := spatial.Quat{W: rest[0], X: rest[1], Y: rest[2], Z: rest[3]}.Unit()
		x := zero.Conj().Mul(spatial.Quat{W: q[0], X: q[1], Y: q[2], Z: q[3]}.Unit()).Vec()
		x = x.Scale(-k(x.Norm()))
		f[0], f[1], f[2] = x.X, x.Y, x.Z
	default:
		x := q[0] - rest[0]
		f[0] = -k(x) * x
	}
}

// tendonPassive adds the spring and the damper of tendon t.
func (m *Model) tendonPassive(d *Data, t int) {
	p, g := &m.tendons[t], &m.Tendons[t]
	f := 0.0
	if p.stiff && !m.Option.Disable.Spring {
		x := d.TenLength[t] - clamp(d.TenLength[t], [2]float64{p.lo, p.hi})
		f -= (g.Stiffness[0] + (g.Stiffness[1]+g.Stiffness[2]*x)*x) * x
	}
	if p.damp && !m.Option.Disable.Damper {
		v := d.TenVelocity[t]
		f -= (g.Damping[0] + g.Damping[1]*math.Abs(v) + g.Damping[2]*v*v) * v
	}
	if f != 0 {
		m.pull(d, t, f, d.QfrcPassive)
	}
}

// weightHeld is a body whose weight is held up, wholly or in part.
type weightHeld struct {
	body  int
	force spatial.Vec // N, world frame
}

// planWeights lists the bodies with BodyGravComp, and the dofs whose share counts as an actuator's.
func (m *Model) planWeights() {
	m.held, m.lent = nil, nil
	if m.Option.Disable.Gravity || m.Option.Gravity == (spatial.Vec{}) {
		return
	}
	for b, share := range m.BodyGravComp {
		if share != 0 && b > 0 {
			m.held = append(m.held, weightHeld{b, m.Option.Gravity.Scale(-m.BodyMass[b] * share)})
		}
	}
	if len(m.held) == 0 {
		return
	}
	for j := range m.JntGravComp {
		if m.JntGravComp[j] {
			_, nv := m.JntType[j].size()
			for k := range nv {
				m.lent = append(m.lent, m.JntDofAdr[j]+k)
			}
		}
	}
}

// holdWeights computes QfrcGravComp, and adds it to QfrcPassive but for the dofs whose actuators provide it.
func (m *Model) holdWeights(d *Data) {
	if len(m.held) == 0 {
		return
	}
	clear(d.QfrcGravComp)
	for k := range m.held {
		h := &m.held[k]
		arm := d.XIPos[h.body].Sub(d.SubtreeCom[m.bodies[h.body].root])
		f := spatial.Force{T: arm.Cross(h.force), F: h.force}
		for i := m.lastDof(h.body); i >= 0; i = m.DofParent[i] {
			d.QfrcGravComp[i] += d.CDof[i].Dot(&f)
		}
	}
	axpy(d.QfrcPassive, 1, d.QfrcGravComp)
	for _, i := range m.lent {
		d.QfrcPassive[i] -= d.QfrcGravComp[i]
	}
}

// lendGravComp adds to QfrcActuator what its dofs hold up. In a model without actuators that is lost, in MuJoCo too.
func (m *Model) lendGravComp(d *Data) {
	if m.NU == 0 || m.Option.Disable.Actuation {
		return
	}
	for _, i := range m.lent {
		d.QfrcActuator[i] += d.QfrcGravComp[i]
	}
}
