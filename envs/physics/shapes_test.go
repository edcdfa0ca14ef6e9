package physics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

func randomVec(rng *rand.Rand) spatial.Vec {
	return spatial.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
}

// randomShape stands anywhere within a distance of about scale.
func randomShape(rng *rand.Rand, scale, radius, half float64) shape {
	axes := spatial.Quat{W: rng.NormFloat64(), X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}.Unit().Mat()
	return shape{pos: randomVec(rng).Scale(scale), axis: axes.Z, side: axes.X, size: spatial.Vec{X: radius, Y: half}}
}

// collideAll runs the routine for a pair and checks what every contact must satisfy.
func collideAll(t *testing.T, types shapes, a, b *shape, margin float64) []Contact {
	t.Helper()
	c := contacts{margin: margin, radius: [2]float64{0.3, 0.3}, release: MuJoCo314}
	c.collide(types, a, b)
	for i := range c.list {
		f := &c.list[i].Frame
		if e := f.X.Cross(f.Y).Sub(f.Z).Norm() + math.Abs(f.X.Norm()-1) + math.Abs(f.Y.Norm()-1); e > 1e-9 {
			t.Fatalf("the contact frame %v is not a rotation", f)
		}
		if c.list[i].Dist > margin {
			t.Fatalf("a contact at distance %v beyond the margin %v", c.list[i].Dist, margin)
		}
	}
	return c.list
}

// onSegment returns the best of a grid of points of a shape's segment.
func onSegment(s *shape, f func(p spatial.Vec) float64) float64 {
	best := math.Inf(1)
	for i := -200; i <= 200; i++ {
		best = math.Min(best, f(s.pos.AddScaled(s.size.Y*float64(i)/200, s.axis)))
	}
	return best
}

// TestCapsules compares the distance of two capsules, and of a sphere and a capsule, with a search over their segments.
func TestCapsules(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		a, b := randomShape(rng, 0.5, 0.1, 0.4), randomShape(rng, 0.5, 0.05, 0.3)
		types := capsuleCapsule
		if rng.IntN(2) == 0 {
			types, a.size.Y = sphereCapsule, 0
		}
		want := onSegment(&a, func(p spatial.Vec) float64 {
			return onSegment(&b, func(q spatial.Vec) float64 { return p.Sub(q).Norm() })
		}) - 0.15
		list := collideAll(t, types, &a, &b, 100)
		if len(list) != 1 || list[0].Dist > want+1e-12 || list[0].Dist < want-3e-3 {
			t.Fatalf("distance %v, the search finds %v", list, want)
		}
		n := list[0].Frame.X
		if moved := list[0].Pos.AddScaled(list[0].Dist/2, n); b.axis.Cross(moved.Sub(b.pos)).Norm() > 0.05+0.3+1e-9 {
			t.Fatalf("the contact is not beside the second capsule")
		}
	}
}

// TestParallelCapsules checks the two contacts of capsules that lie side by side.
func TestParallelCapsules(t *testing.T) {
	a := shape{axis: ex, side: ey, size: spatial.Vec{X: 0.1, Y: 0.5}}
	b := shape{pos: spatial.Vec{X: 0.2, Z: 0.15}, axis: ex, side: ey, size: spatial.Vec{X: 0.1, Y: 0.5}}
	list := collideAll(t, capsuleCapsule, &a, &b, 0)
	if len(list) != 2 {
		t.Fatalf("%d contacts, want 2", len(list))
	}
	for i, x := range []float64{0.5, -0.3} {
		if c := list[i]; math.Abs(c.Dist+0.05) > 1e-12 || math.Abs(c.Pos.X-x) > 1e-12 || c.Frame.X.Sub(ez).Norm() > 1e-12 {
			t.Errorf("contact %d: %+v", i, c)
		}
	}
}

// cylinderDistance is the distance from p to the solid cylinder b, negative inside.
func cylinderDistance(b *shape, p spatial.Vec) float64 {
	off := p.Sub(b.pos)
	x := off.Dot(b.axis)
	radial, axial := off.AddScaled(-x, b.axis).Norm()-b.size.X, math.Abs(x)-b.size.Y
	if radial < 0 && axial < 0 {
		return math.Max(radial, axial)
	}
	return math.Hypot(math.Max(0, radial), math.Max(0, axial))
}

