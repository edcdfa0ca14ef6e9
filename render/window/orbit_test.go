package window

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

func solidAt(x float64) *scene.Scene {
	s := &scene.Scene{Solid: true}
	s.Camera = scene.Camera{LookAt: scene.Vec3{X: x, Z: 1}, Distance: 4, Azimuth: math.Pi / 2, Elevation: -0.3}
	return s
}

func TestCameraAsTheTaskPutsIt(t *testing.T) {
	o := newOrbit()
	s := solidAt(2)
	o.aim(s)
	if s.Camera != solidAt(2).Camera {
		t.Errorf("an untouched camera moved: %+v", s.Camera)
	}
}

func TestTrackingAndFree(t *testing.T) {
	o := newOrbit()
	o.aim(solidAt(0))
	o.drag(0.1, 0, false)
	s := solidAt(5)
	o.aim(s)
	if s.Camera.LookAt.X != 5 || s.Camera.Azimuth == math.Pi/2 {
		t.Errorf("a turned camera should still follow: %+v", s.Camera)
	}
	o.free = true
	s = solidAt(9)
	o.aim(s)
	if s.Camera.LookAt.X != 5 {
		t.Errorf("a free camera stays where it looked, at 5, not at %g", s.Camera.LookAt.X)
	}
}

func TestElevationKeepsAboveGround(t *testing.T) {
	o := newOrbit()
	for range 100 {
		o.drag(0, -0.3, false)
		o.aim(solidAt(0))
	}
	if e := o.camera.Elevation; e > 0 {
		t.Errorf("the eye went below the point it looks at: elevation %g", e)
	}
	for range 100 {
		o.drag(0, 0.3, false)
		o.aim(solidAt(0))
	}
	if e := o.camera.Elevation; e < -math.Pi/2 {
		t.Errorf("the eye went over the top: elevation %g", e)
	}
	before := o.camera.Elevation
	o.drag(0, -0.1, false)
	o.aim(solidAt(0))
	if o.camera.Elevation == before {
		t.Error("drags beyond the limit were remembered")
	}
}

// TestMove: what was under the mouse before a drag is under it afterwards, in the plane of the point looked at.
func TestMove(t *testing.T) {
	o := newOrbit()
	o.aim(solidAt(0))
	o.drag(0.25, 0.1, true) // to the right and down
	s := solidAt(0)
	o.aim(s)
	height := 2 * 4 * math.Tan(math.Pi/8)
	at := s.Camera.LookAt // looking along +y: right is +x, up leans back
	want := scene.Vec3{X: -0.25 * height, Y: 0.1 * height * math.Sin(0.3), Z: 1 + 0.1*height*math.Cos(0.3)}
	if math.Abs(at.X-want.X)+math.Abs(at.Y-want.Y)+math.Abs(at.Z-want.Z) > 1e-12 {
		t.Errorf("looks at %+v, want %+v", at, want)
	}
}

func TestFlatMovesAndZooms(t *testing.T) {
	o := newOrbit()
	view := func() *scene.Scene {
		return &scene.Scene{View: scene.View{Min: scene.Vec2{X: -1, Y: -1}, Max: scene.Vec2{X: 3, Y: 1}}}
	}
	o.aim(view())
	o.drag(0.5, 0, false)
	s := view()
	o.aim(s)
	if s.View.Min.X != -2 || s.View.Max.X != 2 {
		t.Errorf("half a height to the right should show a meter more on the left: %+v", s.View)
	}
	o.zoom(5)
	s = view()
	o.aim(s)
	if w := s.View.Max.X - s.View.Min.X; math.Abs(w-4/math.Pow(zoomPerNotch, 5)) > 1e-12 {
		t.Errorf("five notches show %g m of 4", w)
	}
	o.zoom(1e6)
	if o.scale != nearest {
		t.Errorf("zoomed beyond the nearest, to %g", o.scale)
	}
}
