package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// mass is a mass with its inertia: principal moments in a frame at the center of mass.
type mass struct {
	mass    float64     // kg
	inertia spatial.Vec // kg m²
	pos     spatial.Vec // of the center of mass, in the body
	quat    spatial.Quat
}

// minGeomMass is the least mass of a geom that counts in its body's inertia.
const minGeomMass = 1e-14

// sum is the inertia of several masses on one body. One mass alone keeps its own frame; of several
//
//	m = Σ mᵢ    c = Σ mᵢ cᵢ / m    I = Σ Rᵢ diag(Iᵢ) Rᵢᵀ + mᵢ (|dᵢ|² 1 − dᵢ dᵢᵀ),  dᵢ = cᵢ − c
//
// and the frame is that of the principal axes of I.
func sum(parts []mass) mass {
	total := mass{quat: spatial.Identity}
	heavy := parts[:0:0]
	for _, p := range parts {
		if p.mass > minGeomMass {
			heavy = append(heavy, p)
			total.mass += p.mass
			total.pos = total.pos.AddScaled(p.mass, p.pos)
		}
	}
	switch len(heavy) {
	case 0:
		return mass{quat: spatial.Identity}
	case 1:
		return heavy[0]
	}
	total.pos = total.pos.Scale(1 / total.mass)
	var inertia symmetric
	for _, p := range heavy {
		inertia.addTurned(p.inertia, p.quat)
		inertia.addPoint(p.mass, p.pos.Sub(total.pos))
	}
	total.inertia, total.quat = inertia.principal()
	return total
}

// symmetric is a symmetric 3×3 matrix.
type symmetric struct{ xx, yy, zz, xy, xz, yz float64 }

// addTurned adds R diag(d) Rᵀ.
func (s *symmetric) addTurned(d spatial.Vec, q spatial.Quat) {
	r := q.Mat()
	for _, c := range [...]struct {
		axis   spatial.Vec
		moment float64
	}{{r.X, d.X}, {r.Y, d.Y}, {r.Z, d.Z}} {
		a := c.axis
		s.xx += c.moment * a.X * a.X
		s.yy += c.moment * a.Y * a.Y
		s.zz += c.moment * a.Z * a.Z
		s.xy += c.moment * a.X * a.Y
		s.xz += c.moment * a.X * a.Z
		s.yz += c.moment * a.Y * a.Z
	}
}

// addPoint adds m (|d|² 1 − d dᵀ), the inertia of a point mass at d.
func (s *symmetric) addPoint(m float64, d spatial.Vec) {
	s.xx += m * (d.Y*d.Y + d.Z*d.Z)
	s.yy += m * (d.X*d.X + d.Z*d.Z)
	s.zz += m * (d.X*d.X + d.Y*d.Y)
	s.xy -= m * d.X * d.Y
	s.xz -= m * d.X * d.Z
	s.yz -= m * d.Y * d.Z
}

func (s *symmetric) mulVec(v spatial.Vec) spatial.Vec {
	return spatial.Vec{
		X: s.xx*v.X + s.xy*v.Y + s.xz*v.Z,
		Y: s.xy*v.X + s.yy*v.Y + s.yz*v.Z,
		Z: s.xz*v.X + s.yz*v.Y + s.zz*v.Z,
	}
}

// principal diagonalizes s = R diag(d) Rᵀ by Jacobi's rotations, accumulated in a quaternion, with d₁ ≥ d₂ ≥ d₃. Each
// turn clears the largest element off the diagonal; a few suffice for all digits.
func (s *symmetric) principal() (d spatial.Vec, q spatial.Quat) {
	return s.principalWithin(1e-16 * (math.Abs(s.xx) + math.Abs(s.yy) + math.Abs(s.zz)))
}

// principalWithin is principal, but for elements off the diagonal that are small.
func (s *symmetric) principalWithin(small float64) (d spatial.Vec, q spatial.Quat) {
	q = spatial.Identity
	for range 100 {
		r := q.Mat()
		x, y, z := s.mulVec(r.X), s.mulVec(r.Y), s.mulVec(r.Z)
		d = spatial.Vec{X: r.X.Dot(x), Y: r.Y.Dot(y), Z: r.Z.Dot(z)}
		xy, xz, yz := r.X.Dot(y), r.X.Dot(z), r.Y.Dot(z)
		axis, a, b, e := spatial.Vec{X: 1}, d.Y, d.Z, yz
		switch {
		case math.Abs(xy) > math.Abs(xz) && math.Abs(xy) > math.Abs(yz):
			axis, a, b, e = spatial.Vec{Z: 1}, d.X, d.Y, xy
		case math.Abs(xz) > math.Abs(yz):
			axis, a, b, e = spatial.Vec{Y: -1}, d.X, d.Z, xz
		}
		if math.Abs(e) <= small {
			break
		}
		q = q.Mul(spatial.AxisAngle(axis, jacobi(a, b, e))).Unit()
	}
	return descending(d, q)
}

// jacobi is the angle, at most an eighth of a turn, that diagonalizes [[a, e], [e, b]].
func jacobi(a, b, e float64) float64 {
	tau := (b - a) / (2 * e)
	t := 1 / (math.Abs(tau) + math.Sqrt(1+tau*tau))
	return -math.Copysign(math.Atan(t), tau)
}

// sortEps is the excess of a moment over the one before it that makes them change places, as in MuJoCo.
const sortEps = 1e-12

// descending sorts the moments by quarter turns of the frame.
func descending(d spatial.Vec, q spatial.Quat) (spatial.Vec, spatial.Quat) {
	h := math.Sqrt(0.5)
	for _, i := range [...]int{0, 1, 0} {
		if i == 0 && d.X+sortEps < d.Y {
			d.X, d.Y = d.Y, d.X
			q = q.Mul(spatial.Quat{W: h, Z: h}).Unit()
		}
		if i == 1 && d.Y+sortEps < d.Z {
			d.Y, d.Z = d.Z, d.Y
			q = q.Mul(spatial.Quat{W: h, X: h}).Unit()
		}
	}
	return d, q
}
