package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// implicit advances by the rule that is implicit in the velocity: with Q = ∂(passive + actuator − bias)/∂v,
//
//	v ← v + h (M − h Q)⁻¹ M v̇        q ← q ⊕ h v
//
// Only those entries of Q are kept that M has room for: of an actuator or tendon that couples two branches the cross terms
// are dropped, as MuJoCo does. ImplicitFast leaves out the derivative of the bias, but for bodies that float alone.
func (m *Model) implicit(d *Data) {
	m.Forward(d)
	h := m.Option.Timestep
	copy(d.impl, d.M)
	copy(d.implUp, d.M)
	m.dampDofs(d, h)
	m.dampTendons(d, h)
	m.dampActuators(d, h)
	for k := range m.fluid {
		m.dampFluid(d, &m.fluid[k], h)
	}
	for j := range m.NV {
		if m.Option.Integrator == Implicit || m.lone[m.DofBody[j]] {
			m.biasColumn(d, j, h)
		}
	}
	acc := d.next
	for i := range acc {
		acc[i] = d.QfrcSmooth[i] + d.QfrcConstraint[i]
	}
	m.factorLU(d.impl, d.implUp)
	m.solveLU(d.impl, d.implUp, acc)
	m.advanceActivations(d)
	axpy(d.QVel, h, acc)
	m.addVelocity(d.QPos, h, d.QVel)
}

// planImplicit finds the bodies that float alone: no joint but a Free one, no children.
func (m *Model) planImplicit() {
	m.lone = make([]bool, m.NBody)
	for b := 1; b < m.NBody; b++ {
		m.lone[b] = m.BodyParent[b] == 0 && m.bodies[b].free
	}
	for b := 1; b < m.NBody; b++ {
		m.lone[m.BodyParent[b]] = false
	}
}

// dampingAt is the derivative of a damper's force in the velocity, negated: c₀ + 2 c₁ |v| + 3 c₂ v².
func dampingAt(c0, c1, c2, v float64) float64 { return c0 + 2*c1*math.Abs(v) + 3*c2*v*v }

// dampDiagonal adds h times the derivatives of the joints' dampers to the diagonal of a.
func (m *Model) dampDiagonal(d *Data, a []float64, h float64) {
	for _, i := range m.damped {
		a[m.DofMadr[i]] += h * m.damping[i]
	}
	for _, i := range m.bentDampers {
		a[m.DofMadr[i]] += h * dampingAt(0, m.DofDampingPoly[i][0], m.DofDampingPoly[i][1], d.QVel[i])
	}
}

func (m *Model) dampDofs(d *Data, h float64) {
	m.dampDiagonal(d, d.impl, h)
	m.dampDiagonal(d, d.implUp, h)
}

// addOuter adds s J Jᵀ to M − h Q where there is room, for a row of entries at dofs; slot[i] is the place of dof i.
func (m *Model) addOuter(d *Data, dofs []int32, row []float64, s float64, slot []int32) {
	for k, i := range dofs {
		adr := m.DofMadr[i]
		for c, j := range m.chain[adr:m.DofMadr[i+1]] {
			if at := slot[j]; at >= 0 {
				v := s * row[k] * row[at]
				d.impl[adr+c] += v
				d.implUp[adr+c] += v
			}
		}
	}
}

func (m *Model) dampTendons(d *Data, h float64) {
	if m.Option.Disable.Damper {
		return
	}
	for t := range m.tendons {
		p, g := &m.tendons[t], &m.Tendons[t]
		if p.damp {
			s := h * dampingAt(g.Damping[0], g.Damping[1], g.Damping[2], d.TenVelocity[t])
			m.addOuter(d, p.dofs, d.tenJ[p.at:], s, p.slot)
		}
	}
}

