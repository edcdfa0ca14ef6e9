package render

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/render/scene"
)

var kinds = []scene.SolidKind{scene.Sphere, scene.Capsule, scene.Cylinder, scene.Box, scene.Ellipsoid}

// randomBody is a solid somewhere near the origin, seen from a few meters away.
func randomBody(rng *rand.Rand, kind scene.SolidKind) (body, eye) {
	in := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	w, x, y, z := rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
	n := math.Sqrt(w*w + x*x + y*y + z*z)
	s := scene.Solid{
		Kind: kind, Pos: vec{X: in(-1, 1), Y: in(-1, 1), Z: in(0, 1)}, Rot: scene.Quat{W: w / n, X: x / n, Y: y / n, Z: z / n},
		Size: vec{X: in(0.1, 0.5), Y: in(0.1, 0.5), Z: in(0.1, 0.5)},
	}
	area := image.Rect(0, 0, 160, 90)
	e := newEye(scene.Camera{Distance: 5, Azimuth: in(-3, 3), Elevation: in(-1.5, 0.5)}, area)
	return newBody(&s, &e, area), e
}

// oracle is the signed distance to a body, written without regard to speed.
func oracle(b *body, p vec) float64 {
	switch b.kind {
	case scene.Sphere:
		return math.Hypot(math.Hypot(p.X, p.Y), p.Z) - b.size.X
	case scene.Capsule:
		return math.Hypot(math.Hypot(p.X, p.Y), p.Z-min(max(p.Z, -b.size.Y), b.size.Y)) - b.size.X
	}
	return b.distance(p)
}

// march walks along a ray by the distance to the body until it is there: the slow way to hit it.
func march(b *body, d vec) (t float64, ok bool) {
	speed := math.Sqrt(dot(d, d))
	for range 4000 {
		gap := oracle(b, along(b.eye, d, t))
		if gap < 1e-10 {
			return t, true
		}
		if t += gap / speed; t > 100 {
			return 0, false
		}
	}
	return t, false
}

// TestHit: a ray meets a body where marching arrives, and nowhere else; outside of its bounds no ray meets it.
func TestHit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, kind := range kinds {
		hits := 0
		for range 100 {
			b, _ := randomBody(rng, kind)
			for range 200 {
				px, py := 160*rng.Float64(), 90*rng.Float64()
				d := b.ray(px, py)
				at, face, ok := b.hit(d)
				want, reached := march(&b, d)
				if !reached {
					if ok && oracle(&b, along(b.eye, d, at)) > 1e-9 {
						t.Fatalf("kind %d: hit at %g where nothing is", kind, at)
					}
					continue
				}
				hits++
				if !ok || math.Abs(at-want) > 1e-7 {
					t.Fatalf("kind %d: hit %v at %g, marching arrives at %g", kind, ok, at, want)
				}
				if !image.Pt(int(px), int(py)).In(b.bound) {
					t.Fatalf("kind %d: hit at (%g, %g), outside of %v", kind, px, py, b.bound)
				}
				checkNormal(t, &b, along(b.eye, d, at), face)
			}
		}
		if hits < 100 {
			t.Errorf("kind %d: %d hits are too few to mean anything", kind, hits)
		}
	}
}

// checkNormal compares the normal with the gradient of the distance.
func checkNormal(t *testing.T, b *body, p vec, face uint8) {
	t.Helper()
	const h = 1e-5
	slope := func(dx, dy, dz float64) float64 {
		return (oracle(b, vec{X: p.X + dx, Y: p.Y + dy, Z: p.Z + dz}) - oracle(b, vec{X: p.X - dx, Y: p.Y - dy, Z: p.Z - dz})) / (2 * h)
	}
	want := vec{X: slope(h, 0, 0), Y: slope(0, h, 0), Z: slope(0, 0, h)}
	if math.Abs(dot(want, want)-1) > 1e-3 {
		return // on an edge
	}
	n := b.normal(p, face)
	if math.Abs(dot(n, n)-1) > 1e-9 || dot(n, want) < 0.999 {
		t.Fatalf("kind %d: normal %v, the distance grows along %v", b.kind, n, want)
	}
}

// TestClearance: the least distance between a ray and a body is the least over many points of the ray.
func TestClearance(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for _, kind := range kinds[:4] { // for an ellipsoid the distance is a first step only
		for range 60 {
			b, _ := randomBody(rng, kind)
			o := vec{X: 2 * rng.NormFloat64(), Y: 2 * rng.NormFloat64(), Z: 2 * rng.NormFloat64()}
			d := unit(vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()})
			gap, s := b.clearance(o, d)
			least := math.Inf(1)
			for i := range 8001 {
				least = min(least, oracle(&b, along(o, d, float64(i)*0.001)))
			}
			if math.Abs(gap-least) > 2e-3 {
				t.Fatalf("kind %d: clearance %g, by search %g", kind, gap, least)
			}
			if at := oracle(&b, along(o, d, s)); math.Abs(at-gap) > 1e-9 {
				t.Fatalf("kind %d: clearance %g, at the place it names %g", kind, gap, at)
			}
		}
	}
}

// TestStripes: the share of a footprint that grid lines cover is the mean over many points of it.
func TestStripes(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for range 200 {
		x, w := 10*rng.NormFloat64(), math.Exp(2*rng.NormFloat64()-2)
		const n = 20000
		on := 0
		for i := range n {
			p := x + w*((float64(i)+0.5)/n-0.5)
			if math.Abs(p-math.Round(p)) < lineShare/2 {
				on++
			}
		}
		if got, want := stripes(x, w), float64(on)/n; math.Abs(got-want) > 2e-3 {
			t.Fatalf("stripes(%g, %g) = %g, want %g", x, w, got, want)
		}
	}
}

// TestEye: pixel undoes ray.
func TestEye(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	e := newEye(scene.Camera{LookAt: vec{X: 1, Y: 2, Z: 3}, Distance: 4, Azimuth: 0.7, Elevation: -0.4}, image.Rect(10, 20, 330, 200))
	for range 100 {
		px, py, depth := 320*rng.Float64(), 180*rng.Float64(), 0.1+10*rng.Float64()
		x, y, ahead := e.pixel(along(e.pos, e.ray(px, py), depth))
		if !ahead || math.Abs(x-px) > 1e-9 || math.Abs(y-py) > 1e-9 {
			t.Fatalf("(%g, %g) is seen at (%g, %g)", px, py, x, y)
		}
	}
	if x, y, _ := e.pixel(vec{X: 1, Y: 2, Z: 3}); math.Abs(x-170)+math.Abs(y-110) > 1e-9 {
		t.Errorf("the point looked at is seen at (%g, %g), not in the middle", x, y)
	}
	if _, _, ahead := e.pixel(along(e.pos, e.ahead, -1)); ahead {
		t.Error("a point behind the eye is ahead")
	}
}
