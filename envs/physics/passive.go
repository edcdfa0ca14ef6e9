package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// fluidBox is a body as the medium sees it: a box of uniform density with the body's mass and inertia.
type fluidBox struct {
	body int
	edge spatial.Vec // full edge lengths, m
	axes spatial.Mat // its axes in the body
}

// planFluid finds the box of each moving body, if there is a medium. The edges follow from the inertia of a box,
//
//	I_x = m (b_y² + b_z²) / 12        b_x² = 6 (I_y + I_z − I_x) / m
func (m *Model) planFluid() {
	m.fluid = nil
	if m.Option.Density == 0 && m.Option.Viscosity == 0 {
		return
	}
	for b := 1; b < m.NBody; b++ {
		mass, i := m.BodyMass[b], m.BodyInertia[b]
		if mass < spatial.MinVal || m.BodyWeld[b] == 0 {
			continue
		}
		edge := func(sum float64) float64 { return math.Sqrt(math.Max(spatial.MinVal, sum) / mass * 6) }
		m.fluid = append(m.fluid, fluidBox{body: b, axes: m.BodyIQuat[b].Mat(), edge: spatial.Vec{
			X: edge(i.Y + i.Z - i.X),
			Y: edge(i.X + i.Z - i.Y),
			Z: edge(i.X + i.Y - i.Z),
		}})
	}
}

// passive computes QfrcPassive: springs, dampers, the drag of the medium and what holds weights up.
//
//	−k (q − q_spring) − c q̇ + Jᵀ drag
func (m *Model) passive(d *Data) {
	clear(d.QfrcPassive)
	for _, j := range m.spring {
		q := m.JntQPosAdr[j]
		if m.bent[j] {
			m.bentSpring(d, j)
			continue
		}
		d.QfrcPassive[m.JntDofAdr[j]] = -m.stiffness[j] * (d.QPos[q] - m.QPosSpring[q])
	}
	for _, i := range m.damped {
		d.QfrcPassive[i] -= m.damping[i] * d.QVel[i]
	}
	for _, i := range m.bentDampers {
		v := d.QVel[i]
		d.QfrcPassive[i] -= (m.DofDampingPoly[i][0]*math.Abs(v) + m.DofDampingPoly[i][1]*v*v) * v
	}
	for t := range m.tendons {
		m.tendonPassive(d, t)
	}
	for k := range m.fluid {
		m.drag(d, &m.fluid[k])
	}
	m.holdWeights(d)
}

// drag adds the force of the medium on one body. With (w,v) the velocity of its center of mass relative to the medium
// in the axes of the box, b the edges, D their mean, μ viscosity and ρ density,
//
//	torque_x = −π D³ μ w_x − ρ b_x (b_y⁴ + b_z⁴) |w_x| w_x / 64
//	force_x  = −3 π D μ v_x − ρ b_y b_z |v_x| v_x / 2          and so on in y and z
func (m *Model) drag(d *Data, f *fluidBox) {
	root := m.bodies[f.body].root
	off := d.XIPos[f.body].Sub(d.SubtreeCom[root])
	vel := &d.CVel[f.body]
	axes := d.XMat[f.body].Mul(&f.axes)
	w := axes.TMulVec(vel.W)
	v := axes.TMulVec(vel.V.Add(vel.W.Cross(off)).Sub(m.Option.Wind))

	b, rho, mu := f.edge, m.Option.Density, m.Option.Viscosity
	mean := (b.X + b.Y + b.Z) / 3
	torque := w.Scale(-math.Pi * mean * mean * mean * mu)
	force := v.Scale(-3 * math.Pi * mean * mu)
	if rho != 0 {
		x, y, z := pow4(b.X), pow4(b.Y), pow4(b.Z)
		torque.X -= rho / 64 * b.X * (y + z) * math.Abs(w.X) * w.X
		torque.Y -= rho / 64 * b.Y * (x + z) * math.Abs(w.Y) * w.Y
		torque.Z -= rho / 64 * b.Z * (x + y) * math.Abs(w.Z) * w.Z
		force.X -= rho / 2 * b.Y * b.Z * math.Abs(v.X) * v.X
		force.Y -= rho / 2 * b.X * b.Z * math.Abs(v.Y) * v.Y
		force.Z -= rho / 2 * b.X * b.Y * math.Abs(v.Z) * v.Z
	}
	var g spatial.Force
	g.F = axes.MulVec(force)
	g.T = axes.MulVec(torque).Add(off.Cross(g.F))
	for i := m.lastDof(f.body); i >= 0; i = m.DofParent[i] {
		d.QfrcPassive[i] += d.CDof[i].Dot(&g)
	}
}

func pow4(x float64) float64 { return x * x * x * x }

// lastDof returns the dof nearest to body b on its way to the world, −1 if nothing moves b.
func (m *Model) lastDof(b int) int {
	w := m.BodyWeld[b]
	if m.BodyDofNum[w] == 0 { // the world, or a body placed from outside
		return -1
	}
	return m.BodyDofAdr[w] + m.BodyDofNum[w] - 1
}
