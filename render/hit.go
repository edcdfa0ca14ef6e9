package render

import "math"

// Rays o + t·d against solids at the origin whose axis is z. t is the first crossing from outside.

func hitBall(o, d vec, r float64) (t float64, ok bool) {
	a, b, c := dot(d, d), dot(o, d), dot(o, o)-r*r
	disc := b*b - a*c
	if disc < 0 {
		return 0, false
	}
	return (-b - math.Sqrt(disc)) / a, true
}

// hitCapsule meets the endless cylinder first. Beyond the ends of the axis the ball at that end decides: it lies
// within the cylinder, so a ray that misses the cylinder misses all.
func hitCapsule(o, d vec, r, half float64) (t float64, ok bool) {
	a, b, c := d.X*d.X+d.Y*d.Y, o.X*d.X+o.Y*d.Y, o.X*o.X+o.Y*o.Y-r*r
	disc := b*b - a*c
	if disc < 0 {
		return 0, false
	}
	end := -math.Copysign(half, d.Z) // a ray along the axis
	if a > 1e-12 {
		t = (-b - math.Sqrt(disc)) / a
		z := o.Z + t*d.Z
		if math.Abs(z) <= half {
			return t, true
		}
		end = math.Copysign(half, z)
	}
	o.Z -= end
	return hitBall(o, d, r)
}

// hitCylinder intersects the spans of the ray within the endless cylinder and between the planes of the ends.
func hitCylinder(o, d vec, r, half float64) (t float64, face uint8, ok bool) {
	a, b, c := d.X*d.X+d.Y*d.Y, o.X*d.X+o.Y*d.Y, o.X*o.X+o.Y*o.Y-r*r
	disc := b*b - a*c
	if disc < 0 {
		return 0, 0, false
	}
	in, out := math.Inf(-1), math.Inf(1)
	if a > 1e-12 {
		root := math.Sqrt(disc)
		in, out = (-b-root)/a, (-b+root)/a
	}
	zin, zout := slab(o.Z, d.Z, half)
	if zin > in {
		in, face = zin, 3
	}
	return in, face, in < min(out, zout)
}

func hitBox(o, d, size vec) (t float64, face uint8, ok bool) {
	in, out := slab(o.X, d.X, size.X)
	face = 1
	yin, yout := slab(o.Y, d.Y, size.Y)
	if yin > in {
		in, face = yin, 2
	}
	zin, zout := slab(o.Z, d.Z, size.Z)
	if zin > in {
		in, face = zin, 3
	}
	return in, face, in < min(out, yout, zout)
}

// slab is the span of t in which |o + t·d| ≤ half; a d of zero gives all or nothing through the infinities of 1/d.
func slab(o, d, half float64) (in, out float64) {
	k := 1 / d
	a, b := (-half-o)*k, (half-o)*k
	return min(a, b), max(a, b)
}
