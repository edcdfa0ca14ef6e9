package physics

// The dynamics keep matrices sparse. These are the dense ones, for those who look.

// FullM sets dst, NV×NV by rows, to the inertia in joint coordinates at the last evaluation.
func (m *Model) FullM(dst []float64, d *Data) {
	dst = dst[:m.NV*m.NV]
	clear(dst)
	for i := range m.NV {
		adr := m.DofMadr[i]
		for k, j := range m.chain[adr:m.DofMadr[i+1]] {
			dst[i*m.NV+int(j)] = d.M[adr+k]
			dst[int(j)*m.NV+i] = d.M[adr+k]
		}
	}
}

// JacobianRow sets dst (NV) to row r of constraint c's Jacobian, 0 ≤ r < c.Rows.
func (m *Model) JacobianRow(dst []float64, d *Data, c *Constraint, r int) {
	dst = dst[:m.NV]
	clear(dst)
	var f [10]float64
	f[r] = 1
	g := c.baseForce(f[:])
	m.addBase(d, c, &g, dst)
}

// SmoothAcceleration sets dst (NV) to M⁻¹ QfrcSmooth, the acceleration without constraints, of the last evaluation.
func (m *Model) SmoothAcceleration(dst []float64, d *Data) {
	dst = dst[:m.NV]
	copy(dst, d.QfrcSmooth)
	copy(d.h, d.M)
	m.factorTree(d.h, d.hInv)
	m.solveTree(d.h, d.hInv, dst)
}
