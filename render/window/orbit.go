package window

import (
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// orbit is how a person has moved the camera away from where the task puts it. Angles, zoom and offset are added to
// the task's own, so a camera that follows a body goes on following it; a free camera stays at the point it looked at.
// A flat scene is moved and zoomed, and never turned.
type orbit struct {
	azimuth, elevation float64    // added, rad
	scale              float64    // of the distance or the view; below 1 is nearer
	offset             scene.Vec3 // of the point looked at, m
	free               bool
	at                 scene.Vec3   // the point that the task looked at last, m
	solid              bool         // what was seen last
	camera             scene.Camera // of a solid scene
	view               scene.View   // of a flat one
}

func newOrbit() orbit { return orbit{scale: 1} }

// How the camera responds to the mouse.
const (
	radPerHeight = 3.0  // turned by a drag across the window's height
	zoomPerNotch = 1.15 // of the wheel
	nearest      = 0.05 // least and greatest scale
	farthest     = 20.0
	steepest     = -math.Pi/2 + 0.02 // rad
	level        = -0.01             // rad; the eye stays above the point it looks at
)

// drag turns or moves the camera by a movement of the mouse, as a share of the window's height.
func (o *orbit) drag(dx, dy float64, move bool) {
	switch {
	case !o.solid:
		height := o.view.Max.Y - o.view.Min.Y
		o.offset.X -= dx * height
		o.offset.Y += dy * height
	case move:
		o.move(dx, dy)
	default:
		o.azimuth -= radPerHeight * dx
		o.elevation -= radPerHeight * dy
	}
}

// move shifts a solid scene so that the point looked at stays under the mouse.
func (o *orbit) move(dx, dy float64) {
	fov := o.camera.FieldOfView
	if !(fov > 0) {
		fov = math.Pi / 4
	}
	height := 2 * o.camera.Distance * math.Tan(fov/2)
	sinA, cosA := math.Sincos(o.camera.Azimuth)
	sinE, cosE := math.Sincos(o.camera.Elevation)
	x, y := -dx*height, dy*height // along the picture's right and up
	o.offset.X += x*sinA - y*sinE*cosA
	o.offset.Y += -x*cosA - y*sinE*sinA
	o.offset.Z += y * cosE
}

func (o *orbit) zoom(notches float64) {
	o.scale = min(max(o.scale*math.Pow(zoomPerNotch, -notches), nearest), farthest)
}

// aim moves the camera of a scene.
func (o *orbit) aim(s *scene.Scene) {
	if o.solid = s.Solid; o.solid {
		o.aimSolid(&s.Camera)
		o.camera = s.Camera
	} else {
		o.aimFlat(&s.View)
		o.view = s.View
	}
}

func (o *orbit) aimSolid(c *scene.Camera) {
	if !o.free {
		o.at = c.LookAt
	}
	c.LookAt = scene.Vec3{X: o.at.X + o.offset.X, Y: o.at.Y + o.offset.Y, Z: o.at.Z + o.offset.Z}
	c.Azimuth += o.azimuth
	tilt := min(max(c.Elevation+o.elevation, steepest), max(level, c.Elevation))
	o.elevation, c.Elevation = tilt-c.Elevation, tilt // a drag beyond the limit is not remembered
	c.Distance *= o.scale
}

func (o *orbit) aimFlat(v *scene.View) {
	cx, cy := (v.Min.X+v.Max.X)/2+o.offset.X, (v.Min.Y+v.Max.Y)/2+o.offset.Y
	w, h := (v.Max.X-v.Min.X)*o.scale/2, (v.Max.Y-v.Min.Y)*o.scale/2
	v.Min, v.Max = scene.Vec2{X: cx - w, Y: cy - h}, scene.Vec2{X: cx + w, Y: cy + h}
}
