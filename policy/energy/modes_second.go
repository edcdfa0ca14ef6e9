package energy

import "github.com/fenchel-gym/fenchel/policy/net"

// AddSecond differentiates s = ⟨z,∇₂Φ⟩ = Σ_j q_j·a_j with a_j = ⟨z, u_j − p⟩/σ²:
//
//	∇_p s = Σ_j q_j(a_j − s)·(u_j − p)/σ² − z/σ²
//	∂s/∂b_j = q_j(a_j − s)      ∇_{u_j} s = q_j·z/σ² − q_j(a_j − s)·(u_j − p)/σ²
func (e Modes) AddSecond(gradP, gradV Matrix, _ net.Params[float32], scale float64, z, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf, lead [maxModes]float64
	for r := range p.Rows {
		row, x, to := v.Row(r/m), p.Row(r), z.Row(r)
		q, _ := e.shares(&buf, row, x)
		s := e.along(&lead, q, row, x, to)
		for j, qj := range q {
			tilt, u := scale*qj*(lead[j]-s), e.Center(row, j)
			if gradP.Rows > 0 {
				e.addPull(gradP.Row(r), tilt, scale*qj, u, x, to)
			}
			if gradV.Rows > 0 {
				g := gradV.Row(r / m)
				e.addPull(e.Center(g, j), -tilt, -scale*qj, u, x, to)
				e.heights(g)[j] += tilt
			}
		}
	}
}

// along writes a_j and returns s.
func (e Modes) along(lead *[maxModes]float64, q, v, p, z []float64) (s float64) {
	for j, qj := range q {
		lead[j] = 0
		for i, u := range e.Center(v, j) {
			lead[j] += z[i] * (u - p[i]) / (e.Width * e.Width)
		}
		s += qj * lead[j]
	}
	return s
}

// addPull adds (tilt·(u − p) − share·z)/σ².
func (e Modes) addPull(dst []float64, tilt, share float64, u, p, z []float64) {
	for i := range dst {
		dst[i] += (tilt*(u[i]-p[i]) - share*z[i]) / (e.Width * e.Width)
	}
}

// AddHessian adds the covariance of the pulls (u_j − p)/σ² under the shares, less I/σ².
func (e Modes) AddHessian(dst Matrix, scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	w := 1 / (e.Width * e.Width)
	var buf [maxModes]float64
	for r := range p.Rows {
		row, x := v.Row(r/m), p.Row(r)
		q, _ := e.shares(&buf, row, x)
		for a := range e.K {
			for b := range e.K {
				var product, left, right float64
				for j, qj := range q {
					u := e.Center(row, j)
					da, db := w*(u[a]-x[a]), w*(u[b]-x[b])
					product += qj * da * db
					left += qj * da
					right += qj * db
				}
				dst.Row(r)[a*e.K+b] += scale * (product - left*right)
			}
			dst.Row(r)[a*e.K+a] -= scale * w
		}
	}
}
