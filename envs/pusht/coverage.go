package pusht

import "math"

// goal is the pose that the block is to reach, of the origin.
var goal = Pose{Block: Vec{256, 256}, Angle: math.Pi / 4}

// goalParts are bar and stem at the goal, relative to the goal's origin.
var goalParts = func() (at [2]polygon) {
	sin, cos := sincos(goal.Angle)
	for i := range at {
		at[i].place(&parts[i], Vec{}, Vec{cos, sin})
	}
	return at
}()

const (
	blockArea = 6300 // px²
	threshold = 0.95 // of coverage: above it the block has arrived
)

// Coverage is the share of the goal that the block covers. Bar and stem overlap nowhere, so it is the sum over the four
// pairs of rectangles.
func (w *World) Coverage() float64 {
	var area float64
	for i := range w.parts {
		var ring ring
		for _, at := range w.parts[i].at {
			ring.push(at.Sub(goal.Block))
		}
		for j := range goalParts {
			clipped := ring
			for k := range goalParts[j].at {
				clipped.cut(goalParts[j].at[k], goalParts[j].normal[k])
			}
			area += clipped.area()
		}
	}
	return area / blockArea
}

// ring is a convex polygon of at most eight corners: a rectangle, cut by four lines.
type ring struct {
	at    [8]Vec
	count int
}

func (r *ring) push(v Vec) {
	r.at[r.count] = v
	r.count++
}

// cut keeps what lies behind the line through a point with outward normal n (Sutherland and Hodgman).
func (r *ring) cut(point, n Vec) {
	old := *r
	r.count = 0
	for i, v := range old.at[:old.count] {
		u := old.at[(i+old.count-1)%old.count]
		before, here := u.Sub(point).Dot(n), v.Sub(point).Dot(n)
		if before < 0 && here > 0 || before > 0 && here < 0 {
			r.push(u.Lerp(v, before/(before-here)))
		}
		if here <= 0 {
			r.push(v)
		}
	}
}

// area is the shoelace formula.
func (r *ring) area() float64 {
	var twice float64
	for i, v := range r.at[:r.count] {
		twice += v.Cross(r.at[(i+1)%r.count])
	}
	return float64(twice * 0.5)
}
