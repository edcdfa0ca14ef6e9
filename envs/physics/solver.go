package physics

import "math"

// solve finds QAcc, the minimizer of the strictly convex
//
//	φ(a) = ½ aᵀM a − ⟨a, qfrc_smooth⟩ + Σ s(J a − aref)
//
// with the cost s of each constraint (force_law.go). Without elliptic cones φ is piecewise quadratic, and Newton's method
// works on the set of states: which rows push, and which way dry friction slides. For rows that push one way, A those
// with J a < aref, the minimizer for a given set is one linear solve,
//
//	(M + Σ_A D J Jᵀ) a = qfrc_smooth + Σ_A D aref J
//
// and if its own set is A again, it is the minimizer of φ. Otherwise its set is tried next, which nearly always ends the
// search; after two such steps the exact line search towards it gives the next set, so that φ falls at every turn, and
// there are finitely many sets. The first set is that of QAccWarmstart, so the usual evaluation takes one factorization.
// The answer is a function of the final set alone: a warm start can change how long the search takes, not what it finds.
// With elliptic cones: solveCurved.
func (m *Model) solve(d *Data) {
	d.SolverIter, d.Unsolved = 0, false
	if len(d.Constraint) == 0 {
		m.stepTo(d, d.QAcc)
		return
	}
	copy(d.QAcc, d.QAccWarmstart)
	if d.curved {
		m.solveCurved(d)
		return
	}
	for d.SolverIter = 1; d.SolverIter <= maxIter; d.SolverIter++ {
		m.stepTo(d, d.next)
		if m.advance(d) {
			return
		}
	}
	d.Unsolved = true
}

// plainSteps is the number of steps that are taken without a line search.
const plainSteps = 2

// maxIter bounds Newton's iterations. One or two are usual.
const maxIter = 100

// stepTo sets a to the minimizer of φ for the active set.
func (m *Model) stepTo(d *Data, a []float64) {
	copy(a, d.QfrcSmooth)
	copy(d.h, d.M)
	d.forked = false
	for i := range d.Constraint {
		if c := &d.Constraint[i]; c.on != 0 {
			m.gather(d, c, a)
			d.forked = d.forked || c.span.forked()
		}
	}
	if d.forked {
		m.solveDense(d, a)
		return
	}
	m.factorTree(d.h, d.hInv)
	m.solveTree(d.h, d.hInv, a)
}

// gather adds the active rows of c to the right-hand side and, if they fit its sparsity, to the tree-sparse H.
func (m *Model) gather(d *Data, c *Constraint, rhs []float64) {
	if !c.plain() {
		m.gatherBlock(d, c, rhs)
		return
	}
	if c.single() {
		i, b := c.span.only(), d.base[c.base]
		rhs[i] += c.D * d.EfcARef[c.Row] * b
		d.h[m.rowAt[m.DofMadr[i]]] += c.D * b * b
		return
	}
	w, g3 := c.weights(d.EfcARef[c.Row:][:c.Rows])
	g := [6]float64{g3[0], g3[1], g3[2]}
	m.addBase(d, c, &g, rhs)
	if c.span.forked() {
		return
	}
	leaf, n := c.span.leaf2, c.n
	if c.span.n2 == 0 {
		leaf = c.span.leaf1
	}
	if n == 0 {
		return
	}
	at := m.rowAt[m.DofMadr[leaf]:][:n]
	base := d.base[c.base:]
	if c.Rows == 1 {
		row := base[:n]
		for k, i := range at {
			axpy(d.h[i:], w[0]*row[k], row[k:])
		}
		return
	}
	nrm, t1, t2 := base[:n], base[n:2*n], base[2*n:3*n]
	for k, i := range at {
		x, y, z := nrm[k], t1[k], t2[k]
		u := w[0]*x + w[1]*y + w[2]*z
		v := w[1]*x + w[3]*y
		s := w[2]*x + w[4]*z
		h := d.h[i:][:n-k]
		p, q, r := nrm[k:][:len(h)], t1[k:][:len(h)], t2[k:][:len(h)]
		for l := range h {
			h[l] += u*p[l] + v*q[l] + s*r[l]
		}
	}
}

