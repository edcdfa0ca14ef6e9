package scene

import (
	"image/color"
	"math"
)

// Segment adds a capsule from a to b of radius r.
func (s *Scene) Segment(a, b Vec2, r float64, c color.NRGBA) {
	s.Shapes = append(s.Shapes, Shape{Kind: Segment, A: a, B: b, R: r, Color: c})
}

// Disc adds a filled circle.
func (s *Scene) Disc(at Vec2, r float64, c color.NRGBA) {
	s.Shapes = append(s.Shapes, Shape{Kind: Disc, A: at, R: r, Color: c})
}

// Ring adds a circle drawn with a line of the given width.
func (s *Scene) Ring(at Vec2, r, width float64, c color.NRGBA) {
	s.Shapes = append(s.Shapes, Shape{Kind: Ring, A: at, R: r, Width: width, Color: c})
}

// Polygon adds a filled polygon. The points are copied.
func (s *Scene) Polygon(c color.NRGBA, points ...Vec2) {
	s.Shapes = append(s.Shapes, Shape{Kind: Polygon, Points: s.keep(points), Color: c})
}

// Polyline adds a line through the points. The points are copied.
func (s *Scene) Polyline(width float64, c color.NRGBA, points ...Vec2) {
	s.Shapes = append(s.Shapes, Shape{Kind: Polyline, Points: s.keep(points), Width: width, Color: c})
}

// Rect adds a filled rectangle with sides along the axes.
func (s *Scene) Rect(lo, hi Vec2, c color.NRGBA) {
	s.Polygon(c, lo, Vec2{hi.X, lo.Y}, hi, Vec2{lo.X, hi.Y})
}

// Arrow adds an arrow from a to b with a shaft of the given width. The head is three widths long and as broad; an
// arrow shorter than its head is a head alone, shrunk to fit.
func (s *Scene) Arrow(a, b Vec2, width float64, c color.NRGBA) {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if !(length > 0) {
		return
	}
	ux, uy := dx/length, dy/length
	head := min(3*width, length)
	half := head / 2
	neck := Vec2{b.X - ux*head, b.Y - uy*head}
	if length > head {
		s.Polyline(width, c, a, neck)
	}
	s.Polygon(c, b, Vec2{neck.X - uy*half, neck.Y + ux*half}, Vec2{neck.X + uy*half, neck.Y - ux*half})
}

// Text adds a label to a flat scene, centered at a point.
func (s *Scene) Text(at Vec2, text string, c color.NRGBA) {
	s.Labels = append(s.Labels, Label{Text: text, At: at, Color: c})
}

// Add adds a solid.
func (s *Scene) Add(solid Solid) {
	s.Solid = true
	s.Solids = append(s.Solids, solid)
}

// Text3 adds a label to a solid scene, centered where the camera sees a point.
func (s *Scene) Text3(at Vec3, text string, c color.NRGBA) {
	s.Labels = append(s.Labels, Label{Text: text, At3: at, Color: c})
}

func (s *Scene) keep(points []Vec2) []Vec2 {
	lo := len(s.points)
	s.points = append(s.points, points...)
	return s.points[lo:len(s.points):len(s.points)]
}

// Line adds a thin cylinder from a to b to a solid scene.
func (s *Scene) Line(a, b Vec3, r float64, c color.NRGBA) {
	d := Vec3{b.X - a.X, b.Y - a.Y, b.Z - a.Z}
	length := math.Sqrt(d.X*d.X + d.Y*d.Y + d.Z*d.Z)
	if !(length > 0) {
		return
	}
	turn := Quat{X: 1} // takes z to −z
	if w := 1 + d.Z/length; w > 1e-9 {
		n := math.Sqrt(w*w + (d.X*d.X+d.Y*d.Y)/(length*length))
		turn = Quat{W: w / n, X: -d.Y / length / n, Y: d.X / length / n}
	}
	mid := Vec3{(a.X + b.X) / 2, (a.Y + b.Y) / 2, (a.Z + b.Z) / 2}
	s.Add(Solid{Kind: Capsule, Pos: mid, Rot: turn, Size: Vec3{X: r, Y: length / 2}, Color: c})
}
