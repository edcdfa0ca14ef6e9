package locomotion

import (
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// addLayers adds what a person asked to see besides: contacts with their normals, axes of joints, centers of mass of the
// trees, axes of bodies.
func addLayers(s *scene.Scene, b *body) {
	if s.Layers == 0 {
		return
	}
	unit := 0.02 * s.Camera.Distance // a thin line is a tenth of it
	if s.Layers&scene.Contacts != 0 {
		for i := range b.Contact {
			c := &b.Contact[i]
			s.Add(scene.Solid{Kind: scene.Sphere, Pos: point(c.Pos), Size: scene.Vec3{X: 0.5 * unit}, Color: scene.Alarm})
			s.Line(point(c.Pos), point(c.Pos.AddScaled(4*unit, c.Frame.X)), 0.15*unit, scene.Alarm)
		}
	}
	if s.Layers&scene.Joints != 0 {
		for j := range b.model.JntType {
			addAxis(s, b, j, unit)
		}
	}
	for body := 1; body < b.model.NBody; body++ {
		if s.Layers&scene.CenterOfMass != 0 && b.model.BodyParent[body] == 0 {
			s.Add(scene.Solid{Kind: scene.Sphere, Pos: point(b.SubtreeCom[body]), Size: scene.Vec3{X: unit}, Color: scene.Goal})
		}
		if s.Layers&scene.Frames != 0 {
			addFrame(s, b.XPos[body], &b.XMat[body], unit)
		}
	}
}

// addAxis adds the axis of a hinge or a slide, on both sides of its anchor.
func addAxis(s *scene.Scene, b *body, j int, unit float64) {
	if t := b.model.JntType[j]; t != physics.Hinge && t != physics.Slide {
		return
	}
	at, along := b.XAnchor[j], b.XAxis[j]
	s.Line(point(at.AddScaled(-3*unit, along)), point(at.AddScaled(3*unit, along)), 0.25*unit, scene.Accent)
}

// axisColors are red, green and blue for x, y and z, as is usual.
var axisColors = [3]color.NRGBA{{R: 200, G: 50, B: 45, A: 255}, {R: 50, G: 150, B: 60, A: 255}, {R: 45, G: 80, B: 190, A: 255}}

func addFrame(s *scene.Scene, at spatial.Vec, axes *spatial.Mat, unit float64) {
	for i, axis := range [3]spatial.Vec{axes.X, axes.Y, axes.Z} {
		s.Line(point(at), point(at.AddScaled(4*unit, axis)), 0.2*unit, axisColors[i])
	}
}

// addCameras adds the model's own cameras as they are mounted now. A camera that leans to a side is shown upright.
func addCameras(s *scene.Scene, b *body) {
	for i := range b.model.Cameras {
		c := &b.model.Cameras[i]
		axes := b.XMat[c.Body]
		eye := b.XPos[c.Body].Add(axes.MulVec(c.Pose.Pos))
		own := c.Pose.Quat.Mat()
		ahead := axes.MulVec(own.Z).Scale(-1)
		middle := b.SubtreeCom[min(1, b.model.NBody-1)]
		if at, ok := b.target(c); ok {
			middle, ahead = at, at.Sub(eye)
		}
		if c.Name == "" || !(ahead.Norm() > 0) {
			continue
		}
		ahead = ahead.Scale(1 / ahead.Norm())
		distance := math.Max(middle.Sub(eye).Dot(ahead), 0.1)
		s.Cameras = append(s.Cameras, scene.NamedCamera{Name: c.Name, Camera: scene.Camera{
			LookAt: point(eye.AddScaled(distance, ahead)), Distance: distance, FieldOfView: c.FovY,
			Azimuth: math.Atan2(ahead.Y, ahead.X), Elevation: math.Asin(math.Max(-1, math.Min(1, ahead.Z))),
		}})
	}
}

// target is the body that a camera looks at, where it is one of those that do.
func (b *body) target(c *physics.Camera) (spatial.Vec, bool) {
	for body, name := range b.model.BodyName {
		if c.Target != "" && name == c.Target {
			return b.XIPos[body], true
		}
	}
	return spatial.Vec{}, false
}