// gatherBlock is gather for constraints of any number of base rows.
func (m *Model) gatherBlock(d *Data, c *Constraint, rhs []float64) {
	b := &d.block
	c.block(b, d.EfcARef[c.Row:][:c.Rows], d.jar[c.Row:][:c.Rows])
	m.addBase(d, c, &b.g, rhs)
	n := c.n
	if c.span.forked() || n == 0 {
		return
	}
	leaf := c.span.leaf2
	if c.span.n2 == 0 {
		leaf = c.span.leaf1
	}
	at := m.rowAt[m.DofMadr[leaf]:][:n]
	base := d.base[c.base:]
	for k, i := range at {
		h := d.h[i:][:n-k]
		for r := range c.nb {
			u := 0.0
			for s := range c.nb {
				u += b.w[r][s] * base[s*n+k]
			}
			axpy(h, u, base[r*n+k:][:n-k])
		}
	}
}

// axpy adds s x to the start of y.
func axpy(y []float64, s float64, x []float64) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += s * v
	}
}

// residuals sets jar = J a − aref.
func (m *Model) residuals(d *Data, a, jar []float64) {
	var v [6]float64
	for i := range d.Constraint {
		c := &d.Constraint[i]
		m.baseDot(d, c, a, &v)
		c.spread(&v, jar[c.Row:])
	}
	for r, t := range d.EfcARef {
		jar[r] -= t
	}
}

// activate sets the active rows from jar and reports whether any changed.
func (m *Model) activate(d *Data) bool {
	changed := false
	for i := range d.Constraint {
		c := &d.Constraint[i]
		on := c.state(d.jar[c.Row:][:c.Rows])
		changed = changed || on != c.on
		c.on = on
	}
	return changed
}

// advance moves QAcc towards d.next, the minimizer for the active set, and reports whether it has arrived.
func (m *Model) advance(d *Data) bool {
	jar := d.slope
	m.residuals(d, d.next, jar)
	if m.sameSet(d, jar) {
		copy(d.QAcc, d.next)
		copy(d.jar, jar)
		return true
	}
	if d.SolverIter <= plainSteps {
		copy(d.QAcc, d.next)
		copy(d.jar, jar)
		m.activate(d)
		return false
	}
	size := 0.0
	for i, a := range d.next {
		d.dir[i] = a - d.QAcc[i]
		size = math.Max(size, math.Abs(d.dir[i])/(1+math.Abs(a)))
	}
	for r := range jar {
		jar[r] -= d.jar[r]
	}
	alpha := m.lineSearch(d)
	axpy(d.QAcc, alpha, d.dir)
	axpy(d.jar, alpha, d.slope)
	// A row on the edge of its set may flip for ever, while nothing else moves.
	return !m.activate(d) || !(size > 1e-14)
}

// sameSet reports whether the active rows are those with jar < 0.
func (m *Model) sameSet(d *Data, jar []float64) bool {
	for i := range d.Constraint {
		c := &d.Constraint[i]
		if c.state(jar[c.Row:][:c.Rows]) != c.on {
			return false
		}
	}
	return true
}

// constraintForces sets EfcForce and QfrcConstraint = Jᵀ f from jar.
func (m *Model) constraintForces(d *Data) {
	clear(d.QfrcConstraint)
	for i := range d.Constraint {
		c := &d.Constraint[i]
		f := d.EfcForce[c.Row:][:c.Rows]
		if c.force(f, d.jar[c.Row:][:c.Rows]) {
			g := c.baseForce(f)
			m.addBase(d, c, &g, d.QfrcConstraint)
		}
	}
}