// TestCapsuleOutsideCylinder compares distances with a search along the segment.
func TestCapsuleOutsideCylinder(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for range 300 {
		a, b := randomShape(rng, 0.4, 0.05, 0.3), randomShape(rng, 0.1, 0.2, 0.1)
		types := capsuleCylinder
		if rng.IntN(2) == 0 {
			types, a.size.Y = sphereCylinder, 0
		}
		want := onSegment(&a, func(p spatial.Vec) float64 { return cylinderDistance(&b, p) }) - 0.05
		if want < -0.05 && types == capsuleCylinder {
			continue // inside: see TestParting
		}
		list := collideAll(t, types, &a, &b, 100)
		if got := list[0].Dist; got > want+1e-12 || got < want-2e-3 {
			t.Fatalf("distance %v, the search finds %v", got, want)
		}
		p := list[0].Pos.AddScaled(list[0].Dist/2, list[0].Frame.X) // on the cylinder
		if d := cylinderDistance(&b, p); math.Abs(d) > 1e-9 {
			t.Fatalf("the contact is %v from the cylinder's surface", d)
		}
	}
}

// TestParting checks the translation that parts a capsule from a cylinder in which its segment runs: no direction of
// many is shorter, and after the translation the shapes just touch.
func TestParting(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for deep := 0; deep < 200; {
		a, b := randomShape(rng, 0.1, 0.05, 0.2), randomShape(rng, 0.05, 0.2, 0.1)
		if onSegment(&a, func(p spatial.Vec) float64 { return cylinderDistance(&b, p) }) > -1e-3 {
			continue
		}
		deep++
		depth, pos, n := partShapes(&a, &b)
		s := parting{a: &a, b: &b, c: a.pos.Sub(b.pos)}
		for range 2000 {
			if d := s.overlap(randomVec(rng).Unit()); d < depth-1e-9 {
				t.Fatalf("depth %v, but another direction gives %v", depth, d)
			}
		}
		b.pos = b.pos.AddScaled(depth, n)
		dist, touch, m, ok := segmentCylinder(&a, &b, 1)
		if !ok || math.Abs(dist) > 1e-7 || m.Sub(n).Norm() > 1e-4 {
			t.Fatalf("moved apart by %v the shapes are at distance %v, normal %v instead of %v", depth, dist, m, n)
		}
		if off := touch.Sub(pos.AddScaled(depth/2, n)).Norm(); off > 1e-4 && uniqueTouch(&a, &b, n) {
			t.Fatalf("they touch %v away from the contact", off)
		}
	}
}

// uniqueTouch reports whether shapes touching along n do so in one point and not along a line.
func uniqueTouch(a, b *shape, n spatial.Vec) bool {
	flatOnSegment := math.Abs(n.Dot(a.axis)) < 1e-6
	onSide, onCap := math.Abs(n.Dot(b.axis)) < 1e-6, math.Abs(n.Dot(b.axis)) > 1-1e-6
	return !(flatOnSegment && (onSide && a.axis.Cross(b.axis).Norm() < 1e-3 || onCap))
}

// TestPlaneCylinder compares the deepest point with a search over the rims.
func TestPlaneCylinder(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	floor := shape{axis: ez, side: ex}
	for range 200 {
		b := randomShape(rng, 0.1, 0.2, 0.1)
		out, low := b.axis.Cross(b.side), math.Inf(1)
		for i := range 720 {
			sin, cos := math.Sincos(float64(i) * math.Pi / 360)
			rim := b.pos.AddScaled(0.2*cos, b.side).AddScaled(0.2*sin, out)
			low = math.Min(low, math.Min(rim.AddScaled(0.1, b.axis).Z, rim.AddScaled(-0.1, b.axis).Z))
		}
		list := collideAll(t, planeCylinder, &floor, &b, 100)
		if len(list) != 4 || math.Abs(list[0].Dist-low) > 1e-5 {
			t.Fatalf("%d contacts, the deepest at %v, the search finds %v", len(list), list[0].Dist, low)
		}
		for i, c := range list { // every point lies on the cylinder, half its distance above or below
			p := c.Pos.AddScaled(c.Dist/2, c.Frame.X)
			if d := cylinderDistance(&b, p); math.Abs(d) > 1e-9 || math.Abs(p.Z-c.Dist) > 1e-9 {
				t.Fatalf("contact %d is %v from the surface, %v above the floor, distance %v", i, d, p.Z, c.Dist)
			}
		}
	}
}
