package locomotion

import (
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Scene shows the mechanism where its present positions put it, without the lag of Data, and the action: a disc on the
// axis of each driven hinge, a bar along each driven slide, as large as the control is near its bound, in the color of its
// sign about the axis.
func (t *Task) Scene(s *scene.Scene) {
	m, spec := t.motion.model, t.Spec()
	if t.shown == nil {
		t.shown = m.NewData()
	}
	copy(t.shown.QPos, t.motion.QPos)
	copy(t.shown.MocapPos, t.motion.MocapPos)
	copy(t.shown.MocapQuat, t.motion.MocapQuat)
	m.Forward(t.shown)
	now := body{m, t.shown, t.motion.period}
	s.Title = spec.Name
	s.Camera = t.motion.rules.camera(&now)
	addCameras(s, &now)
	for g := range m.GeomType {
		if m.GeomGroup[g] <= lastShownGroup {
			addGeom(s, &now, g)
		}
	}
	addKey(s, m)
	for i := range m.NU {
		bound := math.Max(math.Abs(spec.Act[i].Lo), math.Abs(spec.Act[i].Hi))
		if a := &m.Actuators[i]; a.Trn <= physics.OnJointInParent && bound > 0 {
			addMotor(s, &now, a.ID[0], t.Applied()[i]/bound)
		}
	}
	addLayers(s, &now)
}

// lastShownGroup is the last of the geom groups that viewers show.
const lastShownGroup = 2

// addGeom adds a geom as a solid. A level plane is the ground; any other is a thin plate, if it has a size. A mesh
// is drawn as the box that bounds it.
func addGeom(s *scene.Scene, b *body, g int) {
	m := b.model
	pos, axes := m.GeomPose(b.Data, g)
	size := m.GeomSize[g]
	solid := scene.Solid{Pos: point(pos), Size: point(size), Rot: rotation(axes.Quat()), Color: paint(m.GeomRGBA[g])}
	if solid.Color.A == 0 {
		return
	}
	switch m.GeomType[g] {
	case physics.Sphere:
		solid.Kind = scene.Sphere
	case physics.Capsule:
		solid.Kind = scene.Capsule
	case physics.Cylinder:
		solid.Kind = scene.Cylinder
	case physics.Box, physics.Mesh:
		solid.Kind = scene.Box
	case physics.Ellipsoid:
		solid.Kind = scene.Ellipsoid
	case physics.Plane:
		if axes.Z.Z > 0.999 {
			solid.Kind, solid.Size = scene.Ground, scene.Vec3{X: cell(s.Camera.Distance)}
			if solid.Color == white {
				solid.Color = scene.Faint // white is what a texture leaves, and shows no grid
			}
		} else if size.X > 0 && size.Y > 0 {
			solid.Kind, solid.Size.Z = scene.Box, plateThickness
		} else {
			return
		}
	}
	s.Add(solid)
}

var white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}

// plateThickness is how thick an upright plane is drawn, m.
const plateThickness = 0.002

// cell is the width of the ground's cells for a camera at some distance: 1, 0.1 or 0.01 m.
func cell(distance float64) float64 {
	return math.Pow(10, math.Min(math.Floor(math.Log10(distance/1.5)), 0))
}

// addMotor adds a sign of the share −1 … 1 with which a motor drives a joint: as thick as the limb, so that it shows on
// its sides.
func addMotor(s *scene.Scene, b *body, j int, share float64) {
	if math.Abs(share) < 0.02 {
		return
	}
	m, axis := b.model, b.XAxis[j]
	r := thickness(m, m.JntBody[j])
	sign := scene.Solid{Kind: scene.Cylinder, Color: scene.Signed(share), Rot: rotation(turnZ(axis))}
	if m.JntType[j] == physics.Slide {
		side := spatial.Vec{Y: -1.1 * r}
		sign.Kind, sign.Size = scene.Capsule, scene.Vec3{X: 0.2 * r, Y: 3 * r * math.Abs(share)}
		sign.Pos = point(b.XPos[m.JntBody[j]].AddScaled(3*r*share, axis).Add(side))
	} else {
		sign.Size = scene.Vec3{X: 1.4 * r * math.Abs(share), Y: 1.2 * r}
		sign.Pos = point(b.XAnchor[j])
	}
	s.Add(sign)
}

// addKey says which color is which sign of what drives the joints.
func addKey(s *scene.Scene, m *physics.Model) {
	what := ""
	for i := range m.NU {
		if a := &m.Actuators[i]; a.Trn <= physics.OnJointInParent {
			if word := drives(m, a); what == "" || what == word {
				what = word
			} else {
				what = "control"
			}
		}
	}
	if what != "" {
		s.Key = append(s.Key, scene.Key{Text: what + " +", Color: scene.Accent}, scene.Key{Text: what + " −", Color: scene.Counter})
	}
}

// drives says what an actuator's control is: a motor's torque or force, or something else that the actuator turns into one.
func drives(m *physics.Model, a *physics.Actuator) string {
	switch {
	case a.Bias != [3]float64{} || a.Dyn != 0:
		return "control"
	case m.JntType[a.ID[0]] == physics.Slide:
		return "force"
	}
	return "torque"
}

// thickness is the radius of a body's first geom, or something small.
func thickness(m *physics.Model, body int) float64 {
	if g := m.BodyGeomAdr[body]; g >= 0 && m.GeomSize[g].X > 0 {
		return m.GeomSize[g].X
	}
	return 0.02
}

// turnZ is a rotation that takes the z axis to a unit vector.
func turnZ(v spatial.Vec) spatial.Quat {
	if v.Z < -0.999999 {
		return spatial.Quat{X: 1}
	}
	return spatial.Quat{W: 1 + v.Z, X: -v.Y, Y: v.X}.Unit()
}

// follow looks across the plane of motion at the center of mass, at a height z, from a distance.
func follow(b *body, z, distance float64) scene.Camera {
	p := b.SubtreeCom[1]
	return scene.Camera{
		LookAt: scene.Vec3{X: p.X, Y: p.Y, Z: z}, Distance: distance, Azimuth: math.Pi / 2, Elevation: -12 * math.Pi / 180,
	}
}

// fixed looks across the plane of motion at the origin, at a height z, from a distance.
func fixed(z, distance float64) scene.Camera {
	return scene.Camera{LookAt: scene.Vec3{Z: z}, Distance: distance, Azimuth: math.Pi / 2, Elevation: -8 * math.Pi / 180}
}

func point(v spatial.Vec) scene.Vec3 { return scene.Vec3{X: v.X, Y: v.Y, Z: v.Z} }

func rotation(q spatial.Quat) scene.Quat { return scene.Quat{W: q.W, X: q.X, Y: q.Y, Z: q.Z} }

func paint(c [4]float32) color.NRGBA {
	to := func(x float32) uint8 { return uint8(math.Round(255 * math.Min(math.Max(float64(x), 0), 1))) }
	return color.NRGBA{R: to(c[0]), G: to(c[1]), B: to(c[2]), A: to(c[3])}
}
