package physics

import "math"

// lineSearch returns the α > 0 at which φ is least along QAcc + α dir. The derivative
//
//	φ'(α) = ⟨dir, M (QAcc + α dir) − qfrc_smooth⟩ + Σ_r D_r min(0, jar_r + α slope_r) slope_r
//
// is continuous, increasing and piecewise linear, so Newton's method on it ends at the exact zero; a bracket keeps it
// from cycling.
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
			for r := c.Row; r < c.Row+c.Rows; r++ {
				if x := d.jar[r] + alpha*d.slope[r]; x < 0 {
					d1 += c.D * x * d.slope[r]
					d2 += c.D * d.slope[r] * d.slope[r]
				}
			}
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
