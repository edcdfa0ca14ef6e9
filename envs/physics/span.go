package physics

import "slices"

// span is the set of dofs that a constraint couples: a run of the chain of each of two bodies, down to where the chains
// meet, or any list. A Jacobian row has its entries in this order, so a row of n numbers needs no index of its own.
type span struct {
	leaf2, n2 int32   // dofs of the second body: leaf2 and the n2−1 above it
	leaf1, n1 int32   // dofs of the first body
	list      []int32 // the dofs, where they are not two such runs
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

// listSpan returns the span of dofs in any order: a run where they are one.
func (m *Model) listSpan(dofs []int32) span {
	dofs = slices.Compact(slices.Sorted(slices.Values(dofs)))
	slices.Reverse(dofs)
	if len(dofs) == 0 {
		return span{leaf1: -1, leaf2: -1}
	}
	if row := m.chain[m.DofMadr[dofs[0]]:m.DofMadr[dofs[0]+1]]; len(row) >= len(dofs) && slices.Equal(row[:len(dofs)], dofs) {
		return span{leaf1: -1, leaf2: dofs[0], n2: int32(len(dofs))}
	}
	return span{leaf1: -1, leaf2: -1, list: dofs}
}

// wholeSpan returns the span of all dofs that move any of some bodies.
func (m *Model) wholeSpan(bodies ...int) span {
	var dofs []int32
	for _, b := range bodies {
		for i := m.lastDof(b); i >= 0; i = m.DofParent[i] {
			dofs = append(dofs, int32(i))
		}
	}
	return m.listSpan(dofs)
}

// forked reports whether the dofs lie on two branches, so that JᵀDJ does not fit the sparsity of M.
func (s *span) forked() bool { return s.n1 > 0 && s.n2 > 0 || s.list != nil }

// only returns the dof of a span of one.
func (s *span) only() int32 {
	if s.n2 > 0 {
		return s.leaf2
	}
	return s.leaf1
}

// dofs returns the dofs of s as two runs.
func (m *Model) dofs(s *span) (second, first []int32) {
	if s.list != nil {
		return s.list, nil
	}
	if s.n2 > 0 {
		second = m.chain[m.DofMadr[s.leaf2]:][:s.n2]
	}
	if s.n1 > 0 {
		first = m.chain[m.DofMadr[s.leaf1]:][:s.n1]
	}
	return second, first
}
