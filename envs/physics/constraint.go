package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// ConstraintType says what a Constraint keeps from happening.
type ConstraintType int

// The constraint types.
const (
	LimitConstraint     ConstraintType = iota // a joint beyond its range: 1 row
	FrictionlessContact                       // a contact along its normal: 1 row
	PyramidalContact                          // a contact with friction: 4 rows, the edges of the friction pyramid
)

func (t ConstraintType) String() string {
	return enum("ConstraintType", int(t), "limit", "frictionless", "pyramidal")
}

// Constraint is a group of constraint rows that share position, impedance and dofs. Its rows have, in Data,
// acceleration targets EfcARef and forces EfcForce.
//
// A contact's Jacobian is kept as base rows along its normal and tangents; the rows of a pyramid are their sums,
//
//	n + μ t₁, n − μ t₁, n + μ t₂, n − μ t₂
type Constraint struct {
	Type       ConstraintType
	ID         int     // the joint of a limit, the index of a contact
	Row, Rows  int     // its rows are Row ≤ r < Row+Rows
	Pos        float64 // distance to the limit or between the geoms, m or rad
	Margin     float64 // the constraint exists below this Pos
	K, B, Imp  float64 // spring, damper and impedance: aref = −B (J v) − K Imp (Pos − Margin)
	DiagApprox float64 // inverse mass that the constraint is taken to feel
	D          float64 // 1/R, stiffness of each row
	Mu         float64 // friction of a pyramid

	span span
	base int   // base rows start here in Data.base
	n    int   // and have this length
	on   uint8 // rows that push, bit by bit
}

// softness is the law of a soft constraint.
type softness struct {
	ref SolRef
	imp SolImp
}

// impedance bounds, as in MuJoCo.
const minImp, maxImp = 0.0001, 0.9999

// shape sets impedance, spring and damper of a constraint:
//
//	d = d₀ + y(x) (d₁ − d₀)    x = |pos − margin|/width    K = 1/(d₁² t² ζ²)    B = 2/(d₁ t)
func (s *softness) shape(c *Constraint, minTime float64) {
	d0, d1 := clamp(s.imp[0], [2]float64{minImp, maxImp}), clamp(s.imp[1], [2]float64{minImp, maxImp})
	c.Imp = s.impedance(d0, d1, math.Abs(c.Pos-c.Margin))
	if t := s.ref[0]; t > 0 {
		t = math.Max(t, minTime)
		c.K = 1 / math.Max(spatial.MinVal, d1*d1*t*t*s.ref[1]*s.ref[1])
		c.B = 2 / math.Max(spatial.MinVal, d1*t)
		return
	}
	c.K = -s.ref[0] / math.Max(spatial.MinVal, d1*d1)
	c.B = -s.ref[1] / math.Max(spatial.MinVal, d1)
}

// impedance returns d at a depth.
func (s *softness) impedance(d0, d1, depth float64) float64 {
	width := math.Max(0, s.imp[2])
	if d0 == d1 || width <= spatial.MinVal {
		return (d0 + d1) / 2
	}
	x := depth / width
	if x >= 1 {
		return d1
	}
	if x == 0 {
		return d0
	}
	mid, p := clamp(s.imp[3], [2]float64{minImp, maxImp}), math.Max(1, s.imp[4])
	y := x
	switch {
	case p == 1:
	case p == 2 && x <= mid:
		y = x * x / mid
	case p == 2:
		y = 1 - (1-x)*(1-x)/(1-mid)
	case x <= mid:
		y = math.Pow(x, p) / math.Pow(mid, p-1)
	default:
		y = 1 - math.Pow(1-x, p)/math.Pow(1-mid, p-1)
	}
	return d0 + y*(d1-d0)
}

// constraints lists what pushes back: the joints near a limit, then the contacts, with Jacobian, stiffness and target
// acceleration of each row.
func (m *Model) constraints(d *Data) {
	d.Constraint, d.EfcARef, d.base = d.Constraint[:0], d.EfcARef[:0], d.base[:0]
	if m.Option.Disable.Constraint {
		return
	}
	if !m.Option.Disable.Limit {
		for _, j := range m.limits {
			m.limit(d, j)
		}
	}
	for i := range d.Contact {
		if c := &d.Contact[i]; c.Dist < c.Margin {
			m.contact(d, i)
		}
	}
	d.EfcForce = grow(d.EfcForce, len(d.EfcARef))
	d.jar = grow(d.jar, len(d.EfcARef))
	d.slope = grow(d.slope, len(d.EfcARef))
}

// grow returns s with length n; the numbers in it are arbitrary.
func grow(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n, 2*n)
	}
	return s[:n]
}

// minTime returns the least time constant that the timestep can resolve.
func (m *Model) minTime() float64 {
	if m.Option.Disable.RefSafe {
		return 0
	}
	return 2 * m.Option.Timestep
}

