package solve

import (
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// curvature tells row by row whether Φ(v,·) − Ω is known to be concave.
type curvature struct {
	u, h, l []float64
}

// concave is true where the energy is concave for every v, or quadratic with μI − U positive definite, μ the modulus
// of strong convexity of Ω.
func (c *curvature) concave(on *Problem, v []float64) bool {
	if on.Energy.Concave() {
		return true
	}
	e, ok := on.Energy.(energy.Quadratic)
	if !ok {
		return false
	}
	k := e.Dim()
	c.u, c.h, c.l = floats.Grow(c.u, k), floats.Grow(c.h, k*k), floats.Grow(c.l, k*k)
	e.Coefficients(c.u, c.h, v)
	for i := range c.h {
		c.h[i] = -c.h[i]
	}
	for i := 0; i < len(c.h); i += k + 1 {
		c.h[i] += on.Omega.Modulus()
	}
	return cholesky(c.l, c.h, k)
}
