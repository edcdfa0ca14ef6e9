package physics

import "math"

// solveDense solves the Newton system where an active contact couples two branches of the tree and H is no longer
// tree-sparse: the right-hand side x is overwritten by H⁻¹ x, by a Cholesky factorization H = L Lᵀ.
func (m *Model) solveDense(d *Data, x []float64) {
	n := m.NV
	a := grow(d.dense, n*n)
	d.dense = a
	clear(a)
	for i := range n {
		adr := m.DofMadr[i]
		for k, j := range m.chain[adr:m.DofMadr[i+1]] {
			a[i*n+int(j)] = d.h[adr+k]
		}
	}
	for i := range d.Constraint {
		if c := &d.Constraint[i]; c.on != 0 && c.span.forked() {
			m.gatherDense(d, c, a)
		}
	}
	factorDense(a, n)
	solveCholesky(a, n, x)
}

// gatherDense adds the active rows of a forked constraint to the lower triangle of a.
func (m *Model) gatherDense(d *Data, c *Constraint, a []float64) {
	if !c.plain() {
		m.gatherDenseBlock(d, c, a)
		return
	}
	w, _ := c.weights(d.EfcARef[c.Row:][:c.Rows])
	second, first := m.dofs(&c.span)
	base, n := d.base[c.base:], c.n
	at := func(k int) int {
		if k < len(second) {
			return int(second[k])
		}
		return int(first[k-len(second)])
	}
	for k := range n {
		i := at(k)
		u, v, s := w[0]*base[k], 0.0, 0.0
		if c.Rows > 1 {
			x, y, z := base[k], base[n+k], base[2*n+k]
			u, v, s = w[0]*x+w[1]*y+w[2]*z, w[1]*x+w[3]*y, w[2]*x+w[4]*z
		}
		for l := range n {
			j := at(l)
			if j > i {
				continue
			}
			h := u * base[l]
			if c.Rows > 1 {
				h += v*base[n+l] + s*base[2*n+l]
			}
			a[i*m.NV+j] += h
		}
	}
}

// gatherDenseBlock is gatherDense for constraints of any number of base rows.
func (m *Model) gatherDenseBlock(d *Data, c *Constraint, a []float64) {
	b := &d.block
	c.block(b, d.EfcARef[c.Row:][:c.Rows], d.jar[c.Row:][:c.Rows])
	second, first := m.dofs(&c.span)
	base, n := d.base[c.base:], c.n
	at := func(k int) int {
		if k < len(second) {
			return int(second[k])
		}
		return int(first[k-len(second)])
	}
	for k := range n {
		i := at(k)
		var u [6]float64
		for r := range c.nb {
			for s := range c.nb {
				u[r] += b.w[r][s] * base[s*n+k]
			}
		}
		for l := range n {
			j := at(l)
			if j > i {
				continue
			}
			h := 0.0
			for r := range c.nb {
				h += u[r] * base[r*n+l]
			}
			a[i*m.NV+j] += h
		}
	}
}

// factorDense overwrites the lower triangle of the n×n matrix a by its Cholesky factor.
func factorDense(a []float64, n int) {
	for i := range n {
		ri := a[i*n:][:i+1]
		for j := range i {
			rj := a[j*n:][:j+1]
			s := ri[j]
			for k, v := range rj[:j] {
				s -= ri[k] * v
			}
			ri[j] = s / rj[j]
		}
		s := ri[i]
		for _, v := range ri[:i] {
			s -= v * v
		}
		ri[i] = math.Sqrt(s)
	}
}

// solveCholesky overwrites x by (L Lᵀ)⁻¹ x.
func solveCholesky(l []float64, n int, x []float64) {
	for i := range n {
		row := l[i*n:][:i+1]
		s := x[i]
		for k, v := range row[:i] {
			s -= v * x[k]
		}
		x[i] = s / row[i]
	}
	for i := n - 1; i >= 0; i-- {
		row := l[i*n:][:i+1]
		x[i] /= row[i]
		s := x[i]
		for k, v := range row[:i] {
			x[k] -= v * s
		}
	}
}
