package physics

import "math"

// A constraint pushes as the negative gradient of a convex cost s(x) of the residual x = J a − aref of its rows:
//
//	limits, frictionless contacts, pyramids   s = ½ Σ D min(0, x)²
//	equalities                                s = ½ Σ D x²
//	dry friction, |f| ≤ loss                  s = ½ D x² where D |x| ≤ loss, else loss |x| − loss²/2D
//	elliptic cones                            cone.go
//
// Where the constraint is in one state (which rows push; which branch of s) the cost is quadratic, but for the middle
// branch of a cone. A row interface of this much is all that the solver knows: state, block, force, along.

// The states of dry friction, in Constraint.on. Of the other types on says which rows push.
const (
	stuck    = 1 << iota // D |x| ≤ loss
	slidesUp             // the residual is large and positive: the force is −loss
	slidesDown
)

// state returns the state that c is in where its rows have the residuals x.
func (c *Constraint) state(x []float64) uint16 {
	if c.pushes() {
		return active(x)
	}
	switch c.Type {
	case EqualityConstraint:
		return 1<<c.Rows - 1
	case FrictionConstraint:
		switch f := -c.D * x[0]; {
		case f < -c.Loss:
			return slidesUp
		case f > c.Loss:
			return slidesDown
		}
		return stuck
	}
	return c.coneState(x)
}

// pushes reports whether every row of the type pushes one way, on its own.
func (c *Constraint) pushes() bool { return c.Type <= PyramidalContact }

// plain reports whether a type has few rows that push one way, for which the solver has a shorter path.
func (c *Constraint) plain() bool {
	return c.Type <= FrictionlessContact || c.Type == PyramidalContact && c.friction == nil
}

// block is the second derivative W of s in the base rows (nb×nb, in the corner of w), and the g for which the minimizer
// of the quadratic that s is in the present state solves (M + Jᵀ W J) a = qfrc_smooth + Jᵀ g.
type block struct {
	w [6][6]float64
	g [6]float64
}

// block sets b for the present state. aref and x are the targets and residuals of the rows of c.
func (c *Constraint) block(b *block, aref, x []float64) {
	switch {
	case c.Type == FrictionConstraint && c.on == slidesUp:
		b.w[0][0], b.g[0] = 0, -c.Loss
	case c.Type == FrictionConstraint && c.on == slidesDown:
		b.w[0][0], b.g[0] = 0, c.Loss
	case c.Type == EllipticContact:
		c.coneBlock(b, aref, x)
	case c.Type == PyramidalContact:
		c.pyramidBlock(b, aref)
	default:
		for r := range c.nb {
			clear(b.w[r][:c.nb])
			b.w[r][r], b.g[r] = c.D, c.D*aref[r]
		}
	}
}

// pyramidBlock is block for a pyramid with spin and rolling: rows n ± μ_j b_j.
func (c *Constraint) pyramidBlock(b *block, aref []float64) {
	for r := range c.nb {
		clear(b.w[r][:c.nb])
	}
	clear(b.g[:])
	for j := 1; j < c.nb; j++ {
		mu := c.friction[j-1]
		for k, sign := range [...]float64{1, -1} {
			r := 2*j - 2 + k
			if c.on>>r&1 == 0 {
				continue
			}
			s := sign * mu
			b.w[0][0] += c.D
			b.w[0][j] += s * c.D
			b.w[j][j] += s * s * c.D
			b.g[0] += c.D * aref[r]
			b.g[j] += s * c.D * aref[r]
		}
		b.w[j][0] = b.w[0][j]
	}
}

// force sets f to the forces −∂s/∂x of the rows of c at x and reports whether any is not zero.
func (c *Constraint) force(f, x []float64) bool {
	switch c.Type {
	case EqualityConstraint:
		for r, v := range x {
			f[r] = -c.D * v
		}
		return true
	case FrictionConstraint:
		f[0] = clamp(-c.D*x[0], [2]float64{-c.Loss, c.Loss})
		return true
	case EllipticContact:
		return c.coneForce(f, x)
	}
	any := false
	for r, v := range x {
		f[r] = 0
		if v < 0 {
			f[r] = -c.D * v
			any = true
		}
	}
	return any
}

// along adds the first and second derivative of α ↦ s(x + α slope) to d1 and d2.
func (c *Constraint) along(x, slope []float64, alpha float64, d1, d2 *float64) {
	switch c.Type {
	case EqualityConstraint:
		for r, s := range slope {
			*d1 += c.D * (x[r] + alpha*s) * s
			*d2 += c.D * s * s
		}
	case FrictionConstraint:
		s := slope[0]
		switch v := x[0] + alpha*s; {
		case c.D*v > c.Loss:
			*d1 += c.Loss * s
		case c.D*v < -c.Loss:
			*d1 -= c.Loss * s
		default:
			*d1 += c.D * v * s
			*d2 += c.D * s * s
		}
	case EllipticContact:
		c.coneAlong(x, slope, alpha, d1, d2)
	default:
		for r, s := range slope {
			if v := x[r] + alpha*s; v < 0 {
				*d1 += c.D * v * s
				*d2 += c.D * s * s
			}
		}
	}
}

// infinite is a range without ends.
var infinite = [2]float64{math.Inf(-1), math.Inf(1)}
