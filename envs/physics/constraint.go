package physics

// ConstraintType says what a Constraint keeps from happening.
type ConstraintType int

// The constraint types.
const (
	LimitConstraint     ConstraintType = iota // a joint or tendon beyond its range: 1 row
	FrictionlessContact                       // a contact along its normal: 1 row
	PyramidalContact                          // a contact with friction: the edges of the friction pyramid, 4, 6 or 10 rows
	EllipticContact                           // a contact with friction: normal, tangents, spin and rolling, 3, 4 or 6 rows
	EqualityConstraint                        // an equation between positions: 1 or 3 rows
	FrictionConstraint                        // dry friction of a dof or tendon: 1 row
)

func (t ConstraintType) String() string {
	return enum("ConstraintType", int(t), "limit", "frictionless", "pyramidal", "elliptic", "equality", "friction")
}

// Constraint is a group of constraint rows that share position, impedance and dofs. Its rows have, in Data,
// acceleration targets EfcARef and forces EfcForce.
//
// Its Jacobian is kept as base rows. Of most types they are the rows. A contact with friction has base rows along its
// normal and tangents and about them, and the rows of a pyramid are their sums,
//
//	n + μ₁ t₁, n − μ₁ t₁, n + μ₂ t₂, n − μ₂ t₂, …
type Constraint struct {
	Type       ConstraintType
	ID         int     // of a limit the joint, of a contact its index; else of the equality, the dof
	Row, Rows  int     // its rows are Row ≤ r < Row+Rows
	Pos        float64 // distance to the limit or between the geoms, m or rad; size of an equality's residual
	Margin     float64 // the constraint exists below this Pos
	K, B, Imp  float64 // spring, damper and impedance: aref = −B (J v) − K Imp (Pos − Margin)
	DiagApprox float64 // inverse mass that the constraint is taken to feel
	D          float64 // 1/R, stiffness of each row; of an elliptic contact, that of its normal
	Mu         float64 // friction of a pyramid, sliding; of an elliptic contact the slope of the cone
	Loss       float64 // greatest dry friction, N or N m
	Tendon     bool    // ID is a tendon's

	span     span
	base     int         // base rows start here in Data.base
	n        int         // and have this length
	nb       int         // and are so many
	friction *[5]float64 // of a contact with more than four rows or an elliptic one
	on       uint16      // rows that push, bit by bit; of dry friction and elliptic contacts, their state
}

// limit is the range of a limited hinge or slide.
type limit struct {
	joint, qpos, dof int
	lo, hi, margin   float64
	approx           float64 // DofInvWeight0
	law              law
}

func (m *Model) planLimit(j int) limit {
	dof, r := m.JntDofAdr[j], m.JntRange[j]
	return limit{
		joint: j, qpos: m.JntQPosAdr[j], dof: dof, lo: r[0], hi: r[1], margin: m.JntMargin[j],
		approx: m.DofInvWeight0[dof], law: m.newLaw(m.JntSolRef[j], m.JntSolImp[j]),
	}
}

// constraints lists what pushes back, in MuJoCo's order: equalities, dry friction, the joints near a limit, the tendons
// near one, the contacts, with Jacobian, stiffness and target acceleration of each row. For each row it also computes,
// while the Jacobian is at hand, the residual at the warm start.
func (m *Model) constraints(d *Data) {
	d.Constraint, d.EfcARef, d.jar, d.base = d.Constraint[:0], d.EfcARef[:0], d.jar[:0], d.base[:0]
	d.curved = false
	if m.Option.Disable.Constraint {
		return
	}
	m.addEqualities(d)
	m.addFrictionLosses(d)
	if !m.Option.Disable.Limit {
		m.addJointLimits(d)
		m.addTendonLimits(d)
	}
	for i := range d.Contact {
		if t := &d.Contact[i]; t.Dist < t.Margin {
			m.addContact(d, i)
		}
	}
	d.EfcForce = grow(d.EfcForce, len(d.EfcARef))
	d.slope = grow(d.slope, len(d.EfcARef))
}

// addJointLimits adds the rows of the joints near a limit, in joint order.
func (m *Model) addJointLimits(d *Data) {
	for k := range m.limits {
		l := &m.limits[k]
		if l.dof < 0 {
			m.addBallLimit(d, l)
			continue
		}
		q := d.QPos[l.qpos]
		if dist := q - l.lo; dist < l.margin {
			m.addLimit(d, l, dist, 1)
		}
		if dist := l.hi - q; dist < l.margin {
			m.addLimit(d, l, dist, -1)
		}
	}
}

// grow returns s with length n; the numbers in it are arbitrary.
func grow(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n, 2*n)
	}
	return s[:n]
}

// newConstraint appends a constraint to d.
func (d *Data) newConstraint() *Constraint {
	n := len(d.Constraint)
	if n < cap(d.Constraint) {
		d.Constraint = d.Constraint[:n+1]
	} else {
		d.Constraint = append(d.Constraint, Constraint{})
	}
	c := &d.Constraint[n]
	*c = Constraint{Row: len(d.EfcARef), base: len(d.base), nb: 1}
	return c
}

