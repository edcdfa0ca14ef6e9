package expert

import (
	"gonum.org/v1/gonum/mat"
)

// regulator is the linear-quadratic regulator: the gains K of the feedback a = −K·x that minimizes
//
//	Σ xᵀQx + aᵀRa        subject to  x' = A·x + B·a
//
// K = (R + BᵀPB)⁻¹BᵀPA, where P solves the discrete Riccati equation
//
//	P = Q + AᵀPA − AᵀPB·(R + BᵀPB)⁻¹·BᵀPA
//
// found by iterating it from P = Q, which converges where (A, B) can be stabilized. It panics where it does not: the
// tasks it is used on are known.
func regulator(a, b, q, r mat.Matrix) *mat.Dense {
	p := mat.DenseCopyOf(q)
	for range riccatiIterations {
		k := gains(a, b, p, r)
		var closed, next, bk mat.Dense
		bk.Mul(b, k)
		closed.Sub(a, &bk) // AᵀP(A − BK) + Q is the right-hand side
		next.Product(a.T(), p, &closed)
		next.Add(&next, q)
		symmetrize(&next)
		if !(mat.Norm(&next, 1) < riccatiCeiling) {
			break
		}
		if mat.EqualApprox(&next, p, riccatiTol) {
			return gains(a, b, &next, r)
		}
		p.Copy(&next)
	}
	panic("expert: the Riccati iteration does not converge")
}

const (
	riccatiIterations = 100_000
	riccatiCeiling    = 1e200 // P grows past it where a mode cannot be stabilized
	riccatiTol        = 1e-12 // relative to P's entries, as mat.EqualApprox takes it
)

// gains is (R + BᵀPB)⁻¹BᵀPA.
func gains(a, b, p, r mat.Matrix) *mat.Dense {
	var left, right, k mat.Dense
	left.Product(b.T(), p, b)
	left.Add(&left, r)
	right.Product(b.T(), p, a)
	if err := k.Solve(&left, &right); err != nil {
		panic("expert: R + BᵀPB is singular")
	}
	return &k
}

// symmetrize removes what rounding has added to a symmetric matrix.
func symmetrize(m *mat.Dense) {
	n, _ := m.Dims()
	for i := range n {
		for j := range i {
			x := (m.At(i, j) + m.At(j, i)) / 2
			m.Set(i, j, x)
			m.Set(j, i, x)
		}
	}
}
