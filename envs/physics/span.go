package physics

// span is the set of dofs that move one body against another: a run of the chain of each, down to where the chains
// meet. A Jacobian row has its entries in this order, so a row of n numbers needs no index of its own.
type span struct {
	leaf2, n2 int32 // dofs of the second body: leaf2 and the n2−1 above it
	leaf1, n1 int32 // dofs of the first body
}

// newSpan returns the span of two bodies, given by the dof nearest to each (−1: nothing moves the body).
func (m *Model) newSpan(dof1, dof2 int) span {
	s := span{leaf1: int32(dof1), leaf2: int32(dof2)}
	for dof1 != dof2 {
		if dof1 > dof2 { // an ancestor has a lower number
			dof1 = m.DofParent[dof1]
			s.n1++
		} else {
			dof2 = m.DofParent[dof2]
			s.n2++
		}
	}
	return s
}

// forked reports whether the dofs lie on two branches, so that JᵀDJ does not fit the sparsity of M.
func (s *span) forked() bool { return s.n1 > 0 && s.n2 > 0 }

// dofs returns the dofs of s as two runs.
func (m *Model) dofs(s *span) (second, first []int32) {
	if s.n2 > 0 {
		second = m.chain[m.DofMadr[s.leaf2]:][:s.n2]
	}
	if s.n1 > 0 {
		first = m.chain[m.DofMadr[s.leaf1]:][:s.n1]
	}
	return second, first
}
