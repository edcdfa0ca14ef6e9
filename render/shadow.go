package render

import (
	"image"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// shadow is how much of the light reaches the ground, as a grid over the part of it where bodies stand in the way.
//
// A body hides the share of a lamp by which it reaches over the line from the ground to the lamp's middle. With d the
// distance from that line to the body, negative inside, and w = spread·s the half width of the lamp's cone at the
// distance s where that is,
//
//	hidden = smoothstep(w, −w, d)
//
// The sun is small and gives the shadow its shape; the sky is a wide lamp overhead and darkens where things touch.
// Of several bodies the one that hides most counts, so that the links of a leg throw one shadow.
type shadow struct {
	cell   float64 // m
	x, y   float64 // the corner of the grid
	nx, ny int
	hidden [2][]float32 // of the sun, of the sky (ny×nx)
}

// lamp is a disc of light in the direction d; spread is the tangent of its angular radius.
type lamp struct {
	d      vec
	spread float64
	weight float32
}

var lamps = [2]lamp{
	{sun, 0.07, 0.48},
	{vec{Z: 1}, 0.85, 0.30},
}

// maxCells bounds the grid along a side. A cell is then about two pixels of a picture filled by the bodies.
const maxCells = 300

// cast computes the shadows of bodies on the plane at the given height.
func (s *shadow) cast(bodies []body, height float64) {
	s.nx, s.ny = 0, 0
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := range bodies {
		for _, l := range lamps {
			if cx, cy, r, ok := bodies[i].footprint(l, height); ok {
				x0, y0, x1, y1 = min(x0, cx-r), min(y0, cy-r), max(x1, cx+r), max(y1, cy+r)
			}
		}
	}
	if extent := max(x1-x0, y1-y0); extent > 0 && !math.IsInf(extent, 0) {
		s.grid(x0, y0, x1, y1)
		for k := range lamps {
			for i := range bodies {
				s.hide(k, &bodies[i], height)
			}
		}
	}
}

// grid lays an empty grid over a rectangle. Cells are powers of two and corners multiples of cells, so that the grid
// stays where it is on the ground while bodies move over it.
func (s *shadow) grid(x0, y0, x1, y1 float64) {
	s.cell = math.Exp2(math.Ceil(2*math.Log2(max(x1-x0, y1-y0)/maxCells)) / 2)
	s.x, s.y = math.Floor(x0/s.cell)*s.cell, math.Floor(y0/s.cell)*s.cell
	s.nx, s.ny = int((x1-s.x)/s.cell)+2, int((y1-s.y)/s.cell)+2
	for k := range s.hidden {
		if n := s.nx * s.ny; cap(s.hidden[k]) < n {
			s.hidden[k] = make([]float32, n, n+n/2)
		} else {
			s.hidden[k] = s.hidden[k][:n]
			clear(s.hidden[k])
		}
	}
}

// footprint is a circle on the ground outside of which a body hides nothing of a lamp.
func (b *body) footprint(l lamp, height float64) (x, y, r float64, ok bool) {
	a, z, r := b.ends()
	c := scaled(add(a, z), 0.5)
	arm := sub(z, c)
	r += math.Sqrt(dot(arm, arm))
	far := (c.Z - height + r) / l.d.Z
	s := (c.Z - height) / l.d.Z
	if !(far > 0) || far > 60*r {
		return 0, 0, 0, false
	}
	return c.X - l.d.X*s, c.Y - l.d.Y*s, r/l.d.Z + l.spread*far, true
}

// hide adds what a body hides of lamp k.
func (s *shadow) hide(k int, b *body, height float64) {
	l := lamps[k]
	cx, cy, r, ok := b.footprint(l, height)
	if !ok {
		return
	}
	area := pixels((cx-r-s.x)/s.cell, (cy-r-s.y)/s.cell, (cx+r-s.x)/s.cell, (cy+r-s.y)/s.cell, image.Rect(0, 0, s.nx, s.ny))
	d := b.axes.local(l.d)
	for j := area.Min.Y; j < area.Max.Y; j++ {
		y := s.y + float64(j)*s.cell
		for i := area.Min.X; i < area.Max.X; i++ {
			x := s.x + float64(i)*s.cell
			if (x-cx)*(x-cx)+(y-cy)*(y-cy) > r*r {
				continue
			}
			o := b.axes.local(sub(vec{X: x, Y: y, Z: height}, b.pos))
			gap, at := b.clearance(o, d)
			w := l.spread*at + 0.5*s.cell
			if gap < w {
				t := float32(min((w-gap)/(2*w), 1))
				p := &s.hidden[k][j*s.nx+i]
				*p = max(*p, t*t*(3-2*t))
			}
		}
	}
}

// clearance is the least distance between the body and the ray o + s·d, d of length one, and the s where that is.
// The distance to a convex body is convex along a line, so a bracket around the least can be closed by golden sections.
func (b *body) clearance(o, d vec) (gap, s float64) {
	half := 0.0
	switch b.kind {
	case scene.Sphere, scene.Capsule:
		if b.kind == scene.Capsule {
			half = b.size.Y
		}
		return nearAxis(o, d, half, b.size.X)
	}
	_, _, r := b.ends()
	mid := -dot(o, d)
	lo, hi := max(mid-r-b.size.Y, 0), max(mid+r+b.size.Y, 0)
	p, q := hi-golden*(hi-lo), lo+golden*(hi-lo)
	atP, atQ := b.distance(along(o, d, p)), b.distance(along(o, d, q))
	for range 13 {
		if atP < atQ {
			hi, q, atQ = q, p, atP
			p = hi - golden*(hi-lo)
			atP = b.distance(along(o, d, p))
		} else {
			lo, p, atP = p, q, atQ
			q = lo + golden*(hi-lo)
			atQ = b.distance(along(o, d, q))
		}
	}
	if atP < atQ {
		return atP, p
	}
	return atQ, q
}

// golden is the share of a bracket at which one of its two points serves the next bracket too.
const golden = 0.6180339887498949

// nearAxis is the clearance of a capsule: of the segment |z| ≤ half on the axis, less the radius.
func nearAxis(o, d vec, half, r float64) (gap, s float64) {
	s = max(-dot(o, d), 0) // nearest to the middle
	if side := 1 - d.Z*d.Z; side > 1e-9 && half > 0 {
		// nearest points of the two lines: z = o.z + s·d.z and s = −o·d + z·d.z
		z := min(max((o.Z-dot(o, d)*d.Z)/side, -half), half)
		s = max(z*d.Z-dot(o, d), 0)
	}
	z := min(max(o.Z+s*d.Z, -half), half) // of the axis, nearest to that point of the ray
	p := along(o, d, s)
	p.Z -= z
	return math.Sqrt(dot(p, p)) - r, s
}

// distance is the signed distance from p to a box or a cylinder.
func (b *body) distance(p vec) float64 {
	if b.kind == scene.Cylinder {
		return corner(math.Sqrt(p.X*p.X+p.Y*p.Y)-b.size.X, math.Abs(p.Z)-b.size.Y, -math.MaxFloat64)
	}
	return corner(math.Abs(p.X)-b.size.X, math.Abs(p.Y)-b.size.Y, math.Abs(p.Z)-b.size.Z)
}

// corner is the distance to the set where a, b and c, distances at right angles, are all at most zero.
func corner(a, b, c float64) float64 {
	x, y, z := max(a, 0), max(b, 0), max(c, 0)
	return math.Sqrt(x*x+y*y+z*z) + min(max(a, b, c), 0)
}

// at is the share of the light that reaches a point of the ground.
func (s *shadow) at(x, y float64) float32 {
	u, v := (x-s.x)/s.cell, (y-s.y)/s.cell
	if s.nx == 0 || !(u >= 0 && v >= 0 && u < float64(s.nx-1) && v < float64(s.ny-1)) {
		return 1
	}
	i, j := int(u), int(v)
	fu, fv := float32(u-float64(i)), float32(v-float64(j))
	open := float32(1)
	for k := range lamps {
		h := s.hidden[k]
		a, b := h[j*s.nx+i], h[j*s.nx+i+1]
		c, d := h[(j+1)*s.nx+i], h[(j+1)*s.nx+i+1]
		top, bottom := a+fu*(b-a), c+fu*(d-c)
		open -= lamps[k].weight * (top + fv*(bottom-top))
	}
	return open
}
