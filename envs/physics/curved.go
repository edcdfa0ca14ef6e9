package physics

import "math"

// solveCurved is solve where elliptic cones act. On the middle branch of a cone φ is not quadratic, so no finite set of
// states gives the answer; but the cost is homogeneous there, and Newton's step from QAcc,
//
//	(M + Σ Jᵀ W J) a = qfrc_smooth + Σ Jᵀ W aref        W the Hessian of s at the residual of QAcc
//
// is as simple as before. Each step is followed by an exact line search, so φ falls; near the answer the steps converge
// quadratically, and the search ends where a step moves no acceleration by more than closeEnough of its size. The last
// step is taken whole: its error is of the order of that bound squared. A warm start can change the answer by as much.
func (m *Model) solveCurved(d *Data) {
	last := math.Inf(1)
	for d.SolverIter = 1; d.SolverIter <= maxIter; d.SolverIter++ {
		m.stepTo(d, d.next)
		size := 0.0
		for i, a := range d.next {
			d.dir[i] = a - d.QAcc[i]
			size = math.Max(size, math.Abs(d.dir[i])/(1+math.Abs(a)))
		}
		m.residuals(d, d.next, d.slope)
		if size <= closeEnough || size <= stalled && size >= last {
			copy(d.QAcc, d.next)
			copy(d.jar, d.slope)
			m.activate(d)
			return
		}
		last = size
		for r := range d.slope {
			d.slope[r] -= d.jar[r]
		}
		alpha := m.lineSearch(d)
		axpy(d.QAcc, alpha, d.dir)
		axpy(d.jar, alpha, d.slope)
		m.activate(d)
	}
	d.Unsolved = true
}

// The ends of the search: a step this small relative to 1 + |a|, or one this small that is no smaller than the last.
const (
	closeEnough = 1e-12
	stalled     = 1e-8
)
