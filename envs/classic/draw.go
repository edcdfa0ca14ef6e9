package classic

import (
	"fmt"
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Every scene shows the action in the color of its sign: a force as an arrow, a torque as an arc with a head, and its value as
// text below.

// arcPoints is how many points an arc is drawn with.
const arcPoints = 24

// turn adds an arc of a torque about center: it starts at angle from and sweeps by sweep radians, counter-clockwise
// where positive, and ends in a head. A sweep of 0 adds nothing.
func turn(sc *scene.Scene, center scene.Vec2, radius, from, sweep float64) {
	if math.Abs(sweep) < 0.02 {
		return
	}
	var points [arcPoints]scene.Vec2
	for i := range points {
		points[i] = polar(center, radius, from+sweep*float64(i)/(arcPoints-1))
	}
	width := radius * 0.12
	col := scene.Signed(sweep)
	sc.Polyline(width, col, points[:]...)
	along := math.Copysign(math.Pi/2, sweep)
	head(sc, points[arcPoints-1], from+sweep+along, 3*width, col)
}

// push adds an arrow of a force that acts at a point, in direction angle. A length of 0 adds nothing.
func push(sc *scene.Scene, at scene.Vec2, angle, length, width float64) {
	if length < width {
		return
	}
	tip := polar(at, length, angle)
	col := scene.Signed(math.Cos(angle))
	sc.Segment(at, tip, width/2, col)
	head(sc, tip, angle, 3*width, col)
}

// head adds an arrow head of the given size that starts at a point and looks in direction angle.
func head(sc *scene.Scene, at scene.Vec2, angle, size float64, col color.NRGBA) {
	sc.Polygon(col, polar(at, size, angle), polar(at, size*0.6, angle+math.Pi/2), polar(at, size*0.6, angle-math.Pi/2))
}

// read adds a read-out of one number.
func read(sc *scene.Scene, at scene.Vec2, format string, x float64) {
	sc.Text(at, fmt.Sprintf(format, x), scene.Signed(x))
}

// polar is center + radius·(cos angle, sin angle).
func polar(center scene.Vec2, radius, angle float64) scene.Vec2 {
	sin, cos := math.Sincos(angle)
	return scene.Vec2{X: center.X + radius*cos, Y: center.Y + radius*sin}
}

// frame is a local coordinate system of a drawing: origin and angle.
type frame struct {
	origin   scene.Vec2
	sin, cos float64
}

func newFrame(origin scene.Vec2, angle float64) frame {
	sin, cos := math.Sincos(angle)
	return frame{origin, sin, cos}
}

// at is the point (x, y) of the frame.
func (f frame) at(x, y float64) scene.Vec2 {
	return scene.Vec2{X: f.origin.X + x*f.cos - y*f.sin, Y: f.origin.Y + x*f.sin + y*f.cos}
}
