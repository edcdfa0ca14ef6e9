package mjcf

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// same reports whether two rotations are the same; q and −q are.
func same(a, b spatial.Quat) bool {
	dot := a.W*b.W + a.X*b.X + a.Y*b.Y + a.Z*b.Z
	return math.Abs(math.Abs(dot)-1) < 1e-14
}

// The ways of giving an orientation agree with each other.
func TestOrientations(t *testing.T) {
	h := math.Sqrt(0.5)
	s := defaultSettings()
	for _, c := range []struct {
		name string
		pose pose
		want spatial.Quat
	}{
		{"quat", pose{quat: spatial.Quat{W: 2, X: 2}}, spatial.Quat{W: h, X: h}},
		{"axisangle", pose{alt: "axisangle", values: [6]float64{0, 0, 5, 90}}, spatial.Quat{W: h, Z: h}},
		{"euler", pose{alt: "euler", values: [6]float64{0, 90, 0}}, spatial.Quat{W: h, Y: h}},
		{"xyaxes", pose{alt: "xyaxes", values: [6]float64{0, 2, 0, -3, 7, 0}}, spatial.Quat{W: h, Z: h}},
		{"zaxis", pose{alt: "zaxis", values: [6]float64{3, 0, 0}}, spatial.Quat{W: h, Y: h}},
		{"zaxis down", pose{alt: "zaxis", values: [6]float64{0, 0, -1}}, spatial.Quat{X: 1}},
	} {
		q, problem := c.pose.rotation(&s)
		if problem != "" || !same(q, c.want) {
			t.Errorf("%s: %v %s, want %v", c.name, q, problem, c.want)
		}
	}
}

// Euler angles against products of rotation matrices: R = R₁R₂R₃ when the axes turn with the frame, R₃R₂R₁ when not.
func TestEuler(t *testing.T) {
	matrix := func(axis byte, a float64) spatial.Mat {
		s, c := math.Sincos(a)
		switch axis | 0x20 {
		case 'x':
			return spatial.Mat{X: spatial.Vec{X: 1}, Y: spatial.Vec{Y: c, Z: s}, Z: spatial.Vec{Y: -s, Z: c}}
		case 'y':
			return spatial.Mat{X: spatial.Vec{X: c, Z: -s}, Y: spatial.Vec{Y: 1}, Z: spatial.Vec{X: s, Z: c}}
		}
		return spatial.Mat{X: spatial.Vec{X: c, Y: s}, Y: spatial.Vec{X: -s, Y: c}, Z: spatial.Vec{Z: 1}}
	}
	for _, seq := range []string{"xyz", "XYZ", "zyx", "ZXY", "xYz", "Xyx"} {
		angles := []float64{0.3, -1.1, 2.4}
		want := spatial.Identity.Mat()
		for i, a := range angles {
			r := matrix(seq[i], a)
			if seq[i] >= 'x' {
				want = want.Mul(&r)
			} else {
				want = r.Mul(&want)
			}
		}
		got := euler(seq, angles...).Mat()
		if d := got.X.Sub(want.X).Norm() + got.Y.Sub(want.Y).Norm() + got.Z.Sub(want.Z).Norm(); d > 1e-14 {
			t.Errorf("%s: off by %g", seq, d)
		}
		if q := fromAxes(want); !same(q, euler(seq, angles...)) {
			t.Errorf("%s: fromAxes gives %v", seq, q)
		}
	}
}

// fromAxes inverts Mat for rotations by half a turn too, where the trace is least.
func TestFromAxes(t *testing.T) {
	for _, q := range []spatial.Quat{{W: 1}, {X: 1}, {Y: 1}, {Z: 1}, {W: 0.1, X: 0.9, Y: -0.3, Z: 0.2}, {W: -0.1, X: 0.2, Y: 0.9, Z: 0.1}, {W: 0.1, Y: 0.3, Z: -0.9}} {
		if q = q.Unit(); !same(fromAxes(q.Mat()), q) {
			t.Errorf("%v became %v", q, fromAxes(q.Mat()))
		}
	}
}

// A segment's frame has its middle in the middle and its z axis from the second point to the first.
func TestSegment(t *testing.T) {
	mid, q, half, _ := segment([6]float64{1, 2, 3, 4, -2, 3})
	if mid != (spatial.Vec{X: 2.5, Z: 3}) || math.Abs(half-2.5) > 1e-15 {
		t.Errorf("middle %v, half length %v", mid, half)
	}
	if end := mid.AddScaled(half, q.Rotate(spatial.Vec{Z: 1})); end.Sub(spatial.Vec{X: 1, Y: 2, Z: 3}).Norm() > 1e-14 {
		t.Errorf("the upper end is %v", end)
	}
}
