package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// equalityPlan is what the stages need of an active Equality.
type equalityPlan struct {
	id     int
	kind   EqualityKind
	body   [2]int
	point  [2]spatial.Vec  // in the bodies
	quat   [2]spatial.Quat // of a Weld, the frames in the bodies that should agree
	torque float64
	other  bool // there is a second joint or tendon
	x      [2]int
	x0     [2]float64
	poly   [5]float64
	span   span
	dofs   []int32
	moves  []uint8 // of a Connect or Weld, which of the bodies each dof moves: bits 1 and 2
	law    law
	approx [2]float64 // of translations and rotations
}

// planEqualities prepares the active equalities. d is at QPos0.
func (m *Model) planEqualities(d *Data) {
	m.equals = nil
	if m.Option.Disable.Equality {
		return
	}
	for k := range m.Equalities {
		e := &m.Equalities[k]
		if e.Off {
			continue
		}
		p := equalityPlan{id: k, kind: e.Kind, poly: e.PolyCoef, torque: e.Torque, law: m.newLaw(e.Soft.Ref, e.Soft.Imp)}
		switch e.Kind {
		case Connect, Weld:
			m.planBodies(d, e, &p)
		case JointEquality:
			m.planJoints(e, &p)
		default:
			m.planTendonPair(e, &p)
		}
		second, first := m.dofs(&p.span)
		p.dofs = append(append([]int32(nil), second...), first...)
		if e.Kind <= Weld {
			p.moves = make([]uint8, len(p.dofs))
			for k, i := range p.dofs {
				for b := range 2 {
					if m.carries(int(i), p.body[b]) {
						p.moves[k] |= 1 << b
					}
				}
			}
		}
		m.equals = append(m.equals, p)
	}
}

// carries reports whether dof i moves body b.
func (m *Model) carries(i, b int) bool {
	for j := m.lastDof(b); j >= i; j = m.DofParent[j] {
		if j == i {
			return true
		}
	}
	return false
}

// planBodies finds the points and frames that a Connect or Weld keeps together.
func (m *Model) planBodies(d *Data, e *Equality, p *equalityPlan) {
	p.quat = [2]spatial.Quat{spatial.Identity, spatial.Identity}
	for k, id := range e.ID {
		p.body[k] = id
		if e.OfSites {
			p.body[k], p.point[k], p.quat[k] = m.SiteBody[id], m.SitePos[id], m.SiteQuat[id]
		}
	}
	if !e.OfSites {
		a, b := p.body[0], p.body[1]
		qa, qb := d.XMat[a].Quat(), d.XMat[b].Quat()
		across := func(from, to int, x spatial.Vec) spatial.Vec {
			w := d.XPos[from].Add(d.XMat[from].MulVec(x))
			return d.XMat[to].TMulVec(w.Sub(d.XPos[to]))
		}
		switch {
		case e.Kind == Connect:
			p.point = [2]spatial.Vec{e.Anchor, across(a, b, e.Anchor)}
		case e.HasPose:
			p.point = [2]spatial.Vec{e.RelPose.Pos, e.Anchor}
			p.quat[0] = e.RelPose.Quat
		default:
			p.point = [2]spatial.Vec{across(b, a, e.Anchor), e.Anchor}
			p.quat[0] = qa.Conj().Mul(qb)
		}
	}
	p.span = m.wholeSpan(p.body[0], p.body[1])
	for k := range p.approx {
		p.approx[k] = m.BodyInvWeight0[p.body[0]][k] + m.BodyInvWeight0[p.body[1]][k]
	}
}

func (m *Model) planJoints(e *Equality, p *equalityPlan) {
	var dofs []int32
	for k, j := range e.ID {
		if j < 0 {
			continue
		}
		p.other = k == 1
		p.x[k], p.x0[k] = j, m.QPos0[m.JntQPosAdr[j]]
		dofs = append(dofs, int32(m.JntDofAdr[j]))
		p.approx[0] += m.DofInvWeight0[m.JntDofAdr[j]]
	}
	p.span = m.listSpan(dofs)
}

func (m *Model) planTendonPair(e *Equality, p *equalityPlan) {
	var dofs []int32
	for k, t := range e.ID {
		if t < 0 {
			continue
		}
		p.other = k == 1
		p.x[k], p.x0[k] = t, m.TendonLength0[t]
		dofs = append(dofs, m.tendons[t].dofs...)
		p.approx[0] += m.TendonInvWeight[t]
	}
	p.span = m.listSpan(dofs)
}

