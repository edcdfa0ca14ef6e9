package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// parting is the search for the shortest translation that parts a capsule and a cylinder: the unit vector n, from the
// capsule to the cylinder, with the smallest overlap
//
//	depth(n) = ⟨n,c⟩ + L |⟨n,u⟩| + r + R √(1 − ⟨n,z⟩²) + H |⟨n,z⟩|
//
// where c is the capsule's center seen from the cylinder's. The difference of the shapes is convex and a ball grown
// inside it first touches a smooth face. Its faces are the caps (n = ±z), the side (n ⟂ z) and the patches that the
// rim sweeps along the segment (n ⟂ u).
type parting struct {
	a, b  *shape
	c     spatial.Vec
	depth float64
	n     spatial.Vec
}

func partShapes(a, b *shape) (depth float64, pos, n spatial.Vec) {
	s := parting{a: a, b: b, c: a.pos.Sub(b.pos), depth: math.Inf(1)}
	s.try(b.axis)
	s.try(b.axis.Neg())
	s.tryRadial()
	s.trySwept()
	return s.depth, s.middle(), s.n
}

func (s *parting) overlap(n spatial.Vec) float64 {
	nz := n.Dot(s.b.axis)
	return n.Dot(s.c) + s.a.size.Y*math.Abs(n.Dot(s.a.axis)) + s.a.size.X +
		s.b.size.X*math.Sqrt(math.Max(0, 1-nz*nz)) + s.b.size.Y*math.Abs(nz)
}

func (s *parting) try(n spatial.Vec) {
	if d := s.overlap(n); d < s.depth {
		s.depth, s.n = d, n
	}
}

// tryRadial tries the normals of the side wall. Seen along z the cylinder is a disc, and the shortest way out of it
// leads away from the segment's point nearest to the center.
func (s *parting) tryRadial() {
	z := s.b.axis
	flat := func(v spatial.Vec) spatial.Vec { return v.AddScaled(-v.Dot(z), z) }
	c, h := flat(s.c), flat(s.a.axis.Scale(s.a.size.Y))
	t := 0.0
	if hh := h.Dot(h); hh > spatial.MinVal {
		t = clamp(-c.Dot(h)/hh, [2]float64{-1, 1})
	}
	near := c.AddScaled(t, h)
	if l := near.Norm(); l > 1e-12 {
		s.try(near.Scale(-1 / l))
		return
	}
	side := z.Cross(h).Unit()
	s.try(side)
	s.try(side.Neg())
}

// trySwept tries the normals perpendicular to the segment, n = cos φ e + sin φ f: the best of a fine grid, and then
// the zero of the derivative next to it.
func (s *parting) trySwept() {
	const grid = 64
	var frame spatial.Mat
	setFrame(&frame, s.a.axis, spatial.Vec{})
	e, f, z := frame.Y, frame.Z, s.b.axis
	normal := func(phi float64) spatial.Vec {
		sin, cos := math.Sincos(phi)
		return e.Scale(cos).AddScaled(sin, f)
	}
	best, at := math.Inf(1), 0.0
	for i := range grid {
		phi := 2 * math.Pi * float64(i) / grid
		if d := s.overlap(normal(phi)); d < best {
			best, at = d, phi
		}
	}
	slope := func(phi float64) float64 {
		n, m := normal(phi), normal(phi+math.Pi/2) // m = dn/dφ
		nz, mz := n.Dot(z), m.Dot(z)
		return m.Dot(s.c) - s.b.size.X*nz*mz/math.Sqrt(math.Max(spatial.MinVal, 1-nz*nz)) +
			s.b.size.Y*math.Copysign(mz, nz*mz)
	}
	lo, hi := at-2*math.Pi/grid, at+2*math.Pi/grid
	for range 50 {
		if mid := (lo + hi) / 2; slope(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	s.try(normal((lo + hi) / 2))
}

// middle returns the point halfway between the deepest points of the two shapes along n.
func (s *parting) middle() spatial.Vec {
	const flat = 1e-9
	n, u, z := s.n, s.a.axis, s.b.axis
	nu, nz := n.Dot(u), n.Dot(z)
	tip := s.a.pos.AddScaled(s.a.size.X, n)
	switch across := u.Cross(z).Dot(n); {
	case math.Abs(nu) > flat: // one end of the segment is deepest
		return tip.AddScaled(math.Copysign(s.a.size.Y, nu), u).AddScaled(-s.depth/2, n)
	case math.Abs(nz) > flat: // one point of the rim is
		out := n.AddScaled(-nz, z).Unit()
		rim := s.b.pos.AddScaled(-s.b.size.X, out).AddScaled(-math.Copysign(s.b.size.Y, nz), z)
		return rim.AddScaled(s.depth/2, n)
	case math.Abs(across) > flat: // two lines: where they cross, seen along n
		t := -s.c.Cross(z).Dot(n) / across
		return tip.AddScaled(clamp(t, [2]float64{-s.a.size.Y, s.a.size.Y}), u).AddScaled(-s.depth/2, n)
	default:
		return tip.AddScaled(-s.depth/2, n)
	}
}
