package physics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// cost is s(x) of force_law.go and cone.go, written down from the definitions.
func (c *Constraint) cost(x []float64) float64 {
	half := func(d, x float64) float64 { return d * x * x / 2 }
	s := 0.0
	switch c.Type {
	case EqualityConstraint:
		for _, v := range x {
			s += half(c.D, v)
		}
	case FrictionConstraint:
		if v := math.Abs(x[0]); c.D*v > c.Loss {
			return c.Loss*v - c.Loss*c.Loss/(2*c.D)
		}
		return half(c.D, x[0])
	case EllipticContact:
		var u [6]float64
		n, t := c.round(x, &u)
		switch {
		case n >= c.Mu*t:
		case c.Mu*n+t <= 0:
			for r, v := range x {
				s += half(c.stiffness(r), v)
			}
		default:
			s = half(c.D/(c.Mu*c.Mu*(1+c.Mu*c.Mu)), n-c.Mu*t)
		}
	default:
		for _, v := range x {
			s += half(c.D, math.Min(0, v))
		}
	}
	return s
}

// randomConstraints are constraints of each type.
func randomConstraints(rng *rand.Rand) []*Constraint {
	mu := &[5]float64{0.8, 0.6, 0.05, 0.01, 0.02}
	return []*Constraint{
		{Type: LimitConstraint, Rows: 1, nb: 1, D: 1 + rng.Float64()},
		{Type: PyramidalContact, Rows: 4, nb: 3, D: 3, Mu: 0.7},
		{Type: PyramidalContact, Rows: 10, nb: 6, D: 3, Mu: 0.7, friction: mu},
		{Type: EqualityConstraint, Rows: 3, nb: 3, D: 2},
		{Type: FrictionConstraint, Rows: 1, nb: 1, D: 2, Loss: 0.5},
		{Type: EllipticContact, Rows: 3, nb: 3, D: 2, Mu: 0.5, friction: mu},
		{Type: EllipticContact, Rows: 6, nb: 6, D: 2, Mu: 0.3, friction: mu},
	}
}

// TestForceIsGradient checks that forces are −∇s by central differences, that the line search's derivatives are those of
// s along a line, and that s is convex.
func TestForceIsGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	const h = 1e-6
	for range 400 {
		for _, c := range randomConstraints(rng) {
			x, slope := make([]float64, c.Rows), make([]float64, c.Rows)
			for r := range x {
				x[r], slope[r] = rng.NormFloat64(), rng.NormFloat64()
			}
			f := make([]float64, c.Rows)
			c.force(f, x)
			for r := range x {
				y := append([]float64(nil), x...)
				y[r] += h
				up := c.cost(y)
				y[r] -= 2 * h
				if g := (up - c.cost(y)) / (2 * h); math.Abs(g+f[r]) > 1e-5*(1+math.Abs(g)) {
					t.Fatalf("%v, %d rows: force %v in row %d, the gradient is %v", c.Type, c.Rows, f[r], r, g)
				}
			}
			at := func(a float64) []float64 {
				y := append([]float64(nil), x...)
				axpy(y, a, slope)
				return y
			}
			d1, d2, d1up, unused := 0.0, 0.0, 0.0, 0.0
			c.along(x, slope, 0.3, &d1, &d2)
			c.along(x, slope, 0.3+h, &d1up, &unused)
			if g := (c.cost(at(0.3+h)) - c.cost(at(0.3-h))) / (2 * h); math.Abs(g-d1) > 1e-5*(1+math.Abs(g)) {
				t.Fatalf("%v, %d rows: slope %v, want %v", c.Type, c.Rows, d1, g)
			}
			if c.state(at(0.3)) == c.state(at(0.3+h)) && math.Abs((d1up-d1)/h-d2) > 1e-3*(1+d2) {
				t.Fatalf("%v, %d rows: curvature %v, want %v", c.Type, c.Rows, d2, (d1up-d1)/h)
			}
			if c.cost(at(0.5)) > (c.cost(x)+c.cost(at(1)))/2+1e-12 {
				t.Fatalf("%v, %d rows: the cost is not convex", c.Type, c.Rows)
			}
		}
	}
}

// TestBlock checks that the block of a constraint gives its force, −f = W x, and that W is the derivative of −f.
func TestBlock(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	const h = 1e-6
	for range 400 {
		for _, c := range randomConstraints(rng) {
			if c.plain() {
				continue
			}
			base, zero := [6]float64{}, make([]float64, c.Rows)
			for j := range c.nb {
				base[j] = rng.NormFloat64()
			}
			rows := make([]float64, c.Rows)
			force := func(v [6]float64) [6]float64 {
				c.spread(&v, rows)
				f := make([]float64, c.Rows)
				c.force(f, rows)
				return c.baseForce(f)
			}
			f := force(base)
			c.spread(&base, rows)
			if c.on = c.state(rows); c.on == 0 {
				continue // the solver leaves it out
			}
			var b block
			c.block(&b, zero, rows)
			for j := range c.nb {
				v := base
				v[j] += h
				g := force(v)
				c.spread(&v, rows)
				if c.state(rows) != c.on {
					continue
				}
				for k := range c.nb {
					if want := (f[k] - g[k]) / h; math.Abs(want-b.w[k][j]) > 1e-3*(1+math.Abs(want)) {
						t.Fatalf("%v, %d rows: W[%d][%d] is %v, want %v", c.Type, c.Rows, k, j, b.w[k][j], want)
					}
				}
			}
			for k := range c.nb {
				sum := -b.g[k]
				for j := range c.nb {
					sum += b.w[k][j] * base[j]
				}
				if math.Abs(sum+f[k]) > 1e-12*(1+math.Abs(f[k])) {
					t.Fatalf("%v, %d rows: W x − g is %v, the force is %v", c.Type, c.Rows, sum, f[k])
				}
			}
		}
	}
}

// TestBallMinimum compares with a search over the ball.
func TestBallMinimum(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	mu := [5]float64{0.9, 0.5, 0.3}
	for range 50 {
		var a [5][5]float64
		var c [5]float64
		for i := range 3 {
			c[i] = 3 * rng.NormFloat64()
			for j := range 3 {
				a[i][j] += 0.1 * float64(i+j)
			}
			a[i][i] += 1 + rng.Float64()
		}
		value := func(x [5]float64) float64 {
			s := 0.0
			for i := range 3 {
				s += c[i] * x[i]
				for j := range 3 {
					s += x[i] * a[i][j] * x[j] / 2
				}
			}
			return s
		}
		x := ballMinimum(&a, &c, &mu, 1, 3)
		size := 0.0
		for i := range 3 {
			size += x[i] * x[i] / (mu[i] * mu[i])
		}
		if size > 1+1e-12 {
			t.Fatalf("%v is outside: %v", x, size)
		}
		for range 2000 {
			v := randomVec(rng).Unit().Scale(math.Cbrt(rng.Float64()))
			if y := [5]float64{v.X * mu[0], v.Y * mu[1], v.Z * mu[2]}; value(y) < value(x)-1e-9 {
				t.Fatalf("%v has %v, %v less: %v", x, value(x), y, value(y))
			}
		}
	}
}
