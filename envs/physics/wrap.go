package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// spatialLength returns the length of a spatial tendon and adds its Jacobian to row. The path runs straight from site to
// site, or around a geom between two sites; behind a pulley lengths count 1/divisor, and no piece crosses it.
func (m *Model) spatialLength(d *Data, p *tendonPlan, row []float64) float64 {
	length, share := 0.0, 1.0
	for k := 0; k < len(p.steps)-1; k++ {
		a, b := &p.steps[k], &p.steps[k+1]
		switch {
		case a.Kind == WrapPulley:
			share = 1 / a.Coef
		case a.Kind == WrapSite && b.Kind == WrapSite:
			length += share * m.straight(d, p, row, share, a.body, b.body, a.place(d), b.place(d))
		case a.Kind == WrapSite && b.Kind != WrapPulley && k+2 < len(p.steps):
			length += share * m.around(d, p, row, share, a, b, &p.steps[k+2])
			k++
		}
	}
	return length
}

// straight returns the length of the piece from x on body a to y on body b, and adds share times its Jacobian: the
// velocity of y against x along the piece.
func (m *Model) straight(d *Data, p *tendonPlan, row []float64, share float64, a, b int, x, y spatial.Vec) float64 {
	off := y.Sub(x)
	length := off.Norm()
	dir := spatial.Vec{X: 1}
	if length >= spatial.MinVal {
		dir = off.Scale(1 / length)
	}
	if a != b {
		m.addPointRow(d, p, row, b, y, dir.Scale(share))
		m.addPointRow(d, p, row, a, x, dir.Scale(-share))
	}
	return length
}

// addPointRow adds to a tendon's row how each dof moves the point x of a body along dir.
func (m *Model) addPointRow(d *Data, p *tendonPlan, row []float64, body int, x, dir spatial.Vec) {
	arm := x.Sub(d.SubtreeCom[m.bodies[body].root])
	for i := m.lastDof(body); i >= 0; i = m.DofParent[i] {
		c := &d.CDof[i]
		row[p.slot[i]] += dir.Dot(c.V.Add(c.W.Cross(arm)))
	}
}

// around returns the length of the piece from site a around geom g to site b, and adds its Jacobian. The points where it
// touches the geom move with the geom, and the arc between them does not change.
func (m *Model) around(d *Data, p *tendonPlan, row []float64, share float64, a, g, b *wrapPlan) float64 {
	x, y := a.place(d), b.place(d)
	axes := d.XMat[g.body].Mul(&g.rot)
	center := g.place(d)
	local := func(v spatial.Vec) spatial.Vec { return axes.TMulVec(v.Sub(center)) }
	w := wrapping{r: g.r, flat: g.Kind == WrapCylinder, x: local(x), y: local(y)}
	if g.side != nil {
		w.side, w.sided = local(g.side.place(d)), true
	}
	w.late = m.Option.Release != MuJoCo314
	if !w.find() {
		return m.straight(d, p, row, share, a.body, b.body, x, y)
	}
	world := func(v spatial.Vec) spatial.Vec { return center.Add(axes.MulVec(v)) }
	t, u := world(w.t), world(w.u)
	length := m.straight(d, p, row, share, a.body, g.body, x, t)
	length += m.straight(d, p, row, share, g.body, b.body, u, y)
	return length + w.arc
}

// wrapping is the shortest path from x to y around a sphere, or a cylinder along z, of radius r at the origin. It runs
// straight to t, along the surface for arc, and straight from u.
type wrapping struct {
	r     float64
	flat  bool // a cylinder
	x, y  spatial.Vec
	side  spatial.Vec // the path passes on this side,
	sided bool        // if there is one
	late  bool        // by the rules of MuJoCo 4.0
	t, u  spatial.Vec
	arc   float64
}

// find reports whether the path touches the geom, and finds where.
func (w *wrapping) find() bool {
	if w.x.Norm() < spatial.MinVal || w.y.Norm() < spatial.MinVal {
		return false
	}
	e, f := spatial.Vec{X: 1}, spatial.Vec{Y: 1}
	if !w.flat {
		// The plane through the center and both points.
		e = w.x.Unit()
		n := w.x.Cross(w.y)
		if n.Norm() < spatial.MinVal {
			n = e.Cross(leastAlong(e))
		}
		f = n.Unit().Cross(e)
	}
	p, q := planar{w.x.Dot(e), w.x.Dot(f)}, planar{w.y.Dot(e), w.y.Dot(f)}
	s := planar{w.side.Dot(e), w.side.Dot(f)}
	inside := w.sided && w.side.Norm() < w.r
	a, b, arc, ok := wrapCircle(p, q, s, w.r, w.sided, inside, w.late)
	if !ok {
		return false
	}
	w.t, w.u, w.arc = e.Scale(a.x).AddScaled(a.y, f), e.Scale(b.x).AddScaled(b.y, f), arc
	if w.flat {
		// The height is spread over the planar pieces in proportion to their lengths.
		l0, l1 := p.to(a), q.to(b)
		total := l0 + l1 + arc
		dz := w.y.Z - w.x.Z
		w.t.Z, w.u.Z = w.x.Z+dz*l0/total, w.x.Z+dz*(l0+arc)/total
		w.arc = math.Hypot(arc, w.u.Z-w.t.Z)
	}
	return true
}

