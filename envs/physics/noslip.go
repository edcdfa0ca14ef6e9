package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// The friction of soft contacts creeps. MuJoCo's remedy is a number of sweeps after the solver that treat friction as if
// it were hard: with A = J M⁻¹ Jᵀ, without the softness R, and b = J qacc_smooth − aref, each friction force in turn is
// moved to where its own residual (A f + b)_i is least, within its bounds. Normal forces, limits and equalities stay. It is
// no minimizer of anything: the number of sweeps is part of the answer.

// noSlip makes Option.NoSlip sweeps and sets EfcForce, QfrcConstraint and QAcc.
func (m *Model) noSlip(d *Data) {
	n := len(d.EfcARef)
	if m.Option.NoSlip == 0 || n == 0 {
		return
	}
	s := &d.sweep
	s.prepare(m, d, n)
	for k := range m.Option.NoSlip {
		gain := 0.0
		if k == 0 {
			gain = s.soft(d)
		}
		for i := range d.Constraint {
			c := &d.Constraint[i]
			switch {
			case c.Type == FrictionConstraint:
				gain -= s.loss(c)
			case c.Type == PyramidalContact:
				for r := 0; r < c.Rows; r += 2 {
					gain -= s.edges(c.Row + r)
				}
			case c.Type == EllipticContact:
				gain -= s.ellipse(c)
			}
		}
		if gain <= 0 {
			break
		}
	}
	copy(d.EfcForce, s.f)
	clear(d.QfrcConstraint)
	for i := range d.Constraint {
		c := &d.Constraint[i]
		g := c.baseForce(d.EfcForce[c.Row:][:c.Rows])
		m.addBase(d, c, &g, d.QfrcConstraint)
	}
	copy(d.QAcc, d.QfrcConstraint)
	m.solveTree(s.l, s.inv, d.QAcc)
	axpy(d.QAcc, 1, s.smooth)
}

// sweeps is the memory of noSlip.
type sweeps struct {
	n        int
	a        []float64 // n×n
	b, f     []float64 // n
	row      []float64 // a column of M⁻¹ Jᵀ
	l, inv   []float64 // factors of M
	smooth   []float64 // M⁻¹ qfrc_smooth
	jacobian []float64 // n×NV
}

