package render

import (
	"math"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// shadow is how much of the light reaches the ground: a grid for each lamp, over the part of the ground where bodies
// are in its way.
//
// A body hides the share of a lamp by which it reaches over the line from the ground to the lamp's middle. With d the
// distance from that line to the body, negative inside, and w = spread·s the half width of the lamp's cone at the
// distance s where that is,
//
//	hidden = smoothstep(w, −w, d)
//
// The sun is small and gives the shadow its shape; the sky is a wide lamp overhead and darkens where things touch.
// Of several bodies the one that hides most counts, so that the links of a leg throw one shadow.
type shadow [len(lamps)]grid

// lamp is a disc of light in the direction d; spread is the tangent of its angular radius.
type lamp struct {
	d      vec
	spread float64
	weight float32 // of its light, as far as bodies can hide it
	cells  float64 // of its grid along the longer side, at most
}

// The sun's cells are about two pixels of a picture that the bodies fill; the sky's shadow is too soft to need many.
var lamps = [2]lamp{
	{sun, 0.07, 0.48, 300},
	{vec{Z: 1}, 0.85, 0.30, 56},
}

// grid is the share of a lamp that is hidden from places on the ground.
type grid struct {
	cell   float64 // m
	x, y   float64 // the corner, m
	nx, ny int
	hidden []float32 // (ny×nx)
}

// cast computes the shadows of bodies on the plane at the given height.
func (s *shadow) cast(bodies []body, height float64) {
	for k := range lamps {
		l, g := &lamps[k], &s[k]
		x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for i := range bodies {
			if cx, cy, r, ok := bodies[i].footprint(l, height); ok {
				x0, y0, x1, y1 = min(x0, cx-r), min(y0, cy-r), max(x1, cx+r), max(y1, cy+r)
			}
		}
		g.nx, g.ny = 0, 0
		if extent := max(x1-x0, y1-y0); !(extent > 0) || math.IsInf(extent, 0) {
			continue
		}
		g.lay(x0, y0, x1, y1, l.cells)
		parallel.Do(g.ny, rowsAtOnce, func(j int) {
			for i := range bodies {
				g.hide(l, &bodies[i], height, j)
			}
		})
	}
}

// clear removes all shadows.
func (s *shadow) clear() {
	for k := range s {
		s[k].nx, s[k].ny = 0, 0
	}
}

// at is the share of the light that reaches a point of the ground, where the lamps that are marked may be hidden.
func (s *shadow) at(x, y float64, marked uint8) float32 {
	open := float32(1)
	for k := range s {
		if marked&(inShadow<<k) == 0 {
			continue
		}
		open -= lamps[k].weight * s[k].at(x, y)
	}
	return open
}

// lay lays an empty grid over a rectangle. Cells are powers of √2 and corners multiples of cells, so that the grid
// stays where it is on the ground while bodies move over it.
func (g *grid) lay(x0, y0, x1, y1, cells float64) {
	g.cell = math.Exp2(math.Ceil(2*math.Log2(max(x1-x0, y1-y0)/cells)) / 2)
	g.x, g.y = math.Floor(x0/g.cell)*g.cell, math.Floor(y0/g.cell)*g.cell
	g.nx, g.ny = int((x1-g.x)/g.cell)+2, int((y1-g.y)/g.cell)+2
	n := g.nx * g.ny
	if cap(g.hidden) < n {
		g.hidden = make([]float32, n, n+n/2)
	}
	g.hidden = g.hidden[:n]
	clear(g.hidden)
}

// hide adds what a body hides of a lamp from row j.
func (g *grid) hide(l *lamp, b *body, height float64, j int) {
	cx, cy, r, ok := b.footprint(l, height)
	y := g.y + float64(j)*g.cell
	across := r*r - (y-cy)*(y-cy)
	if !ok || across <= 0 {
		return
	}
	half := math.Sqrt(across)
	lo := max(int(math.Ceil((cx-half-g.x)/g.cell)), 0)
	hi := min(int(math.Floor((cx+half-g.x)/g.cell)), g.nx-1)
	d := b.axes.local(l.d)
	for i := lo; i <= hi; i++ {
		o := b.axes.local(sub(vec{X: g.x + float64(i)*g.cell, Y: y, Z: height}, b.pos))
		p := &g.hidden[j*g.nx+i]
		*p = max(*p, b.hides(o, d, l.spread, 0.5*g.cell))
	}
}

// hides is the share of a lamp in the direction d that the body hides from o; blur widens its edge.
func (b *body) hides(o, d vec, spread, blur float64) float32 {
	if gap, s := b.hullClearance(o, d); gap > spread*(s+2*b.radius())+blur {
		return 0
	}
	gap, s := b.clearance(o, d)
	w := spread*s + blur
	if gap >= w {
		return 0
	}
	t := float32(min((w-gap)/(2*w), 1))
	return t * t * (3 - 2*t)
}

// at is the share hidden from a point of the ground, between the cells in proportion.
func (g *grid) at(x, y float64) float32 {
	u, v := (x-g.x)/g.cell, (y-g.y)/g.cell
	if g.nx == 0 || !(u >= 0 && v >= 0 && u < float64(g.nx-1) && v < float64(g.ny-1)) {
		return 0
	}
	i, j := int(u), int(v)
	fu, fv := float32(u-float64(i)), float32(v-float64(j))
	k := j*g.nx + i
	a, b, c, d := g.hidden[k], g.hidden[k+1], g.hidden[k+g.nx], g.hidden[k+g.nx+1]
	top, bottom := a+fu*(b-a), c+fu*(d-c)
	return top + fv*(bottom-top)
}

// footprint is a circle on the ground outside of which a body hides nothing of a lamp.
func (b *body) footprint(l *lamp, height float64) (x, y, r float64, ok bool) {
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