// addEqualities adds the rows of the equalities.
func (m *Model) addEqualities(d *Data) {
	for k := range m.equals {
		p := &m.equals[k]
		if p.kind <= Weld {
			m.addBodies(d, p)
		} else {
			m.addPolynomial(d, p)
		}
	}
}

// newEquality appends a group of n rows with an empty Jacobian.
func (m *Model) newEquality(d *Data, p *equalityPlan, n int, size, approx float64) *Constraint {
	c := d.newConstraint()
	c.Type, c.ID, c.Rows, c.nb, c.Pos, c.DiagApprox = EqualityConstraint, p.id, n, n, size, approx
	c.span, c.n = p.span, len(p.dofs)
	p.law.apply(c, 1)
	d.base = extend(d.base, n*c.n)
	clear(d.base[c.base:])
	return c
}

// addPolynomial adds the row of a joint or tendon equality, r = (x₁ − x₁⁰) − Σ c_k (x₂ − x₂⁰)ᵏ.
func (m *Model) addPolynomial(d *Data, p *equalityPlan) {
	value := func(k int) float64 {
		if p.kind == TendonEquality {
			return d.TenLength[p.x[k]] - p.x0[k]
		}
		return d.QPos[m.JntQPosAdr[p.x[k]]] - p.x0[k]
	}
	poly, slope := p.poly[0], 0.0
	if p.other {
		x, pow := value(1), 1.0
		for k := 1; k < len(p.poly); k++ {
			slope += float64(k) * p.poly[k] * pow
			pow *= x
			poly += p.poly[k] * pow
		}
	}
	r := value(0) - poly
	c := m.newEquality(d, p, 1, math.Abs(r), p.approx[0])
	row := d.base[c.base:][:c.n]
	m.addCoordinate(d, p, row, p.x[0], 1)
	if p.other {
		m.addCoordinate(d, p, row, p.x[1], -slope)
	}
	m.addReferred(d, c, &[6]float64{-c.K * c.Imp * r}, &[6]float64{c.B})
}

// addCoordinate adds s times the Jacobian of a joint's position or a tendon's length to a row over p.dofs.
func (m *Model) addCoordinate(d *Data, p *equalityPlan, row []float64, x int, s float64) {
	for k, i := range p.dofs {
		switch {
		case p.kind == JointEquality:
			if int(i) == m.JntDofAdr[x] {
				row[k] += s
			}
		case m.tendons[x].slot[i] >= 0:
			t := &m.tendons[x]
			row[k] += s * d.tenJ[t.at+int(t.slot[i])]
		}
	}
}

// equalityForce adds the forces of a Connect or Weld to CFrcExt.
func (m *Model) equalityForce(d *Data, c *Constraint) {
	var p *equalityPlan
	for k := range m.equals {
		if m.equals[k].id == c.ID {
			p = &m.equals[k]
		}
	}
	if p == nil || p.kind > Weld {
		return
	}
	a, b := m.moving(d, p, 0), m.moving(d, p, 1)
	f := d.EfcForce[c.Row:]
	v := spatial.Vec{X: f[0], Y: f[1], Z: f[2]}
	if first := m.firstGroup(d, c); first {
		m.pushBody(d, p.body[0], a.pos, v, spatial.Vec{})
		m.pushBody(d, p.body[1], b.pos, v.Neg(), spatial.Vec{})
		return
	}
	along := func(e spatial.Vec) float64 { return weldRate(p, &a, &b, e).Dot(v) }
	torque := spatial.Vec{X: along(spatial.Vec{X: 1}), Y: along(spatial.Vec{Y: 1}), Z: along(spatial.Vec{Z: 1})}
	m.pushBody(d, p.body[0], a.pos, spatial.Vec{}, torque)
	m.pushBody(d, p.body[1], b.pos, spatial.Vec{}, torque.Neg())
}

// firstGroup reports whether c is the first group of rows of its equality.
func (m *Model) firstGroup(d *Data, c *Constraint) bool {
	for i := range d.Constraint {
		if o := &d.Constraint[i]; o.Type == EqualityConstraint && o.ID == c.ID {
			return o == c
		}
	}
	return false
}