// leastAlong returns the coordinate axis that is least along v.
func leastAlong(v spatial.Vec) spatial.Vec {
	x, y, z := math.Abs(v.X), math.Abs(v.Y), math.Abs(v.Z)
	switch {
	case x <= y && x <= z:
		return spatial.Vec{X: 1}
	case y <= z:
		return spatial.Vec{Y: 1}
	}
	return spatial.Vec{Z: 1}
}

// planar is a point of the plane of a circle.
type planar struct{ x, y float64 }

func (p planar) norm() float64          { return math.Hypot(p.x, p.y) }
func (p planar) dot(q planar) float64   { return p.x*q.x + p.y*q.y }
func (p planar) to(q planar) float64    { return math.Hypot(p.x-q.x, p.y-q.y) }
func (p planar) angle(q planar) float64 { return math.Atan2(p.x*q.y-p.y*q.x, p.x*q.x+p.y*q.y) }

// turned returns p rotated by an angle and scaled to length r.
func (p planar) turned(angle, r float64) planar {
	sin, cos := math.Sincos(angle)
	s := r / p.norm()
	return planar{s * (cos*p.x - sin*p.y), s * (sin*p.x + cos*p.y)}
}

// wrapCircle returns where the path from p to q touches a circle of radius r, and the arc between. With φ the angle from
// p to q, on the side that is asked for, and α = acos(r/|p|), β = acos(r/|q|) it touches if |φ| > α + β.
func wrapCircle(p, q, s planar, r float64, sided, inside, late bool) (a, b planar, arc float64, ok bool) {
	if p.norm() < r || q.norm() < r {
		return a, b, 0, false
	}
	if inside {
		a, ok = touchFromInside(p, q, r)
		return a, a, 0, ok
	}
	alpha, beta := math.Acos(r/p.norm()), math.Acos(r/q.norm())
	phi := p.angle(q)
	if sided && !late {
		return wrapOnSide(p, q, s, r, alpha, beta)
	}
	if sided {
		phi = p.angle(s) + s.angle(q)
	}
	if math.Abs(phi) <= alpha+beta {
		return a, b, 0, false
	}
	sign := math.Copysign(1, phi)
	return p.turned(sign*alpha, r), q.turned(-sign*beta, r), r * (math.Abs(phi) - alpha - beta), true
}

// wrapOnSide is the wrap on the side of s by MuJoCo's rule before 4.0. The straight piece stays where it passes the circle
// by in the half-plane of s. Of the two ways around, neither of which crosses itself, it takes the one whose middle lies
// further towards s.
func wrapOnSide(p, q, s planar, r, alpha, beta float64) (a, b planar, arc float64, ok bool) {
	if near := nearest(p, q); near.norm() > r && near.dot(s) >= 0 {
		return a, b, 0, false
	}
	best := math.Inf(-1)
	for _, sign := range [...]float64{1, -1} {
		t, u := p.turned(sign*alpha, r), q.turned(-sign*beta, r)
		middle := planar{t.x + u.x, t.y + u.y}
		good := middle.dot(s) / max(middle.norm(), spatial.MinVal)
		if good <= best || crossing(p, t, q, u) {
			continue
		}
		turn := sign * t.angle(u)
		if turn < 0 {
			turn += 2 * math.Pi
		}
		best, a, b, arc, ok = good, t, u, r*turn, true
	}
	return a, b, arc, ok
}

// nearest is the point of the segment from p to q that is nearest to the origin.
func nearest(p, q planar) planar {
	d := planar{q.x - p.x, q.y - p.y}
	t := min(max(-p.dot(d)/max(d.dot(d), spatial.MinVal), 0), 1)
	return planar{p.x + t*d.x, p.y + t*d.y}
}

// crossing reports whether the segments from p to t and from q to u have a point in common; parallel ones have none.
func crossing(p, t, q, u planar) bool {
	d, e, f := planar{t.x - p.x, t.y - p.y}, planar{u.x - q.x, u.y - q.y}, planar{q.x - p.x, q.y - p.y}
	det := d.x*e.y - d.y*e.x
	if math.Abs(det) < spatial.MinVal {
		return false
	}
	along, across := (f.x*e.y-f.y*e.x)/det, (f.x*d.y-f.y*d.x)/det
	return along >= 0 && along <= 1 && across >= 0 && across <= 1
}

// touchFromInside returns the point of the circle that minimizes the sum of the distances to p and q, both outside,
// where the straight piece passes the circle by.
func touchFromInside(p, q planar, r float64) (planar, bool) {
	// Does the straight piece meet the circle?
	d := planar{q.x - p.x, q.y - p.y}
	t := -(p.x*d.x + p.y*d.y) / math.Max(spatial.MinVal, d.x*d.x+d.y*d.y)
	t = math.Min(math.Max(t, 0), 1)
	if (planar{p.x + t*d.x, p.y + t*d.y}).norm() <= r {
		return planar{}, false
	}
	// The mirror's angle: the derivative of the sum along the arc from p's direction to q's changes sign once.
	phi := p.angle(q)
	slope := func(angle float64) float64 {
		c := p.turned(angle, r)
		lp, lq := p.to(c), q.to(c)
		tx, ty := -c.y, c.x
		return ((c.x-p.x)*tx+(c.y-p.y)*ty)/lp + ((c.x-q.x)*tx+(c.y-q.y)*ty)/lq
	}
	lo, hi := 0.0, phi
	if phi < 0 {
		lo, hi = phi, 0
	}
	for range 60 {
		mid := (lo + hi) / 2
		if slope(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return p.turned((lo+hi)/2, r), true
}
