package physics

import "math"

// An elliptic contact has residuals x₀ along the normal and x_j along and about its tangents, coefficients μ_j and
// stiffnesses D₀, D_j. With the slope μ = μ₁/√impratio the stiffnesses are such that the cone is round in
//
//	N = μ x₀        U_j = μ_j x_j        T = |U|        D_j x_j² = (D₀/μ²) U_j²
//
// and the cost has three branches (MuJoCo, chapter Computation, "Friction cones"):
//
//	N ≥ μ T         s = 0
//	μ N + T ≤ 0     s = ½ (D₀ x₀² + Σ D_j x_j²)
//	else            s = ½ Dm (N − μ T)²        Dm = D₀/(μ² (1 + μ²))
//
// All are homogeneous of degree two, so the gradient is W x with W the Hessian: Newton's step needs W alone.

// The states of an elliptic contact, in Constraint.on.
const (
	coneOff    = 0
	coneBottom = 1 // every row acts on its own
	coneMiddle = 2 // on the surface of the cone
)

// round returns N and T, and sets u to U_j at j ≥ 1.
func (c *Constraint) round(x []float64, u *[6]float64) (n, t float64) {
	for j := 1; j < c.Rows; j++ {
		u[j] = c.friction[j-1] * x[j]
		t += u[j] * u[j]
	}
	return c.Mu * x[0], math.Sqrt(t)
}

func (c *Constraint) coneState(x []float64) uint16 {
	var u [6]float64
	switch n, t := c.round(x, &u); {
	case n >= c.Mu*t:
		return coneOff
	case c.Mu*n+t <= 0:
		return coneBottom
	}
	return coneMiddle
}

// stiffness is D_r.
func (c *Constraint) stiffness(r int) float64 {
	if r == 0 {
		return c.D
	}
	mu := c.friction[r-1] / c.Mu
	return c.D * mu * mu
}

// coneBlock sets W and g = W aref.
func (c *Constraint) coneBlock(b *block, aref, x []float64) {
	n := c.nb
	for r := range n {
		clear(b.w[r][:n])
	}
	if c.on == coneBottom {
		for r := range n {
			b.w[r][r] = c.stiffness(r)
		}
	} else {
		c.middleHessian(b, x)
	}
	for r := range n {
		b.g[r] = 0
		for s := range n {
			b.g[r] += b.w[r][s] * aref[s]
		}
	}
}

// middleHessian sets W on the middle branch: with e = N − μ T and its gradient h,
//
//	W = Dm (h hᵀ + e ∇²e)        h₀ = μ, h_j = −μ μ_j U_j/T        ∇²e_jk = −μ μ_j μ_k (δ_jk/T − U_j U_k/T³)
func (c *Constraint) middleHessian(b *block, x []float64) {
	var u, h [6]float64
	n, t := c.round(x, &u)
	dm := c.D / (c.Mu * c.Mu * (1 + c.Mu*c.Mu))
	e := n - c.Mu*t
	h[0] = c.Mu
	for j := 1; j < c.nb; j++ {
		u[j] /= t
		h[j] = -c.Mu * c.friction[j-1] * u[j]
	}
	for j := range c.nb {
		for k := range c.nb {
			b.w[j][k] = dm * h[j] * h[k]
			if j == 0 || k == 0 {
				continue
			}
			delta := -u[j] * u[k]
			if j == k {
				delta++
			}
			b.w[j][k] -= dm * e * c.Mu * c.friction[j-1] * c.friction[k-1] * delta / t
		}
	}
}

func (c *Constraint) coneForce(f, x []float64) bool {
	var u [6]float64
	n, t := c.round(x, &u)
	switch c.coneState(x) {
	case coneOff:
		clear(f)
		return false
	case coneBottom:
		for r, v := range x {
			f[r] = -c.stiffness(r) * v
		}
	default:
		e := c.D / (c.Mu * c.Mu * (1 + c.Mu*c.Mu)) * (n - c.Mu*t) * c.Mu
		f[0] = -e
		for j := 1; j < c.Rows; j++ {
			f[j] = e * u[j] / t * c.friction[j-1]
		}
	}
	return true
}

func (c *Constraint) coneAlong(x, slope []float64, alpha float64, d1, d2 *float64) {
	var at, u, du [6]float64
	for r := range c.Rows {
		at[r] = x[r] + alpha*slope[r]
	}
	n, t := c.round(at[:], &u)
	dn, _ := c.round(slope, &du)
	switch c.coneState(at[:]) {
	case coneBottom:
		for r, s := range slope {
			k := c.stiffness(r)
			*d1 += k * at[r] * s
			*d2 += k * s * s
		}
	case coneMiddle:
		uu, sq := 0.0, 0.0
		for j := 1; j < c.Rows; j++ {
			uu += u[j] * du[j]
			sq += du[j] * du[j]
		}
		dt := uu / t
		ddt := (sq - dt*dt) / t
		dm, e, de := c.D/(c.Mu*c.Mu*(1+c.Mu*c.Mu)), n-c.Mu*t, dn-c.Mu*dt
		*d1 += dm * e * de
		*d2 += dm * (de*de - e*c.Mu*ddt)
	}
}

// addElliptic adds the rows of an elliptic contact.
func (m *Model) addElliptic(d *Data, c *Constraint, t *Contact, p *pair) {
	c.Type, c.Rows, c.friction = EllipticContact, t.Condim, &p.frictions
	c.Mu = p.frictions[0] / math.Sqrt(m.Option.Impratio)
	p.law.apply(c, 1)
	m.contactJacobian(d, t, c)
	bias := [6]float64{-c.K * c.Imp * (c.Pos - c.Margin)}
	damp := [6]float64{c.B}
	for r := 1; r < c.Rows; r++ {
		damp[r] = p.slip
	}
	m.addReferred(d, c, &bias, &damp)
	d.curved = true
}
