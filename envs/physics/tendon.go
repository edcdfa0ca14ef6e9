package physics

import (
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// tendonPlan is what the stages need of a tendon.
type tendonPlan struct {
	dofs  []int32 // that change its length, in any order
	slot  []int32 // NV; where a dof is in dofs, −1 if nowhere
	at    int     // its Jacobian starts here in Data.tenJ
	fixed bool
	span  span // of dofs
	steps []wrapPlan

	stiff, damp, lossy, heavy bool
	lo, hi                    float64 // the spring is slack between
	limit, friction           law
}

// wrapPlan is a step of a spatial tendon's path.
type wrapPlan struct {
	Wrap
	body int         // of the site or geom
	pos  spatial.Vec // in the body
	rot  spatial.Mat // of the geom in the body
	r    float64     // radius of the geom
	side *wrapPlan   // the site on whose side it passes
}

// planTendons lists the dofs of each tendon.
func (m *Model) planTendons() {
	m.tendons = make([]tendonPlan, len(m.Tendons))
	at := 0
	for t := range m.tendons {
		p, given := &m.tendons[t], &m.Tendons[t]
		p.at = at
		p.fixed = len(given.Path) > 0 && given.Path[0].Kind == WrapJoint
		var dofs []int32
		for _, w := range given.Path {
			dofs = append(dofs, m.wrapDofs(w)...)
			p.steps = append(p.steps, m.planWrap(w))
		}
		p.span = m.listSpan(dofs)
		second, _ := m.dofs(&p.span)
		p.dofs = slices.Clone(second)
		p.slot = make([]int32, m.NV)
		for i := range p.slot {
			p.slot[i] = -1
		}
		for k, i := range p.dofs {
			p.slot[i] = int32(k)
		}
		at += len(p.dofs)
		p.limit = m.newLaw(given.Limit.Ref, given.Limit.Imp)
		p.friction = m.newLaw(given.Friction.Ref, given.Friction.Imp)
		p.stiff, p.damp = given.Stiffness != [3]float64{}, given.Damping != [3]float64{}
		p.lossy, p.heavy = given.Loss > 0, given.Armature > 0
		m.heavyTendons = m.heavyTendons || p.heavy
	}
	m.tenJSize = at
}

// wrapDofs lists the dofs that move a step of a path.
func (m *Model) wrapDofs(w Wrap) []int32 {
	switch w.Kind {
	case WrapJoint:
		return []int32{int32(m.JntDofAdr[w.ID])}
	case WrapPulley:
		return nil
	}
	var dofs []int32
	for i := m.lastDof(m.wrapBody(w)); i >= 0; i = m.DofParent[i] {
		dofs = append(dofs, int32(i))
	}
	return dofs
}

func (m *Model) wrapBody(w Wrap) int {
	if w.Kind == WrapSite {
		return m.SiteBody[w.ID]
	}
	return m.GeomBody[w.ID]
}

func (m *Model) planWrap(w Wrap) wrapPlan {
	p := wrapPlan{Wrap: w}
	switch w.Kind {
	case WrapSite:
		p.body = m.SiteBody[w.ID]
		p.pos, _ = m.snapped(p.body, m.SitePos[w.ID], m.SiteQuat[w.ID])
	case WrapSphere, WrapCylinder:
		pos, quat := m.snapped(m.GeomBody[w.ID], m.GeomPos[w.ID], m.GeomQuat[w.ID])
		p.body, p.pos, p.rot, p.r = m.GeomBody[w.ID], pos, quat.Mat(), m.GeomSize[w.ID].X
		if w.Side >= 0 {
			s := m.planWrap(Wrap{Kind: WrapSite, ID: w.Side})
			p.side = &s
		}
	}
	return p
}

// place is where a step of a path is in the world.
func (p *wrapPlan) place(d *Data) spatial.Vec {
	return d.XPos[p.body].Add(d.XMat[p.body].MulVec(p.pos))
}

// tendonLengths computes TenLength and the Jacobians of the tendons, from QPos.
func (m *Model) tendonLengths(d *Data) {
	for t := range m.tendons {
		p := &m.tendons[t]
		row := d.tenJ[p.at:][:len(p.dofs)]
		clear(row)
		if !p.fixed {
			d.TenLength[t] = m.spatialLength(d, p, row)
			continue
		}
		d.TenLength[t] = 0
		for k := range p.steps {
			w := &p.steps[k]
			d.TenLength[t] += w.Coef * d.QPos[m.JntQPosAdr[w.ID]]
			row[p.slot[m.JntDofAdr[w.ID]]] += w.Coef
		}
	}
}

// tendonVelocities computes TenVelocity = J q̇.
func (m *Model) tendonVelocities(d *Data) {
	for t := range m.tendons {
		p := &m.tendons[t]
		v := 0.0
		for k, i := range p.dofs {
			v += d.tenJ[p.at+k] * d.QVel[i]
		}
		d.TenVelocity[t] = v
	}
}

// pull adds the force f along tendon t to the joint forces y.
func (m *Model) pull(d *Data, t int, f float64, y []float64) {
	p := &m.tendons[t]
	for k, i := range p.dofs {
		y[i] += f * d.tenJ[p.at+k]
	}
}

// tendonInertia adds to M what the tendons' armatures resist, where the sparsity of M has room for it, as MuJoCo does.
func (m *Model) tendonInertia(d *Data) {
	for t := range m.tendons {
		p := &m.tendons[t]
		if !p.heavy {
			continue
		}
		row := d.tenJ[p.at:][:len(p.dofs)]
		for k, i := range p.dofs {
			adr := m.DofMadr[i]
			for c, j := range m.chain[adr:m.DofMadr[i+1]] {
				if s := p.slot[j]; s >= 0 {
					d.M[adr+c] += m.Tendons[t].Armature * row[k] * row[s]
				}
			}
		}
	}
}

// addTendonLimits adds the rows of the tendons near a limit.
func (m *Model) addTendonLimits(d *Data) {
	for t := range m.tendons {
		given := &m.Tendons[t]
		if !given.Limited {
			continue
		}
		if dist := d.TenLength[t] - given.Range[0]; dist < given.Margin {
			m.addTendonLimit(d, t, dist, 1)
		}
		if dist := given.Range[1] - d.TenLength[t]; dist < given.Margin {
			m.addTendonLimit(d, t, dist, -1)
		}
	}
}

func (m *Model) addTendonLimit(d *Data, t int, dist, sign float64) {
	c := d.newConstraint()
	c.Type, c.ID, c.Rows, c.Pos, c.Margin, c.Tendon = LimitConstraint, t, 1, dist, m.Tendons[t].Margin, true
	c.DiagApprox = m.TendonInvWeight[t]
	m.tendonRow(d, c, t, sign)
	m.tendons[t].limit.apply(c, 1)
	bias, damp := [6]float64{-c.K * c.Imp * (c.Pos - c.Margin)}, [6]float64{c.B}
	m.addReferred(d, c, &bias, &damp)
}

// tendonRow makes sign times the Jacobian of tendon t the base row of c.
func (m *Model) tendonRow(d *Data, c *Constraint, t int, sign float64) {
	p := &m.tendons[t]
	c.span, c.n = p.span, len(p.dofs)
	for _, v := range d.tenJ[p.at:][:len(p.dofs)] {
		d.base = append(d.base, sign*v)
	}
}
