package physics

// factorLU factors a tree-sparse matrix that is not symmetric, A = U L from the leaves to the root: low holds A below the
// diagonal by rows, up above it by columns, in the layout of factorTree. Each is overwritten by its factor.
func (m *Model) factorLU(low, up []float64) {
	madr := m.DofMadr
	for k := m.NV - 1; k >= 0; k-- {
		beg, end := madr[k], madr[k+1]
		l, u, at := low[beg:end], up[beg:end], m.rowAt[beg:end]
		s := 1 / l[0]
		for t := 1; t < len(l); t++ {
			// Row and column of the t-th ancestor: what the ones above it have.
			for i := t; i < len(l); i++ {
				low[int(at[t])+i-t] -= u[t] * s * l[i]
				if i > t {
					up[int(at[t])+i-t] -= l[t] * s * u[i]
				} else {
					up[at[t]] = low[at[t]]
				}
			}
		}
		for t := 1; t < len(l); t++ {
			l[t] *= s
		}
	}
}

// solveLU overwrites x by A⁻¹ x with the factors of factorLU: low unit lower triangular, up upper triangular with the
// diagonal in low.
func (m *Model) solveLU(low, up, x []float64) {
	madr, chain := m.DofMadr, m.chain
	for i := len(x) - 1; i >= 0; i-- {
		x[i] /= low[madr[i]]
		for k := madr[i] + 1; k < madr[i+1]; k++ {
			x[chain[k]] -= up[k] * x[i]
		}
	}
	for i := range x {
		for k := madr[i] + 1; k < madr[i+1]; k++ {
			x[i] -= low[k] * x[chain[k]]
		}
	}
}
