package render

import "github.com/fenchel-gym/fenchel/render/scene"

// Thin lines and small dots stay visible: nothing is drawn thinner than this, px.
const hairline = 1.0

// Shapes paints the shapes of a flat scene in order, as a camera sees them.
func (c *Canvas) Shapes(shapes []scene.Shape, cam Camera) {
	for i := range shapes {
		c.shape(&shapes[i], cam)
	}
}

func (c *Canvas) shape(s *scene.Shape, cam Camera) {
	x, y := cam.Pixel(s.A)
	r, width := float64(s.R*cam.Scale), max(float64(s.Width*cam.Scale), hairline)
	switch s.Kind {
	case scene.Segment:
		x1, y1 := cam.Pixel(s.B)
		c.Capsule(x, y, x1, y1, max(r, hairline/2), s.Color)
	case scene.Disc:
		c.Disc(x, y, max(r, hairline/2), s.Color)
	case scene.Ring:
		c.Ring(x, y, r, width, s.Color)
	case scene.Polygon:
		c.project(s.Points, cam)
		c.polygon(s.Color)
	case scene.Polyline:
		c.project(s.Points, cam)
		c.polyline(width, s.Color)
	}
}

func (c *Canvas) project(points []scene.Vec2, cam Camera) {
	c.pixels = c.pixels[:0]
	for _, p := range points {
		x, y := cam.Pixel(p)
		c.pixels = append(c.pixels, point{x, y})
	}
}
