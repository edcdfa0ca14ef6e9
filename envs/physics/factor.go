package physics

// A symmetric matrix whose entry (i,j) is zero unless one of the dofs lies on the other's way to the world has the
// sparsity of the kinematic tree. It is stored by rows, row i from DofMadr[i]: (i,i), (i,parent), (i,grandparent), …
// The ancestors of an ancestor are the tail of the list, so row j continues where row i mentions j, and all loops
// below run over contiguous memory.
//
// Eliminated from the leaves to the root such a matrix keeps its sparsity (Featherstone, Efficient factorization of
// the joint-space inertia matrix for branched kinematic trees, IJRR 2005):
//
//	A = Lᵀ D L        L unit lower triangular, D diagonal

// factorTree overwrites the tree-sparse matrix a by L (off the diagonal) and D (on it), and sets inv to 1/D.
func (m *Model) factorTree(a, inv []float64) {
	madr := m.DofMadr
	for k := len(inv) - 1; k >= 0; k-- {
		beg, end := madr[k], madr[k+1]
		row, at := a[beg:end], m.rowAt[beg:end]
		s := 1 / row[0]
		inv[k] = s
		for t := 1; t < len(row); t++ {
			rest := row[t:]
			l := rest[0] * s
			up := a[at[t]:][:len(rest)]
			for i, v := range rest {
				up[i] -= l * v
			}
			rest[0] = l
		}
	}
}

// solveTree overwrites x by A⁻¹ x, where l and inv hold the factors of A.
func (m *Model) solveTree(l, inv, x []float64) {
	madr, chain := m.DofMadr, m.chain
	x = x[:len(inv)]
	for i := len(x) - 1; i >= 0; i-- {
		beg, end := madr[i]+1, madr[i+1]
		row, cols := l[beg:end], chain[beg:end]
		xi := x[i]
		for t, j := range cols {
			x[j] -= row[t] * xi
		}
	}
	for i := range x {
		beg, end := madr[i]+1, madr[i+1]
		row, cols := l[beg:end], chain[beg:end]
		xi := x[i] * inv[i]
		for t, j := range cols {
			xi -= row[t] * x[j]
		}
		x[i] = xi
	}
}

// mulTree sets y = A x for a tree-sparse A.
func (m *Model) mulTree(y, a, x []float64) {
	madr, chain := m.DofMadr, m.chain
	y = y[:len(x)]
	for i, xi := range x {
		beg, end := madr[i], madr[i+1]
		row, cols := a[beg:end], chain[beg:end]
		s := row[0] * xi
		for t := 1; t < len(row); t++ {
			j := cols[t]
			s += row[t] * x[j]
			y[j] += row[t] * xi
		}
		y[i] = s
	}
}