// limit adds a row for each end of joint j's range that is nearer than its margin: J = 1 at the lower end, −1 at the
// upper.
func (m *Model) limit(d *Data, j int) {
	q, dof := d.QPos[m.JntQPosAdr[j]], m.JntDofAdr[j]
	for side, bound := range m.JntRange[j] {
		sign := float64(1 - 2*side)
		dist := sign * (q - bound)
		if !(dist < m.JntMargin[j]) {
			continue
		}
		c := Constraint{
			Type: LimitConstraint, ID: j, Row: len(d.EfcARef), Rows: 1, Pos: dist, Margin: m.JntMargin[j],
			DiagApprox: m.DofInvWeight0[dof], base: len(d.base), n: 1, span: span{leaf1: -1, leaf2: int32(dof), n2: 1},
		}
		law := softness{m.JntSolRef[j], m.JntSolImp[j]}
		law.shape(&c, m.minTime())
		c.D = 1 / math.Max(spatial.MinVal, (1-c.Imp)/c.Imp*c.DiagApprox)
		d.base = append(d.base, sign)
		d.EfcARef = append(d.EfcARef, -c.B*sign*d.QVel[dof]-c.K*c.Imp*(c.Pos-c.Margin))
		d.Constraint = append(d.Constraint, c)
	}
}

// contact adds the rows of contact i.
func (m *Model) contact(d *Data, i int) {
	t := &d.Contact[i]
	p := &m.pairs[t.pair]
	t.Row = len(d.EfcARef)
	c := Constraint{
		Type: FrictionlessContact, ID: i, Row: t.Row, Rows: 1, Pos: t.Dist, Margin: t.Margin,
		DiagApprox: p.approx, base: len(d.base), n: int(p.span.n1 + p.span.n2), span: p.span,
	}
	p.law.shape(&c, m.minTime())
	scale := 1.0
	if t.Condim > 1 {
		c.Type, c.Rows, c.Mu = PyramidalContact, 4, t.Friction
		c.DiagApprox += c.Mu * c.Mu * p.approx
		scale = 2 * c.Mu * c.Mu / m.Option.Impratio // the rows of a pyramid share the stiffness of the contact
	}
	c.D = 1 / (scale * math.Max(spatial.MinVal, (1-c.Imp)/c.Imp*c.DiagApprox))
	m.contactJacobian(d, t, &c)

	var v [3]float64
	m.baseDot(d, &c, d.QVel, &v)
	bias := -c.K * c.Imp * (c.Pos - c.Margin)
	if c.Rows == 1 {
		d.EfcARef = append(d.EfcARef, bias-c.B*v[0])
	} else {
		s, t := c.Mu*v[1], c.Mu*v[2]
		d.EfcARef = append(d.EfcARef, bias-c.B*(v[0]+s), bias-c.B*(v[0]-s), bias-c.B*(v[0]+t), bias-c.B*(v[0]-t))
	}
	d.Constraint = append(d.Constraint, c)
}

// contactJacobian appends the base rows of a contact: the velocity of the point on the second body against the one on
// the first, along the normal and, with friction, the tangents. A dof moves the point p by cdof_v + cdof_ω × (p − com).
func (m *Model) contactJacobian(d *Data, t *Contact, c *Constraint) {
	rows := 1
	if c.Rows > 1 {
		rows = 3
	}
	d.base = extend(d.base, rows*c.n)
	base := d.base[c.base:]
	second, first := m.dofs(&c.span)
	m.pointRows(d, t, second, 1, base, c.n, rows)
	m.pointRows(d, t, first, -1, base[len(second):], c.n, rows)
}

// pointRows fills the columns of dofs into base rows of stride n.
func (m *Model) pointRows(d *Data, t *Contact, dofs []int32, sign float64, base []float64, n, rows int) {
	if len(dofs) == 0 {
		return
	}
	arm := t.Pos.Sub(d.SubtreeCom[m.bodies[m.DofBody[dofs[0]]].root]).Scale(sign)
	for k, i := range dofs {
		c := &d.CDof[i]
		v := c.W.Cross(arm).AddScaled(sign, c.V)
		base[k] = t.Frame.X.Dot(v)
		if rows > 1 {
			base[n+k] = t.Frame.Y.Dot(v)
			base[2*n+k] = t.Frame.Z.Dot(v)
		}
	}
}

// extend returns s with n more numbers at its end; their values are arbitrary.
func extend(s []float64, n int) []float64 {
	if l := len(s) + n; l <= cap(s) {
		return s[:l]
	}
	return append(s, make([]float64, n)...)
}

// baseDot sets y to the base rows of c times x.
func (m *Model) baseDot(d *Data, c *Constraint, x []float64, y *[3]float64) {
	second, first := m.dofs(&c.span)
	base := d.base[c.base:]
	rows := 1
	if c.Rows > 1 {
		rows = 3
	}
	for r := range rows {
		row := base[r*c.n:][:c.n]
		s := 0.0
		for k, i := range second {
			s += row[k] * x[i]
		}
		row = row[len(second):]
		for k, i := range first {
			s += row[k] * x[i]
		}
		y[r] = s
	}
}
