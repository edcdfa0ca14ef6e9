package pusht

import "math"

// box is a rectangle with sides along the axes, px.
type box struct{ lo, hi Vec }

func (b box) touches(c box) bool {
	return b.lo.X <= c.hi.X && c.lo.X <= b.hi.X && b.lo.Y <= c.hi.Y && c.lo.Y <= b.hi.Y
}

func (b box) contains(c box) bool {
	return b.lo.X <= c.lo.X && b.hi.X >= c.hi.X && b.lo.Y <= c.lo.Y && b.hi.Y >= c.hi.Y
}

func (b box) union(c box) box {
	return box{
		Vec{min(b.lo.X, c.lo.X), min(b.lo.Y, c.lo.Y)},
		Vec{max(b.hi.X, c.hi.X), max(b.hi.Y, c.hi.Y)},
	}
}

func (b box) grow(r float64) box {
	return box{Vec{b.lo.X - r, b.lo.Y - r}, Vec{b.hi.X + r, b.hi.Y + r}}
}

func (b box) area() float64 { return float64((b.hi.X - b.lo.X) * (b.hi.Y - b.lo.Y)) }

// distance is the L1 distance between twice the centers.
func (b box) distance(c box) float64 {
	return math.Abs(b.lo.X+b.hi.X-c.lo.X-c.hi.X) + math.Abs(b.lo.Y+b.hi.Y-c.lo.Y-c.hi.Y)
}

// fatten grows a tight box on each side by a tenth of its extent, or by the distance that velocity v covers in 0.1 s
// where that is more. The factor is 0.1 in float32.
func (b box) fatten(v Vec) box {
	const share = float64(float32(0.1))
	x, y := float64((b.hi.X-b.lo.X)*share), float64((b.hi.Y-b.lo.Y)*share)
	v = v.Scale(share)
	return box{
		Vec{b.lo.X + min(-x, v.X), b.lo.Y + min(-y, v.Y)},
		Vec{b.hi.X + max(x, v.X), b.hi.Y + max(y, v.Y)},
	}
}
