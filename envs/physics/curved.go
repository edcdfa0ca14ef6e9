package physics

import "math"

// solveCurved is solve where elliptic cones act. On the middle branch of a cone φ is not quadratic, so no finite set of
// states gives the answer; but the cost is homogeneous there, and Newton's step from QAcc,
//
//	(M + Σ Jᵀ W J) a = qfrc_smooth + Σ Jᵀ W aref        W the Hessian of s at the residual of QAcc
//
// is as simple as before. A step is followed by an exact line search, so φ falls. Near the answer, where φ is flat to
// rounding and the steps converge quadratically, they are taken whole, and the search ends with one that moves nothing by
// more than closeEnough of its size, or no less than the one before. A warm start can change the answer by as much.
func (m *Model) solveCurved(d *Data) {
	last, flat := math.Inf(1), false
	for d.SolverIter = 1; d.SolverIter <= maxIter; d.SolverIter++ {
		m.stepTo(d, d.next)
		size := 0.0
		for i, a := range d.next {
			d.dir[i] = a - d.QAcc[i]
			size = math.Max(size, math.Abs(d.dir[i])/(1+math.Abs(a)))
		}
		m.residuals(d, d.next, d.slope)
		if flat || size <= near {
			copy(d.QAcc, d.next)
			copy(d.jar, d.slope)
			m.activate(d)
			if size <= closeEnough || size >= last {
				return
			}
			last = size
			continue
		}
		for r := range d.slope {
			d.slope[r] -= d.jar[r]
		}
		alpha := m.lineSearch(d)
		axpy(d.QAcc, alpha, d.dir)
		axpy(d.jar, alpha, d.slope)
		m.activate(d)
		flat = alpha < noStep
	}
	d.Unsolved = true
}

// Sizes of a step, relative to 1 + |a|: below near it is taken whole, below closeEnough it is the last. A line search
// that goes less than noStep of the way has found φ flat to rounding.
const (
	near        = 1e-7
	closeEnough = 1e-13
	noStep      = 1e-6
)
