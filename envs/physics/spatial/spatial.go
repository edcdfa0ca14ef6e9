// Package spatial holds the small vectors of rigid-body dynamics: positions, rotations, and the six-dimensional
// motions, forces and inertias of Featherstone's spatial algebra.
//
// A rigid body moves with an angular velocity ω and the linear velocity v of the body point that passes through a
// chosen reference point; together they are a Motion. The forces on it add up to a torque τ about the same point
// and a force f, a Force. The pair (τ, f) · (ω, v) is a power, and the inertia of the body maps the one kind to the
// other:
//
//	f̂ = Î v̂        I = R diag R^T − m [d]×[d]×        Î = ⎡  I      m[d]× ⎤
//	                                                      ⎣ −m[d]×   m 1   ⎦
//
// where d runs from the reference point to the center of mass. Motions and forces differ in their cross products,
// so they are two types and the compiler keeps them apart (Featherstone, Rigid Body Dynamics Algorithms, chapter 2).
//
// Everything here is a plain value of a few numbers. Vectors and quaternions are structs, not arrays, because the
// compiler keeps structs of up to four words in registers.
package spatial

import "math"

// MinVal is the smallest number that is divided by: below it a length or a mass counts as zero, as in MuJoCo.
const MinVal = 1e-15

// Vec is a vector of ℝ³.
type Vec struct{ X, Y, Z float64 }

// Add returns a + b.
func (a Vec) Add(b Vec) Vec { return Vec{a.X + b.X, a.Y + b.Y, a.Z + b.Z} }

// Sub returns a − b.
func (a Vec) Sub(b Vec) Vec { return Vec{a.X - b.X, a.Y - b.Y, a.Z - b.Z} }

// Scale returns s a.
func (a Vec) Scale(s float64) Vec { return Vec{s * a.X, s * a.Y, s * a.Z} }

// AddScaled returns a + s b.
func (a Vec) AddScaled(s float64, b Vec) Vec { return Vec{a.X + s*b.X, a.Y + s*b.Y, a.Z + s*b.Z} }

// Neg returns −a.
func (a Vec) Neg() Vec { return Vec{-a.X, -a.Y, -a.Z} }

// Dot returns ⟨a, b⟩.
func (a Vec) Dot(b Vec) float64 { return a.X*b.X + a.Y*b.Y + a.Z*b.Z }

// Cross returns a × b.
func (a Vec) Cross(b Vec) Vec {
	return Vec{a.Y*b.Z - a.Z*b.Y, a.Z*b.X - a.X*b.Z, a.X*b.Y - a.Y*b.X}
}

// Norm returns the Euclidean length of a.
func (a Vec) Norm() float64 { return math.Sqrt(a.Dot(a)) }

// Unit returns a/‖a‖, or (1,0,0) for a vector shorter than MinVal.
func (a Vec) Unit() Vec {
	n := a.Norm()
	if n < MinVal {
		return Vec{X: 1}
	}
	return a.Scale(1 / n)
}
