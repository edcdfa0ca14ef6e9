package render

import (
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

type vec = scene.Vec3

func add(a, b vec) vec              { return vec{X: a.X + b.X, Y: a.Y + b.Y, Z: a.Z + b.Z} }
func sub(a, b vec) vec              { return vec{X: a.X - b.X, Y: a.Y - b.Y, Z: a.Z - b.Z} }
func dot(a, b vec) float64          { return a.X*b.X + a.Y*b.Y + a.Z*b.Z }
func scaled(a vec, k float64) vec   { return vec{X: a.X * k, Y: a.Y * k, Z: a.Z * k} }
func along(o, d vec, t float64) vec { return vec{X: o.X + t*d.X, Y: o.Y + t*d.Y, Z: o.Z + t*d.Z} }
func unit(a vec) vec                { return scaled(a, 1/math.Sqrt(dot(a, a))) }
func over(a, b vec) vec             { return vec{X: a.X / b.X, Y: a.Y / b.Y, Z: a.Z / b.Z} }
func cross(a, b vec) vec {
	return vec{X: a.Y*b.Z - a.Z*b.Y, Y: a.Z*b.X - a.X*b.Z, Z: a.X*b.Y - a.Y*b.X}
}

// frame is a rotation as the three axes of a body, in the world.
type frame struct{ x, y, z vec }

func rotation(q scene.Quat) frame {
	if q == (scene.Quat{}) {
		q.W = 1
	}
	w, x, y, z := q.W, q.X, q.Y, q.Z
	return frame{
		x: vec{X: w*w + x*x - y*y - z*z, Y: 2 * (x*y + w*z), Z: 2 * (x*z - w*y)},
		y: vec{X: 2 * (x*y - w*z), Y: w*w - x*x + y*y - z*z, Z: 2 * (y*z + w*x)},
		z: vec{X: 2 * (x*z + w*y), Y: 2 * (y*z - w*x), Z: w*w - x*x - y*y + z*z},
	}
}

// local is a direction of the world seen from the body, and world the way back.
func (f *frame) local(v vec) vec { return vec{X: dot(f.x, v), Y: dot(f.y, v), Z: dot(f.z, v)} }

func (f *frame) world(v vec) vec {
	return vec{
		X: f.x.X*v.X + f.y.X*v.Y + f.z.X*v.Z,
		Y: f.x.Y*v.X + f.y.Y*v.Y + f.z.Y*v.Z,
		Z: f.x.Z*v.X + f.y.Z*v.Y + f.z.Z*v.Z,
	}
}