// dampActuators adds −h momentᵀ (b₂ + g₂ u) moment of the actuators that depend on velocity. One that is at or beyond
// the end of a range of forces contributes nothing; MuJoCo before 4.0 forgot the ranges of joints and tendons.
func (m *Model) dampActuators(d *Data, h float64) {
	if m.Option.Disable.Actuation {
		return
	}
	for a := range m.motors {
		t := &m.motors[a]
		if t.dof >= 0 || t.Gain[2] == 0 && t.Bias[2] == 0 || m.saturated(d, t, a) {
			continue
		}
		s := t.Bias[2] + t.Gain[2]*m.input(d, t, a)
		slot := d.slot
		for i := range slot {
			slot[i] = -1
		}
		for k, i := range t.dofs {
			slot[i] = int32(k)
		}
		m.addOuter(d, t.dofs, d.moment[t.at:], -h*s, slot)
	}
}

// saturated reports whether a range of forces holds actuator a back.
func (m *Model) saturated(d *Data, t *motor, a int) bool {
	f := d.ActuatorForce[a]
	if f <= t.force[0] || f >= t.force[1] {
		return true
	}
	if m.Option.Release == MuJoCo314 {
		return false
	}
	if n := t.tendon; n >= 0 && m.Tendons[n].ForceLimited {
		sum := 0.0
		for b := range m.motors {
			if m.motors[b].tendon == n {
				sum += d.ActuatorForce[b]
			}
		}
		r := m.Tendons[n].ForceRange
		slack := 1e-12 * (math.Abs(r[0]) + math.Abs(r[1])) // the forces have been scaled to add up to the end
		return sum <= r[0]+slack || sum >= r[1]-slack
	}
	if j := t.ID[0]; t.Trn <= OnJointInParent && m.forceLimited(j) {
		f := d.QfrcActuator[m.JntDofAdr[j]]
		return f <= m.JntForceRange[j][0] || f >= m.JntForceRange[j][1]
	}
	return false
}

// dampFluid adds −h times the derivative of drag on one body: in the axes of its box each component of the drag depends
// on that of the velocity alone.
func (m *Model) dampFluid(d *Data, f *fluidBox, h float64) {
	off := d.XIPos[f.body].Sub(d.SubtreeCom[m.bodies[f.body].root])
	axes := d.XMat[f.body].Mul(&f.axes)
	vel := &d.CVel[f.body]
	w := axes.TMulVec(vel.W)
	v := axes.TMulVec(vel.V.Add(vel.W.Cross(off)).Sub(m.Option.Wind))
	b, rho, mu := f.edge, m.Option.Density, m.Option.Viscosity
	mean := (b.X + b.Y + b.Z) / 3
	turn, push := math.Pi*mean*mean*mean*mu, 3*math.Pi*mean*mu
	x, y, z := pow4(b.X), pow4(b.Y), pow4(b.Z)
	dw := spatial.Vec{
		X: turn + rho/32*b.X*(y+z)*math.Abs(w.X), Y: turn + rho/32*b.Y*(x+z)*math.Abs(w.Y), Z: turn + rho/32*b.Z*(x+y)*math.Abs(w.Z),
	}
	dv := spatial.Vec{
		X: push + rho*b.Y*b.Z*math.Abs(v.X), Y: push + rho*b.X*b.Z*math.Abs(v.Y), Z: push + rho*b.X*b.Y*math.Abs(v.Z),
	}
	local := func(i int) (spatial.Vec, spatial.Vec) {
		c := &d.CDof[i]
		return axes.TMulVec(c.W), axes.TMulVec(c.V.Add(c.W.Cross(off)))
	}
	mul := func(a, b spatial.Vec) spatial.Vec { return spatial.Vec{X: a.X * b.X, Y: a.Y * b.Y, Z: a.Z * b.Z} }
	for i := m.lastDof(f.body); i >= 0; i = m.DofParent[i] {
		wi, vi := local(i)
		wi, vi = mul(wi, dw), mul(vi, dv)
		adr := m.DofMadr[i]
		for c, j := range m.chain[adr:m.DofMadr[i+1]] {
			wj, vj := local(int(j))
			s := h * (wi.Dot(wj) + vi.Dot(vj))
			d.impl[adr+c] += s
			d.implUp[adr+c] += s
		}
	}
}
