package physics

import "math"

// lineSearch returns the α > 0 at which φ is least along QAcc + α dir. The derivative
//
//	φ'(α) = ⟨dir, M (QAcc + α dir) − qfrc_smooth⟩ + Σ ⟨∇s(jar + α slope), slope⟩
//
// is continuous, increasing and, but for elliptic cones, piecewise linear, so Newton's method on it ends at the exact
// zero; a bracket keeps it from cycling.
func (m *Model) lineSearch(d *Data) float64 {
	m.mulTree(d.mv, d.M, d.dir)
	linear, quad := 0.0, 0.0
	for i, p := range d.dir {
		linear += d.mv[i]*d.QAcc[i] - p*d.QfrcSmooth[i]
		quad += d.mv[i] * p
	}
	lo, hi, alpha := 0.0, math.Inf(1), 1.0
	for range maxIter {
		d1, d2 := linear+alpha*quad, quad
		for i := range d.Constraint {
			c := &d.Constraint[i]
			c.along(d.jar[c.Row:][:c.Rows], d.slope[c.Row:][:c.Rows], alpha, &d1, &d2)
		}
		if d1 < 0 {
			lo = alpha
		} else {
			hi = alpha
		}
		next := alpha - d1/d2
		if !(next > lo && next < hi) {
			if math.IsInf(hi, 1) {
				return alpha
			}
			next = (lo + hi) / 2
		}
		if !(math.Abs(next-alpha) > 1e-15*alpha) {
			return next
		}
		alpha = next
	}
	return alpha
}
