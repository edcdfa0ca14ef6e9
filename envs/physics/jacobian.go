package physics

// contactJacobian appends the base rows of a contact: the velocity of the point on the second body against the one on
// the first, along the normal and, with friction, the tangents; with spin and rolling, the angular velocities about them.
// A dof moves the point p by cdof_v + cdof_ω × (p − com).
func (m *Model) contactJacobian(d *Data, t *Contact, c *Constraint) {
	rows := c.nb
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
		if rows > 3 {
			w := c.W.Scale(sign)
			base[3*n+k] = t.Frame.X.Dot(w)
			if rows > 4 {
				base[4*n+k] = t.Frame.Y.Dot(w)
				base[5*n+k] = t.Frame.Z.Dot(w)
			}
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
