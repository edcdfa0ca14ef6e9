package pusht

import "math"

// Vec is a point or a direction of the plane, px.
//
// Every product here and in the rest of the dynamics is converted explicitly: a float64(…) around it keeps the
// compiler from fusing it with an addition, which it does on some processors and which would change the last bit.
type Vec struct{ X, Y float64 }

// Add is a + b, Sub a − b, Neg −a, Scale s·a, Dot ⟨a, b⟩, Cross the third coordinate of a × b, and Length ‖a‖.
func (a Vec) Add(b Vec) Vec       { return Vec{a.X + b.X, a.Y + b.Y} }
func (a Vec) Sub(b Vec) Vec       { return Vec{a.X - b.X, a.Y - b.Y} }
func (a Vec) Neg() Vec            { return Vec{-a.X, -a.Y} }
func (a Vec) Scale(s float64) Vec { return Vec{float64(a.X * s), float64(a.Y * s)} }
func (a Vec) Dot(b Vec) float64   { return float64(a.X*b.X) + float64(a.Y*b.Y) }
func (a Vec) Cross(b Vec) float64 { return float64(a.X*b.Y) - float64(a.Y*b.X) }
func (a Vec) Length() float64     { return math.Sqrt(a.Dot(a)) }

// Lerp is the point a share t of the way from a to b.
func (a Vec) Lerp(b Vec, t float64) Vec { return a.Scale(1 - t).Add(b.Scale(t)) }

// Rotate turns a by an angle, rad.
func (a Vec) Rotate(angle float64) Vec {
	sin, cos := sincos(angle)
	return a.rotate(Vec{cos, sin})
}

// left is a turned by +90 degrees, right by −90 degrees.
func (a Vec) left() Vec  { return Vec{-a.Y, a.X} }
func (a Vec) right() Vec { return Vec{a.Y, -a.X} }

// normal is a at unit length.
func (a Vec) normal() Vec { return a.Scale(1 / (a.Length() + tiny)) }

// tiny keeps a division by zero finite and changes no other result: the smallest normal float64.
const tiny = 2.2250738585072014e-308

// rotate turns local coordinates into the directions of a frame at (cos θ, sin θ).
func (a Vec) rotate(rot Vec) Vec {
	return Vec{float64(rot.X*a.X) + float64(-rot.Y*a.Y), float64(rot.Y*a.X) + float64(rot.X*a.Y)}
}

// nearest is the parameter t ∈ [−1, 1] of the point of the segment from a to b that is nearest to the origin; span is
// the point of a parameter.
func nearest(a, b Vec) float64 {
	d := b.Sub(a)
	return -min(max(d.Dot(a.Add(b))/(d.Dot(d)+tiny), -1), 1)
}

func span(a, b Vec, t float64) Vec {
	half := float64(0.5 * t)
	return a.Scale(0.5 - half).Add(b.Scale(0.5 + half))
}
