package spatial

import "math"

// Quat is a unit quaternion (w, x, y, z): the rotation by 2 acos w about (x, y, z).
type Quat struct{ W, X, Y, Z float64 }

// Identity is the rotation that moves nothing.
var Identity = Quat{W: 1}

// AxisAngle returns the rotation by angle (rad) about a unit axis.
func AxisAngle(axis Vec, angle float64) Quat {
	s, c := math.Sincos(angle / 2)
	return Quat{c, s * axis.X, s * axis.Y, s * axis.Z}
}

// Mul returns the rotation that applies b first and then a.
func (a Quat) Mul(b Quat) Quat {
	return Quat{
		a.W*b.W - a.X*b.X - a.Y*b.Y - a.Z*b.Z,
		a.W*b.X + a.X*b.W + a.Y*b.Z - a.Z*b.Y,
		a.W*b.Y - a.X*b.Z + a.Y*b.W + a.Z*b.X,
		a.W*b.Z + a.X*b.Y - a.Y*b.X + a.Z*b.W,
	}
}

// Conj returns the inverse rotation.
func (a Quat) Conj() Quat { return Quat{a.W, -a.X, -a.Y, -a.Z} }

// Norm returns the length of a, 1 for a rotation.
func (a Quat) Norm() float64 { return math.Sqrt(a.W*a.W + a.X*a.X + a.Y*a.Y + a.Z*a.Z) }

// Unit returns a/‖a‖, or Identity for a quaternion shorter than MinVal.
func (a Quat) Unit() Quat {
	n := a.Norm()
	if n < MinVal {
		return Identity
	}
	n = 1 / n
	return Quat{n * a.W, n * a.X, n * a.Y, n * a.Z}
}

// Rotate returns v turned by a:  v + 2w(u×v) + 2u×(u×v)  with u = (x, y, z).
func (a Quat) Rotate(v Vec) Vec {
	u := Vec{a.X, a.Y, a.Z}
	t := u.Cross(v)
	t = t.Add(t)
	return v.AddScaled(a.W, t).Add(u.Cross(t))
}

// Mat returns the rotation matrix of a.
func (a Quat) Mat() Mat {
	xx, yy, zz := a.X*a.X, a.Y*a.Y, a.Z*a.Z
	xy, xz, yz := a.X*a.Y, a.X*a.Z, a.Y*a.Z
	wx, wy, wz, ww := a.W*a.X, a.W*a.Y, a.W*a.Z, a.W*a.W
	return Mat{
		X: Vec{ww + xx - yy - zz, 2 * (xy + wz), 2 * (xz - wy)},
		Y: Vec{2 * (xy - wz), ww - xx + yy - zz, 2 * (yz + wx)},
		Z: Vec{2 * (xz + wy), 2 * (yz - wx), ww - xx - yy + zz},
	}
}

// Degree is a degree in radians.
const Degree = math.Pi / 180

// Pose is a position and an orientation.
type Pose struct {
	Pos  Vec
	Quat Quat
}

// Vec returns the rotation vector of a: its axis times its angle, in [−π, π].
func (a Quat) Vec() Vec {
	u := Vec{a.X, a.Y, a.Z}
	s := u.Norm()
	if s < MinVal {
		return Vec{}
	}
	angle := 2 * math.Atan2(s, a.W)
	if angle > math.Pi {
		angle -= 2 * math.Pi
	}
	return u.Scale(angle / s)
}

// Mat is a 3×3 matrix given by its columns. Of a rotation they are the axes of the turned frame.
type Mat struct{ X, Y, Z Vec }

// MulVec returns m v.
func (m *Mat) MulVec(v Vec) Vec {
	return Vec{
		m.X.X*v.X + m.Y.X*v.Y + m.Z.X*v.Z,
		m.X.Y*v.X + m.Y.Y*v.Y + m.Z.Y*v.Z,
		m.X.Z*v.X + m.Y.Z*v.Y + m.Z.Z*v.Z,
	}
}

// TMulVec returns mᵀ v, for a rotation the coordinates of v in the turned frame.
func (m *Mat) TMulVec(v Vec) Vec { return Vec{m.X.Dot(v), m.Y.Dot(v), m.Z.Dot(v)} }

// Mul returns m b.
func (m *Mat) Mul(b *Mat) Mat { return Mat{m.MulVec(b.X), m.MulVec(b.Y), m.MulVec(b.Z)} }

// Quat returns the rotation matrix m as a quaternion, with its largest entry positive.
func (m *Mat) Quat() Quat {
	xx, yy, zz := m.X.X, m.Y.Y, m.Z.Z
	var q Quat // the quaternion, times four times its largest entry
	switch {
	case xx+yy+zz > 0:
		q = Quat{1 + xx + yy + zz, m.Y.Z - m.Z.Y, m.Z.X - m.X.Z, m.X.Y - m.Y.X}
	case xx >= yy && xx >= zz:
		q = Quat{m.Y.Z - m.Z.Y, 1 + xx - yy - zz, m.Y.X + m.X.Y, m.Z.X + m.X.Z}
	case yy >= zz:
		q = Quat{m.Z.X - m.X.Z, m.Y.X + m.X.Y, 1 - xx + yy - zz, m.Y.Z + m.Z.Y}
	default:
		q = Quat{m.X.Y - m.Y.X, m.Z.X + m.X.Z, m.Y.Z + m.Z.Y, 1 - xx - yy + zz}
	}
	return q.Unit()
}
