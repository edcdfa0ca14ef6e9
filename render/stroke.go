package render

import (
	"image/color"
	"math"
)

// A line is filled as one outline: its left side forward, a round end, its right side back, a round end. Where it turns
// gently the sides are joined by a mitre, where it turns sharply the outer side goes round the corner. One outline,
// rather than a capsule for each segment, keeps the edges of a curve with many points clean: coverage is counted once.

// mitreLimit is the cosine of the turn above which a corner is mitred.
const mitreLimit = 0.5

// polyline strokes through c.pixels.
func (c *Canvas) polyline(width float64, col color.NRGBA) {
	c.distinct()
	pts, r := c.pixels, width/2
	if len(pts) == 1 {
		c.Disc(pts[0].x, pts[0].y, r, col)
	}
	if len(pts) < 2 || !c.beginAround(pts, 2*width, col) {
		return
	}
	c.sides(r)
	last := len(pts) - 1
	c.moveTo(c.left[0].x, c.left[0].y)
	for _, p := range c.left[1:] {
		c.lineTo(p.x, p.y)
	}
	c.cap(pts[last], c.left[len(c.left)-1])
	for i := len(c.right) - 1; i >= 0; i-- {
		c.lineTo(c.right[i].x, c.right[i].y)
	}
	c.cap(pts[0], c.right[0])
	c.end()
}

// distinct drops points that repeat the one before.
func (c *Canvas) distinct() {
	kept := c.pixels[:0]
	for _, p := range c.pixels {
		if n := len(kept); n == 0 || math.Abs(p.x-kept[n-1].x)+math.Abs(p.y-kept[n-1].y) > 1e-3 {
			kept = append(kept, p)
		}
	}
	c.pixels = kept
}

// sides fills left and right, r to each side of c.pixels.
func (c *Canvas) sides(r float64) {
	pts := c.pixels
	c.left, c.right = c.left[:0], c.right[:0]
	n := normal(pts[0], pts[1], r)
	c.left = append(c.left, point{pts[0].x + n.x, pts[0].y + n.y})
	c.right = append(c.right, point{pts[0].x - n.x, pts[0].y - n.y})
	for i := 1; i < len(pts)-1; i++ {
		next := normal(pts[i], pts[i+1], r)
		c.corner(pts[i], n, next, r)
		n = next
	}
	end := pts[len(pts)-1]
	c.left = append(c.left, point{end.x + n.x, end.y + n.y})
	c.right = append(c.right, point{end.x - n.x, end.y - n.y})
}

// corner joins at p two segments with normals a and b of length r.
func (c *Canvas) corner(p, a, b point, r float64) {
	cos := (a.x*b.x + a.y*b.y) / (r * r)
	if cos > mitreLimit {
		k := 1 / (1 + cos) // (a+b)/(1+cos) reaches the crossing of the two offset lines
		m := point{(a.x + b.x) * k, (a.y + b.y) * k}
		c.left = append(c.left, point{p.x + m.x, p.y + m.y})
		c.right = append(c.right, point{p.x - m.x, p.y - m.y})
		return
	}
	if a.x*b.y-a.y*b.x < 0 { // the left side is the outer one
		c.left = around(c.left, p, a, b, r)
		c.right = append(c.right, point{p.x - a.x, p.y - a.y}, p, point{p.x - b.x, p.y - b.y})
	} else {
		c.right = around(c.right, p, point{-a.x, -a.y}, point{-b.x, -b.y}, r)
		c.left = append(c.left, point{p.x + a.x, p.y + a.y}, p, point{p.x + b.x, p.y + b.y})
	}
}

// around appends the arc about p from radius a to radius b, the short way, in steps of at most about 20°.
func around(dst []point, p, a, b point, r float64) []point {
	angle := math.Atan2(a.x*b.y-a.y*b.x, a.x*b.x+a.y*b.y)
	steps := int(math.Abs(angle)/0.35) + 1
	from := math.Atan2(a.y, a.x)
	for i := 0; i <= steps; i++ {
		sin, cos := math.Sincos(from + angle*float64(i)/float64(steps))
		dst = append(dst, point{p.x + r*cos, p.y + r*sin})
	}
	return dst
}

// cap adds the half circle about p that begins at from, clockwise on the screen.
func (c *Canvas) cap(p, from point) {
	ax, ay := from.x-p.x, from.y-p.y
	c.quarter(p.x, p.y, ax, ay, -ay, ax)
	c.quarter(p.x, p.y, -ay, ax, -ax, -ay)
}

// normal is the normal of the segment from a to b, of length r, to its left on the screen.
func normal(a, b point, r float64) point {
	dx, dy := b.x-a.x, b.y-a.y
	k := r / math.Hypot(dx, dy)
	return point{dy * k, -dx * k}
}
