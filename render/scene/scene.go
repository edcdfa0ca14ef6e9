// Package scene is what an environment shows: plain data in meters and radians, which knows nothing of pixels, and
// which the software rasterizer and the window draw alike.
//
// A scene is either flat or solid. A flat scene is a list of Shapes painted in order, later over earlier, in a plane
// with x to the right and y up; View is the part of that plane to show. A solid scene is a list of Solids in a world
// with z up, seen by a Camera. Labels belong to both. A Scene is filled again for every frame and keeps its memory:
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
	Key    []Key // what colors mean, listed in a corner

	Layers  Layers        // what is to be shown besides; Reset leaves it
	Cameras []NamedCamera // solid: other cameras that the task knows

	points []Vec2 // backing memory of the polygons' points
}

// View is a rectangle of the plane, m. It is shown whole, centered, with equal scales on both axes.
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

// The kinds of solids. Each is centered at Pos and turned by Rot.
const (
	Sphere    SolidKind = iota // Size.X: radius
	Capsule                    // Size.X: radius, Size.Y: half length of the axis, which is z
	Cylinder                   // as Capsule, with flat ends
	Box                        // Size: half extents
	Ground                     // the plane z = Pos.Z with a grid of cells of Size.X meters
	Ellipsoid                  // Size: half axes
)

// Solid is one solid shape. It is opaque, whatever the opacity of its color.
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

// NamedCamera is a camera that has a name.
type NamedCamera struct {
	Name string
	Camera
}

// Look sees a scene through the n-th of its named cameras, counted from 1; 0 leaves its own. It panics where there is none.
func (s *Scene) Look(n int) {
	if n > 0 {
		c := &s.Cameras[n-1]
		s.Camera = c.Camera
		s.Title += " · camera " + c.Name
	}
}

// Layers are what a scene can show besides, where its task knows it.
type Layers uint8

// The layers.
const (
	Contacts     Layers = 1 << iota // where bodies touch, and with what force
	Joints                          // axes of the joints
	CenterOfMass                    // of the whole
	Frames                          // axes of the bodies
)

// Label is text centered at a point: at At in a flat scene, at At3 in a solid one.
type Label struct {
	Text  string
	At    Vec2
	At3   Vec3
	Color color.NRGBA
}

// Key says in a word or two what a color means.
type Key struct {
	Text  string
	Color color.NRGBA
}

// Reset empties the scene and keeps its memory.
func (s *Scene) Reset() {
	*s = Scene{Shapes: s.Shapes[:0], Solids: s.Solids[:0], Labels: s.Labels[:0], Key: s.Key[:0], Layers: s.Layers, Cameras: s.Cameras[:0], points: s.points[:0]}
}
