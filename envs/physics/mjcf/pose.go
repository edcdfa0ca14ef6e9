package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// pose is where something sits in its body, as the file says it. Of the ways to give an orientation at most one is
// used; fromto gives position, orientation and length at once.
type pose struct {
	pos    spatial.Vec
	quat   spatial.Quat
	alt    string     // "", axisangle, euler, xyaxes or zaxis: what is in angles instead of quat
	values [6]float64 // of alt
	fromto *[6]float64
}

var atOrigin = pose{quat: spatial.Identity}

// orientations are the attributes that compete, with their numbers.
var orientations = []struct {
	name string
	n    int
}{{"quat", 4}, {"axisangle", 4}, {"euler", 3}, {"xyaxes", 6}, {"zaxis", 3}}

func (r *reader) pose(p *pose, canFromTo bool) {
	r.vec("pos", &p.pos)
	given := ""
	for _, o := range orientations {
		if !r.has(o.name) {
			continue
		}
		if given != "" {
			r.fail("both %s and %s are given", given, o.name)
		}
		given = o.name
		p.orient(r, o.name, o.n)
	}
	if canFromTo && r.has("fromto") {
		if given != "" {
			r.fail("both fromto and %s are given", given)
		}
		p.fromto = new([6]float64)
		r.exactly("fromto", p.fromto[:])
	}
}

func (p *pose) orient(r *reader, name string, n int) {
	var v [6]float64
	if !r.exactly(name, v[:n]) {
		return
	}
	if name != "quat" {
		p.alt, p.values = name, v
		return
	}
	p.alt, p.quat = "", spatial.Quat{W: v[0], X: v[1], Y: v[2], Z: v[3]}
	if p.quat.Norm() < spatial.MinVal {
		r.fail("quat has no length")
	}
}

// rotation is the orientation as a unit quaternion; problem is "" if there is one.
func (p *pose) rotation(s *settings) (q spatial.Quat, problem string) {
	unit := 1.0
	if s.degrees {
		unit = math.Pi / 180
	}
	v := p.values
	a, b := spatial.Vec{X: v[0], Y: v[1], Z: v[2]}, spatial.Vec{X: v[3], Y: v[4], Z: v[5]}
	switch p.alt {
	case "axisangle":
		if a.Norm() < spatial.MinVal {
			return spatial.Identity, "axisangle has an axis without length"
		}
		return spatial.AxisAngle(a.Unit(), unit*v[3]), ""
	case "euler":
		return euler(s.eulerSeq, unit*v[0], unit*v[1], unit*v[2]), ""
	case "zaxis":
		if a.Norm() < spatial.MinVal {
			return spatial.Identity, "zaxis has no length"
		}
		return turnZ(a.Unit()), ""
	case "xyaxes":
		y := b.AddScaled(-a.Unit().Dot(b), a.Unit())
		if a.Norm() < spatial.MinVal || y.Norm() < spatial.MinVal {
			return spatial.Identity, "xyaxes are not two directions"
		}
		x, y := a.Unit(), y.Unit()
		return fromAxes(spatial.Mat{X: x, Y: y, Z: x.Cross(y)}), ""
	}
	return p.quat.Unit(), ""
}

// segment is the placement that fromto asks for: the middle, the rotation that turns z to the axis from the second
// point to the first, and half the length.
func segment(ft [6]float64) (mid spatial.Vec, q spatial.Quat, half float64, problem string) {
	from, to := spatial.Vec{X: ft[0], Y: ft[1], Z: ft[2]}, spatial.Vec{X: ft[3], Y: ft[4], Z: ft[5]}
	axis := from.Sub(to)
	length := axis.Norm()
	if length < spatial.MinVal {
		return from, spatial.Identity, 0, "fromto has no length"
	}
	return from.Add(to).Scale(0.5), turnZ(axis.Unit()), length / 2, ""
}

// turnZ is the smallest rotation that takes (0,0,1) to a unit vector, about x where it is not unique.
func turnZ(v spatial.Vec) spatial.Quat {
	axis := spatial.Vec{X: -v.Y, Y: v.X} // z × v
	s := axis.Norm()
	if s < 1e-10 {
		axis = spatial.Vec{X: 1}
	} else {
		axis = axis.Scale(1 / s)
	}
	return spatial.AxisAngle(axis, math.Atan2(s, v.Z)).Unit()
}

// euler turns about the axes of seq in order: about the turned axis for a lower case letter, about the fixed one for
// an upper case letter.
func euler(seq string, angles ...float64) spatial.Quat {
	q := spatial.Identity
	for i, angle := range angles {
		axis := [3]spatial.Vec{{X: 1}, {Y: 1}, {Z: 1}}[(seq[i]|0x20)-'x']
		turn := spatial.AxisAngle(axis, angle)
		if seq[i] >= 'x' {
			q = q.Mul(turn)
		} else {
			q = turn.Mul(q)
		}
	}
	return q.Unit()
}

// fromAxes is the quaternion of a rotation matrix, computed from its largest component.
func fromAxes(m spatial.Mat) spatial.Quat {
	xx, yy, zz := m.X.X, m.Y.Y, m.Z.Z
	var q spatial.Quat
	switch {
	case xx+yy+zz > 0:
		q = spatial.Quat{W: 1 + xx + yy + zz, X: m.Y.Z - m.Z.Y, Y: m.Z.X - m.X.Z, Z: m.X.Y - m.Y.X}
	case xx > yy && xx > zz:
		q = spatial.Quat{W: m.Y.Z - m.Z.Y, X: 1 + xx - yy - zz, Y: m.Y.X + m.X.Y, Z: m.Z.X + m.X.Z}
	case yy > zz:
		q = spatial.Quat{W: m.Z.X - m.X.Z, X: m.Y.X + m.X.Y, Y: 1 - xx + yy - zz, Z: m.Z.Y + m.Y.Z}
	default:
		q = spatial.Quat{W: m.X.Y - m.Y.X, X: m.Z.X + m.X.Z, Y: m.Z.Y + m.Y.Z, Z: 1 - xx - yy + zz}
	}
	return q.Unit()
}