// prepare computes A, b and the forces to start from.
func (s *sweeps) prepare(m *Model, d *Data, n int) {
	nv := m.NV
	s.n = n
	s.a, s.b, s.f = grow(s.a, n*n), grow(s.b, n), grow(s.f, n)
	s.jacobian, s.row, s.smooth = grow(s.jacobian, n*nv), grow(s.row, nv), grow(s.smooth, nv)
	s.l, s.inv = grow(s.l, m.NM), grow(s.inv, nv)
	copy(s.l, d.M)
	m.factorTree(s.l, s.inv)
	copy(s.smooth, d.QfrcSmooth)
	m.solveTree(s.l, s.inv, s.smooth)
	for i := range d.Constraint {
		c := &d.Constraint[i]
		for r := range c.Rows {
			m.JacobianRow(s.jacobian[(c.Row+r)*nv:], d, c, r)
		}
	}
	for i := range n {
		copy(s.row, s.jacobian[i*nv:][:nv])
		s.b[i] = dot(s.row, s.smooth) - d.EfcARef[i]
		m.solveTree(s.l, s.inv, s.row)
		for j := range n {
			s.a[i*n+j] = dot(s.jacobian[j*nv:][:nv], s.row)
		}
	}
	copy(s.f, d.EfcForce)
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// soft is ½ fᵀ R f, which the first sweep counts as gained.
func (s *sweeps) soft(d *Data) float64 {
	gain := 0.0
	for i := range d.Constraint {
		c := &d.Constraint[i]
		for r := range c.Rows {
			k := c.D
			if c.Type == EllipticContact {
				k = c.stiffness(r)
			}
			gain += s.f[c.Row+r] * s.f[c.Row+r] / (2 * k)
		}
	}
	return gain
}

// residual is (A f + b)_i.
func (s *sweeps) residual(i int) float64 { return s.b[i] + dot(s.a[i*s.n:][:s.n], s.f) }

// maxRise is how much a change may raise the cost; one that raises it by more is undone.
const maxRise = 1e-10

// settle takes the change of the forces f_i at rows ... of a block, whose residuals before it were res, and returns by
// how much the cost ½ fᵀ A f + bᵀ f has changed.
func (s *sweeps) settle(row int, before, res []float64) float64 {
	change := 0.0
	for i := range before {
		di := s.f[row+i] - before[i]
		change += di * res[i]
		for j := range before {
			change += 0.5 * di * (s.f[row+j] - before[j]) * s.a[(row+i)*s.n+row+j]
		}
	}
	if change > maxRise {
		copy(s.f[row:], before)
		return 0
	}
	return change
}

// loss moves the force of dry friction.
func (s *sweeps) loss(c *Constraint) float64 {
	i := c.Row
	before, res := [1]float64{s.f[i]}, [1]float64{s.residual(i)}
	s.f[i] = clamp(before[0]-res[0]/s.a[i*s.n+i], [2]float64{-c.Loss, c.Loss})
	return s.settle(i, before[:], res[:])
}

// edges moves two opposite edges of a pyramid: their mean is the normal force and stays, and the difference y of each to
// it minimizes ½ K₁ y² + K₀ y over |y| ≤ mean.
func (s *sweeps) edges(i int) float64 {
	j := i + 1
	before := [2]float64{s.f[i], s.f[j]}
	res := [2]float64{s.residual(i), s.residual(j)}
	a00, a01, a11 := s.a[i*s.n+i], s.a[i*s.n+j], s.a[j*s.n+j]
	c0 := res[0] - a00*before[0] - a01*before[1]
	c1 := res[1] - a01*before[0] - a11*before[1]
	mean := (before[0] + before[1]) / 2
	k1, k0 := a00+a11-2*a01, mean*(a00-a11)+c0-c1
	if k1 < spatial.MinVal {
		s.f[i], s.f[j] = mean, mean
	} else {
		y := clamp(-k0/k1, [2]float64{-mean, mean})
		s.f[i], s.f[j] = mean+y, mean-y
	}
	return s.settle(i, before[:], res[:])
}

// ellipse moves the tangential forces x of an elliptic contact: they minimize ½ xᵀ A x + cᵀ x over
// Σ (x_j/μ_j)² ≤ f₀².
func (s *sweeps) ellipse(c *Constraint) float64 {
	n := c.Rows - 1
	row := c.Row + 1
	var before, res, lin, x [5]float64
	copy(before[:n], s.f[row:])
	for i := range n {
		res[i] = s.residual(row + i)
	}
	normal := s.f[c.Row]
	if normal >= spatial.MinVal {
		var a [5][5]float64
		for i := range n {
			lin[i] = res[i]
			for j := range n {
				a[i][j] = s.a[(row+i)*s.n+row+j]
				lin[i] -= a[i][j] * before[j]
			}
		}
		x = ballMinimum(&a, &lin, c.friction, normal, n)
	}
	copy(s.f[row:row+n], x[:n])
	return s.settle(row, before[:n], res[:n])
}

// ballMinimum minimizes ½ xᵀ A x + cᵀ x over Σ (x_j/μ_j)² ≤ r². In y_j = x_j/μ_j the set is a ball; where the free
// minimum lies outside, y solves (A + λ) y = −c with the λ > 0 for which |y| = r, found by Newton's method on 1/|y|.
func ballMinimum(a *[5][5]float64, c *[5]float64, mu *[5]float64, r float64, n int) (x [5]float64) {
	var b [5][5]float64
	var g [5]float64
	for i := range n {
		g[i] = -c[i] * mu[i]
		for j := range n {
			b[i][j] = a[i][j] * mu[i] * mu[j]
		}
	}
	y, slope := shifted(&b, &g, 0, n)
	lambda := 0.0
	for range 100 {
		size := math.Sqrt(dot(y[:n], y[:n]))
		if size <= r*(1+1e-15) {
			break
		}
		// d|y|/dλ = −yᵀ (A + λ)⁻¹ y / |y|
		step := (size - r) / r * size * size / slope
		if step <= 1e-16*lambda {
			break
		}
		lambda += step
		y, slope = shifted(&b, &g, lambda, n)
	}
	for i := range n {
		x[i] = y[i] * mu[i]
	}
	return x
}

// shifted returns y = (A + λ)⁻¹ g and yᵀ (A + λ)⁻¹ y.
func shifted(a *[5][5]float64, g *[5]float64, lambda float64, n int) (y [5]float64, s float64) {
	var l [25]float64
	for i := range n {
		for j := range n {
			l[i*n+j] = a[i][j]
		}
		l[i*n+i] += lambda
	}
	factorDense(l[:n*n], n)
	copy(y[:n], g[:n])
	solveCholesky(l[:n*n], n, y[:n])
	z := y
	solveCholesky(l[:n*n], n, z[:n])
	return y, dot(y[:n], z[:n])
}
