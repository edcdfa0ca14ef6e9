package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// Energy returns the potential energy of gravity and springs and the kinetic energy, J, of the last evaluation.
//
//	−Σ m ⟨g, x⟩ + ½ Σ k (q − q_spring)²        ½ vᵀ M v
func (m *Model) Energy(d *Data) (potential, kinetic float64) {
	if !m.Option.Disable.Gravity {
		for b := 1; b < m.NBody; b++ {
			potential -= m.BodyMass[b] * m.Option.Gravity.Dot(d.XIPos[b])
		}
	}
	for _, j := range m.spring {
		potential += m.springEnergy(d, j)
	}
	for t := range m.tendons {
		if p := &m.tendons[t]; p.stiff && !m.Option.Disable.Spring {
			x := d.TenLength[t] - clamp(d.TenLength[t], [2]float64{p.lo, p.hi})
			potential += polyEnergy(m.Tendons[t].Stiffness, x)
		}
	}
	m.mulTree(d.mv, d.M, d.eval.qvel)
	for i, p := range d.mv {
		kinetic += 0.5 * p * d.eval.qvel[i]
	}
	return potential, kinetic
}

// polyEnergy is the work ½ k₀ x² + ⅓ k₁ x³ + ¼ k₂ x⁴ done against a spring.
func polyEnergy(k [3]float64, x float64) float64 { return x * x * (k[0]/2 + x*(k[1]/3+x*k[2]/4)) }

// springEnergy is the energy in the spring of joint j, J.
func (m *Model) springEnergy(d *Data, j int) float64 {
	k := [3]float64{m.stiffness[j]}
	if m.JntStiffnessPoly != nil {
		k[1], k[2] = m.JntStiffnessPoly[j][0], m.JntStiffnessPoly[j][1]
	}
	q, rest := d.eval.qpos[m.JntQPosAdr[j]:], m.QPosSpring[m.JntQPosAdr[j]:]
	energy := 0.0
	switch m.JntType[j] {
	case Free:
		energy = polyEnergy(k, spatial.Vec{X: q[0] - rest[0], Y: q[1] - rest[1], Z: q[2] - rest[2]}.Norm())
		q, rest = q[3:], rest[3:]
		fallthrough
	case Ball:
		return energy + polyEnergy(k, quatAt(rest, 0).Conj().Mul(quatAt(q, 0)).Vec().Norm())
	}
	return polyEnergy(k, q[0]-rest[0])
}
