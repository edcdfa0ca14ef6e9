package render

// An outline is handed to the rasterizer edge by edge, each cut to the raster. The rasterizer adds up, in every row, the
// edges to the left of a pixel, so what is above or below the raster counts for nothing, what is right of it neither,
// and what is left of it may be moved to its left side. Cut like this a shape of any size costs what is seen of it:
// a body that flew off to 10³⁰ m is no harder to draw than another.

// moveTo closes the outline and starts another.
func (c *Canvas) moveTo(x, y float64) {
	c.close()
	c.start = point{x, y}
	c.pen = c.start
}

func (c *Canvas) lineTo(x, y float64) {
	p := point{x, y}
	c.edge(c.pen, p)
	c.pen = p
}

func (c *Canvas) close() {
	if c.pen != c.start {
		c.lineTo(c.start.x, c.start.y)
	}
}

// edge adds the part of an edge that lies in the rows of the raster.
func (c *Canvas) edge(a, b point) {
	x, y := float64(c.bounds.Min.X), float64(c.bounds.Min.Y)
	a, b = point{a.x - x, a.y - y}, point{b.x - x, b.y - y}
	height := float64(c.bounds.Dy())
	if max(a.y, b.y) <= 0 || min(a.y, b.y) >= height || a.y == b.y {
		return
	}
	from, to := a, b
	a, b = atRow(from, to, a, 0, height), atRow(from, to, b, 0, height)
	c.across(a, b)
}

// atRow is the end p of the edge from a to b, or where the edge passes the row nearest to p.
func atRow(a, b, p point, lo, hi float64) point {
	if y := min(max(p.y, lo), hi); y != p.y {
		return point{a.x + (b.x-a.x)*((y-a.y)/(b.y-a.y)), y}
	}
	return p
}

// across adds an edge in up to three parts: left of the raster, within it, and right of it.
func (c *Canvas) across(a, b point) {
	width := float64(c.bounds.Dx())
	p, q := a, b
	if a.x != b.x {
		p, q = atColumn(a, b, a, width), atColumn(a, b, b, width)
	}
	c.add(a, p, width)
	c.add(p, q, width)
	c.add(q, b, width)
}

// atColumn is the end p of the edge from a to b, or where the edge passes the side of the raster nearest to p; p itself
// where the edge does not pass it.
func atColumn(a, b, p point, width float64) point {
	x := min(max(p.x, 0), width)
	if x == p.x {
		return p
	}
	if t := (x - a.x) / (b.x - a.x); t >= 0 && t <= 1 {
		return point{x, a.y + (b.y-a.y)*t}
	}
	return p
}

// add gives the rasterizer an edge on one side of the raster or within it.
func (c *Canvas) add(a, b point, width float64) {
	if a.y != b.y {
		c.raster.MoveTo(float32(min(max(a.x, 0), width)), float32(a.y))
		c.raster.LineTo(float32(min(max(b.x, 0), width)), float32(b.y))
	}
}
