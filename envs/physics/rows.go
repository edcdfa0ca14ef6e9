package physics

// The rows of a pyramid are never formed. What the solver needs of them is done with the base rows.

// single reports whether c is one row with one entry, as joint limits have: the most frequent case of small models, for
// which the loops below cost more than their work.
func (c *Constraint) single() bool { return c.n == 1 && c.nb == 1 }

// baseDot sets y to the base rows of c times x.
func (m *Model) baseDot(d *Data, c *Constraint, x []float64, y *[6]float64) {
	if c.single() {
		y[0] = d.base[c.base] * x[c.span.only()]
		return
	}
	second, first := m.dofs(&c.span)
	base := d.base[c.base:]
	for r := range c.nb {
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

// addBase adds Σ_k g_k base_k to the vector y.
func (m *Model) addBase(d *Data, c *Constraint, g *[6]float64, y []float64) {
	if c.single() {
		y[c.span.only()] += g[0] * d.base[c.base]
		return
	}
	second, first := m.dofs(&c.span)
	for r := range c.nb {
		row, s := d.base[c.base+r*c.n:][:c.n], g[r]
		for k, i := range second {
			y[i] += s * row[k]
		}
		row = row[len(second):]
		for k, i := range first {
			y[i] += s * row[k]
		}
	}
}

// spread sets the rows of c from its base rows.
func (c *Constraint) spread(v *[6]float64, rows []float64) {
	switch {
	case c.Type != PyramidalContact:
		copy(rows[:c.Rows], v[:])
	case c.friction != nil:
		for j := 1; j < c.nb; j++ {
			s := c.friction[j-1] * v[j]
			rows[2*j-2], rows[2*j-1] = v[0]+s, v[0]-s
		}
	default:
		s, t := c.Mu*v[1], c.Mu*v[2]
		rows = rows[:4]
		rows[0], rows[1], rows[2], rows[3] = v[0]+s, v[0]-s, v[0]+t, v[0]-t
	}
}

// weights returns Σ_A D c cᵀ and Σ_A D aref c over the active rows of a pyramid of four edges, where c = (1, ±μ, 0) or
// (1, 0, ±μ) makes the row from the base rows.
func (c *Constraint) weights(aref []float64) (w [5]float64, g [3]float64) {
	if c.Rows == 1 {
		return [5]float64{c.D}, [3]float64{c.D * aref[0]}
	}
	var k [4]float64
	for r := range k {
		if c.on>>r&1 != 0 {
			k[r] = c.D
		}
	}
	w = [5]float64{
		k[0] + k[1] + k[2] + k[3], c.Mu * (k[0] - k[1]), c.Mu * (k[2] - k[3]),
		c.Mu * c.Mu * (k[0] + k[1]), c.Mu * c.Mu * (k[2] + k[3]),
	}
	for r := range k {
		k[r] *= aref[r]
	}
	return w, [3]float64{k[0] + k[1] + k[2] + k[3], c.Mu * (k[0] - k[1]), c.Mu * (k[2] - k[3])}
}

// baseForce folds the forces of the rows of c into forces along its base rows.
func (c *Constraint) baseForce(f []float64) (g [6]float64) {
	switch {
	case c.Type != PyramidalContact:
		copy(g[:], f[:c.Rows])
	case c.friction != nil:
		for j := 1; j < c.nb; j++ {
			up, down := f[2*j-2], f[2*j-1]
			g[0] += up + down
			g[j] = c.friction[j-1] * (up - down)
		}
	default:
		g[0], g[1], g[2] = f[0]+f[1]+f[2]+f[3], c.Mu*(f[0]-f[1]), c.Mu*(f[2]-f[3])
	}
	return g
}