// addLimit adds the row of a limit: J = 1 at the lower end, −1 at the upper.
func (m *Model) addLimit(d *Data, l *limit, dist, sign float64) {
	c := d.newConstraint()
	c.Type, c.ID, c.Rows, c.Pos, c.Margin, c.DiagApprox = LimitConstraint, l.joint, 1, dist, l.margin, l.approx
	c.span, c.n = span{leaf1: -1, leaf2: int32(l.dof), n2: 1}, 1
	l.law.apply(c, 1)
	d.base = append(d.base, sign)
	m.addRows(d, c, &[6]float64{sign * d.QVel[l.dof]}, &[6]float64{sign * d.QAccWarmstart[l.dof]})
}

// addContact adds the rows of contact i. The rows of a pyramid share the stiffness of the contact.
func (m *Model) addContact(d *Data, i int) {
	t := &d.Contact[i]
	p := &m.pairs[t.pair]
	c := d.newConstraint()
	t.Row = c.Row
	c.Type, c.ID, c.Rows, c.Pos, c.Margin, c.DiagApprox = FrictionlessContact, i, 1, t.Dist, t.Margin, p.approx
	c.span, c.n = p.span, int(p.span.n1+p.span.n2)
	scale := 1.0
	if t.Condim > 1 {
		c.nb = t.Condim
		if m.Option.Cone == EllipticCone {
			m.addElliptic(d, c, t, p)
			return
		}
		c.Type, c.Rows, c.Mu = PyramidalContact, 2*t.Condim-2, t.Friction
		c.DiagApprox += c.Mu * c.Mu * p.approx
		scale = 2 * c.Mu * c.Mu / m.Option.Impratio
	}
	p.law.apply(c, scale)
	m.contactJacobian(d, t, c)
	var v, a [6]float64
	m.baseDot(d, c, d.QVel, &v)
	m.baseDot(d, c, d.QAccWarmstart, &a)
	if t.Condim > 3 || t.Condim > 1 && p.frictions[1] != p.frictions[0] {
		c.friction = &p.frictions
		m.addWidePyramid(d, c, &v, &a)
		return
	}
	m.addRows(d, c, &v, &a)
}

// addRows appends target and residual of the rows of c, a single one or a pyramid of four edges, given base rows times
// velocity and times the warm start, and activates the rows that push there.
func (m *Model) addRows(d *Data, c *Constraint, v, a *[6]float64) {
	bias := -c.K * c.Imp * (c.Pos - c.Margin)
	if c.Rows == 1 {
		aref := bias - c.B*v[0]
		d.EfcARef = append(d.EfcARef, aref)
		d.jar = append(d.jar, a[0]-aref)
	} else {
		s, t := c.Mu*v[1], c.Mu*v[2]
		r0, r1 := bias-c.B*(v[0]+s), bias-c.B*(v[0]-s)
		r2, r3 := bias-c.B*(v[0]+t), bias-c.B*(v[0]-t)
		d.EfcARef = append(d.EfcARef, r0, r1, r2, r3)
		s, t = c.Mu*a[1], c.Mu*a[2]
		d.jar = append(d.jar, a[0]+s-r0, a[0]-s-r1, a[0]+t-r2, a[0]-t-r3)
	}
	c.on = active(d.jar[c.Row:])
}

// addWidePyramid is addRows for a pyramid with spin and rolling.
func (m *Model) addWidePyramid(d *Data, c *Constraint, v, a *[6]float64) {
	bias := -c.K * c.Imp * (c.Pos - c.Margin)
	for j := 1; j < c.nb; j++ {
		s, t := c.friction[j-1]*v[j], c.friction[j-1]*a[j]
		up, down := bias-c.B*(v[0]+s), bias-c.B*(v[0]-s)
		d.EfcARef = append(d.EfcARef, up, down)
		d.jar = append(d.jar, a[0]+t-up, a[0]-t-down)
	}
	c.on = active(d.jar[c.Row:])
}

// addReferred appends the rows of c, which are its base rows, with targets aref = bias − damp (J v), and sets its state.
func (m *Model) addReferred(d *Data, c *Constraint, bias, damp *[6]float64) {
	var v, a [6]float64
	m.baseDot(d, c, d.QVel, &v)
	m.baseDot(d, c, d.QAccWarmstart, &a)
	for r := range c.Rows {
		aref := bias[r] - damp[r]*v[r]
		d.EfcARef = append(d.EfcARef, aref)
		d.jar = append(d.jar, a[r]-aref)
	}
	c.on = c.state(d.jar[c.Row:])
}

// active returns the rows with a negative residual, bit by bit.
func active(jar []float64) uint16 {
	on := uint16(0)
	for r, x := range jar {
		if x < 0 {
			on |= 1 << r
		}
	}
	return on
}
