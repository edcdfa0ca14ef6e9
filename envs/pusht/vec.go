package pusht

import "math"

// Vec is a point or a direction of the plane, px.
//
// Every product here and in the rest of the dynamics is converted explicitly: a float64(…) around it keeps the
// compiler from fusing it with an addition, which it does on some processors and which would change the last bit.
type Vec struct{ X, Y float64 }

func (a Vec) add(b Vec) Vec             { return Vec{a.X + b.X, a.Y + b.Y} }
func (a Vec) sub(b Vec) Vec             { return Vec{a.X - b.X, a.Y - b.Y} }
func (a Vec) neg() Vec                  { return Vec{-a.X, -a.Y} }
func (a Vec) scale(s float64) Vec       { return Vec{float64(a.X * s), float64(a.Y * s)} }
func (a Vec) dot(b Vec) float64         { return float64(a.X*b.X) + float64(a.Y*b.Y) }
func (a Vec) cross(b Vec) float64       { return float64(a.X*b.Y) - float64(a.Y*b.X) }
func (a Vec) length() float64           { return math.Sqrt(a.dot(a)) }
func (a Vec) lerp(b Vec, t float64) Vec { return a.scale(1 - t).add(b.scale(t)) }

// left is a turned by +90 degrees, right by −90 degrees.
func (a Vec) left() Vec  { return Vec{-a.Y, a.X} }
func (a Vec) right() Vec { return Vec{a.Y, -a.X} }

// normal is a at unit length.
func (a Vec) normal() Vec { return a.scale(1 / (a.length() + tiny)) }

// tiny keeps a division by zero finite and changes no other result: the smallest normal float64.
const tiny = 2.2250738585072014e-308

// rotate turns local coordinates into the directions of a frame at (cos θ, sin θ).
func (a Vec) rotate(rot Vec) Vec {
	return Vec{float64(rot.X*a.X) + float64(-rot.Y*a.Y), float64(rot.Y*a.X) + float64(rot.X*a.Y)}
}

// nearest is the parameter t ∈ [−1, 1] of the point of the segment from a to b that is nearest to the origin; span is
// the point of a parameter.
func nearest(a, b Vec) float64 {
	d := b.sub(a)
	return -min(max(d.dot(a.add(b))/(d.dot(d)+tiny), -1), 1)
}

func span(a, b Vec, t float64) Vec {
	half := float64(0.5 * t)
	return a.scale(0.5 - half).add(b.scale(0.5 + half))
}
