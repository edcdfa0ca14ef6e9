package policy

import "github.com/fenchel-gym/fenchel/envs/space"

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
	e, ok := on.Energy.(Quadratic)
	if !ok {
		return false
	}
	k := e.Dim()
	c.u, c.h, c.l = grow(c.u, k), grow(c.h, k*k), grow(c.l, k*k)
	e.Coefficients(c.u, c.h, v)
	for i := range c.h {
		c.h[i] = -c.h[i]
	}
	for i := 0; i < len(c.h); i += k + 1 {
		c.h[i] += on.Omega.Modulus()
	}
	return cholesky(c.l, c.h, k)
}

// Center writes a point in the middle of the set: 0, ½·1 or 1/k·1.
func Center(dst []float64, set space.Set) {
	switch c := set.(type) {
	case space.Box:
		for i := range dst {
			dst[i] = (c.Lo[i] + c.Hi[i]) / 2
		}
	case space.Cube:
		fill(dst, 0.5)
	case space.Simplex:
		fill(dst, 1/float64(len(dst)))
	default:
		clear(dst)
		set.Project(dst, dst)
	}
}
