package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// Contact is a point where two geoms touch or nearly do.
type Contact struct {
	Geom1, Geom2 int         // the geoms, lower type first
	Dist         float64     // distance between the surfaces, negative in penetration, m
	Pos          spatial.Vec // midway between the surfaces, world frame, m
	Frame        spatial.Mat // X the normal from Geom1 to Geom2, Y and Z tangents, world frame
	Margin       float64     // the contact acts below this distance, m
	Condim       int         // 1, 3, 4 or 6
	Friction     float64     // sliding
	Row          int         // its first constraint row, −1 if it does not act
	pair         int32       // the pair it comes from
}

// shape is a geom in the world.
type shape struct {
	pos, axis, side spatial.Vec // center, z axis, x axis
	size            spatial.Vec
	typ             GeomType
	hull            *Hull   // of a mesh
	bound           float64 // radius of the bounding sphere
}

// contacts gathers what the routines for pairs of shapes find.
type contacts struct {
	list   []Contact
	margin float64
	radius [2]float64 // of the bounding spheres

	release Release // whose rules hold
	single  bool    // no more than one contact of shapes that lie flat on each other

	simplex     simplex
	polytope    polytope
	features    [2]feature
	poly, spare []spatial.Vec
}

// add appends a contact with normal n. A hint longer than ½ becomes, made perpendicular, the first tangent.
func (c *contacts) add(dist float64, pos, n, hint spatial.Vec) {
	c.list = append(c.list, Contact{})
	t := &c.list[len(c.list)-1]
	t.Dist, t.Pos = dist, pos
	setFrame(&t.Frame, n, hint)
}

// setFrame completes a normal to a right-handed frame.
func setFrame(f *spatial.Mat, n, hint spatial.Vec) {
	y := hint
	if y.Dot(y) < 0.25 {
		y = spatial.Vec{Z: 1}
		if n.Y < 0.5 && n.Y > -0.5 {
			y = spatial.Vec{Y: 1}
		}
	}
	y = y.AddScaled(-n.Dot(y), n).Unit()
	f.X, f.Y, f.Z = n, y, n.Cross(y)
}
