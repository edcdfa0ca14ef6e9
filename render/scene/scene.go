// Package scene is what an environment shows: plain data in metres and radians, which knows nothing of pixels, and
// which the software rasterizer and the window draw alike.
//
// A scene is either flat or solid. A flat scene is a list of Shapes painted in order, later over earlier, in a plane
// with x to the right and y up; View is the part of that plane to show. A solid scene is a list of Solids in a world
// with z up, seen by a Camera. Labels belong to both. A Scene is filled anew for every frame and keeps its memory:
//
//	s.Reset()
//	s.View = scene.View{Min: scene.Vec2{-2, -2}, Max: scene.Vec2{2, 2}}
//	s.Segment(scene.Vec2{}, tip, 0.05, scene.Body)
package scene

import "image/color"

// Vec2 is a point of a flat scene, m.
type Vec2 struct{ X, Y float64 }

// Vec3 is a point of a solid scene, m.
type Vec3 struct{ X, Y, Z float64 }

// Quat is a rotation, w first, of unit length.
type Quat struct{ W, X, Y, Z float64 }

// Scene is one frame.
type Scene struct {
	Title  string // what is shown, in a few words
	View   View   // flat: the rectangle to show
	Camera Camera // solid: where it is seen from
	Solid  bool   // whether Solids are shown (true) or Shapes
	Shapes []Shape
	Solids []Solid
	Labels []Label

	points []Vec2 // backing memory of the polygons' points
}

// View is a rectangle of the plane, m. It is shown whole, centred, with equal scales on both axes.
type View struct{ Min, Max Vec2 }

// Kind of a flat shape.
type Kind uint8

// The kinds of flat shapes.
const (
	Segment  Kind = iota // a line from A to B with round ends of radius R: a capsule
	Disc                 // a filled circle at A of radius R
	Ring                 // a circle at A of radius R, drawn with a line of width Width
	Polygon              // a filled polygon through Points
	Polyline             // a line through Points of width Width
)

// Shape is one flat shape.
type Shape struct {
	Kind   Kind
	A, B   Vec2
	R      float64 // m
	Width  float64 // of a line, m
	Points []Vec2  // valid until the scene is Reset
	Color  color.NRGBA
}

// SolidKind is the kind of a solid.
type SolidKind uint8

// The kinds of solids. Each is centred at Pos and turned by Rot.
const (
	Sphere   SolidKind = iota // Size.X: radius
	Capsule                   // Size.X: radius, Size.Y: half length of the axis, which is z
	Cylinder                  // as Capsule, with flat ends
	Box                       // Size: half extents
	Ground                    // the plane z = Pos.Z with a grid of cells of Size.X metres
)

// SolidShape is one solid.
type Solid struct {
	Kind  SolidKind
	Pos   Vec3
	Rot   Quat
	Size  Vec3
	Color color.NRGBA
}

// Camera looks at a point from a distance. Azimuth turns about z, 0 looking along +x; elevation is negative when
// looking down; both in radians.
type Camera struct {
	LookAt             Vec3
	Distance           float64 // m
	Azimuth, Elevation float64 // rad
	FieldOfView        float64 // vertical, rad; 0 means 45°
}

// Label is text at a point: at At in a flat scene, at At3 in a solid one.
type Label struct {
	Text  string
	At    Vec2
	At3   Vec3
	Color color.NRGBA
}

// Reset empties the scene and keeps its memory.
func (s *Scene) Reset() {
	*s = Scene{Shapes: s.Shapes[:0], Solids: s.Solids[:0], Labels: s.Labels[:0], points: s.points[:0]}
}

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

// Text adds a label to a flat scene.
func (s *Scene) Text(at Vec2, text string, c color.NRGBA) {
	s.Labels = append(s.Labels, Label{Text: text, At: at, Color: c})
}

// Add adds a solid.
func (s *Scene) Add(solid Solid) {
	s.Solid = true
	s.Solids = append(s.Solids, solid)
}

func (s *Scene) keep(points []Vec2) []Vec2 {
	lo := len(s.points)
	s.points = append(s.points, points...)
	return s.points[lo:len(s.points):len(s.points)]
}

// The palette. Every task uses these roles, so that colour means the same everywhere; they are distinct for the
// colour-blind and in grey.
var (
	Background = color.NRGBA{0xF7, 0xF7, 0xF4, 0xFF} // paper
	Ink        = color.NRGBA{0x22, 0x26, 0x2B, 0xFF} // text, outlines
	Faint      = color.NRGBA{0xC9, 0xCD, 0xD2, 0xFF} // rails, grids, ground
	Body       = color.NRGBA{0x2F, 0x5D, 0x8C, 0xFF} // the body that moves
	Limb       = color.NRGBA{0x5B, 0x8F, 0xC4, 0xFF} // its links
	Joint      = color.NRGBA{0x1B, 0x35, 0x52, 0xFF} // axles and joints
	Goal       = color.NRGBA{0x2E, 0x8B, 0x57, 0xFF} // where to go
	Accent     = color.NRGBA{0xD9, 0x6C, 0x1E, 0xFF} // the action: force, torque, set-point
	Alarm      = color.NRGBA{0xB3, 0x1B, 0x2C, 0xFF} // limits, failure
)
