package physics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// randomSolid is a shape of a type, somewhere near the origin.
func randomSolid(t *testing.T, rng *rand.Rand, typ GeomType, scale float64) shape {
	t.Helper()
	s := randomShape(rng, scale, 0.2, 0.3)
	s.typ, s.size.Z, s.bound = typ, 0.25, 1
	if typ == Mesh {
		var points []spatial.Vec
		for range 20 {
			points = append(points, randomVec(rng).Scale(0.3))
		}
		h, err := NewHull(points)
		if err != nil {
			t.Fatal(err)
		}
		s.hull = h
	}
	return s
}

// TestNearestPair checks distance and depth of shapes of all types: no direction parts them by more, and moved along the
// normal by the distance they just touch.
func TestNearestPair(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	types := []GeomType{Sphere, Capsule, Ellipsoid, Cylinder, Box, Mesh}
	for k := range 600 {
		a, b := randomSolid(t, rng, types[k%6], 0.3), randomSolid(t, rng, types[(k/6)%6], 0.3)
		c := contacts{margin: 100}
		dist, p, q, n, ok := c.nearestPair(&a, &b)
		if !ok {
			t.Fatalf("%v and %v: no answer", a.typ, b.typ)
		}
		if math.Abs(n.Norm()-1) > 1e-9 || q.Sub(p).Sub(n.Scale(dist)).Norm() > 1e-5 {
			t.Fatalf("%v and %v: distance %v, but %v apart along %v", a.typ, b.typ, dist, q.Sub(p), n)
		}
		gap := func(n spatial.Vec) float64 { return b.support(n.Neg(), false).Dot(n) - a.support(n, false).Dot(n) }
		if math.Abs(gap(n)-dist) > 1e-6 {
			t.Fatalf("%v and %v: distance %v, but %v along the normal", a.typ, b.typ, dist, gap(n))
		}
		for range 300 {
			if g := gap(randomVec(rng).Unit()); g > dist+1e-6 {
				t.Fatalf("%v and %v: distance %v, another direction gives %v", a.typ, b.typ, dist, g)
			}
		}
	}
}

// TestBoxBoxDepth compares the boxes' own routine with the general one.
func TestBoxBoxDepth(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	for range 500 {
		a, b := randomSolid(t, rng, Box, 0.2), randomSolid(t, rng, Box, 0.2)
		c := contacts{}
		c.boxBox(&a, &b)
		general := contacts{}
		dist, _, _, _, ok := general.nearestPair(&a, &b)
		if !ok || dist > -1e-6 {
			continue
		}
		deepest := 0.0
		for _, t := range c.list {
			deepest = math.Min(deepest, t.Dist)
		}
		// The routine prefers a face to an edge that is hardly better.
		if deepest > dist+1e-9 || deepest < 1.06*dist-1e-9 {
			t.Fatalf("depth %v, the general routine has %v", -deepest, -dist)
		}
	}
}

// TestHull checks that a hull holds its points, has Euler's number of faces, and merges the triangles of a cube.
func TestHull(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 1))
	for n := 4; n < 200; n += 7 {
		var points []spatial.Vec
		for range n {
			points = append(points, randomVec(rng))
		}
		h, err := NewHull(points)
		if err != nil {
			t.Fatal(err)
		}
		if v, f := len(h.Vert), len(h.Tri); f != 2*v-4 {
			t.Fatalf("%d corners and %d triangles", v, f)
		}
		for f, poly := range h.Poly {
			for _, p := range points {
				if d := h.Out[f].Dot(p.Sub(h.Vert[poly[0]])); d > 1e-9 {
					t.Fatalf("a point is %v outside", d)
				}
			}
		}
	}
	var cube []spatial.Vec
	for i := range 8 {
		cube = append(cube, spatial.Vec{X: float64(i & 1), Y: float64(i >> 1 & 1), Z: float64(i >> 2)})
	}
	cube = append(cube, spatial.Vec{X: 0.5, Y: 0.5, Z: 0.5}, spatial.Vec{X: 1, Y: 0.5, Z: 0.5})
	h, err := NewHull(cube)
	if err != nil || len(h.Vert) != 8 || len(h.Poly) != 6 {
		t.Fatalf("a cube of %d corners and %d faces, %v", len(h.Vert), len(h.Poly), err)
	}
	for _, poly := range h.Poly {
		if len(poly) != 4 {
			t.Errorf("a face of a cube has %d corners", len(poly))
		}
	}
	if _, err := NewHull(cube[:4]); err != ErrFlat {
		t.Errorf("a square: %v", err)
	}
}

// TestCapsuleOnCap checks the two contacts of a capsule that lies across a cylinder, by the rules of MuJoCo 4.0: where its
// line leaves the polygon of 16 corners that stands for the cap.
func TestCapsuleOnCap(t *testing.T) {
	a := shape{pos: spatial.Vec{Z: 0.06}, axis: ex, side: ez, size: spatial.Vec{X: 0.02, Y: 0.1}, typ: Capsule}
	b := shape{axis: ez, side: ex, size: spatial.Vec{X: 0.05, Y: 0.05}, typ: Cylinder}
	c := contacts{}
	c.capsuleCylinder(&a, &b)
	if len(c.list) != 2 {
		t.Fatalf("%d contacts, want 2", len(c.list))
	}
	for i, x := range []float64{-0.05, 0.05} {
		k := c.list[i]
		if math.Abs(k.Dist+0.01) > 1e-12 || math.Abs(k.Pos.X-x) > 1e-12 || k.Frame.X != ez.Neg() {
			t.Errorf("contact %d: %+v", i, k)
		}
	}
	c = contacts{single: true}
	if c.capsuleCylinder(&a, &b); len(c.list) != 1 {
		t.Errorf("%d contacts without multiccd", len(c.list))
	}
}

// TestFacesOnFaces checks the corners of two boxes, one of them a mesh, that lie on each other.
func TestFacesOnFaces(t *testing.T) {
	var cube []spatial.Vec
	for i := range 8 {
		cube = append(cube, spatial.Vec{X: 0.2*float64(i&1) - 0.1, Y: 0.2*float64(i>>1&1) - 0.1, Z: 0.2*float64(i>>2) - 0.1})
	}
	h, err := NewHull(cube)
	if err != nil {
		t.Fatal(err)
	}
	a := shape{axis: ez, side: ex, size: spatial.Vec{X: 0.1, Y: 0.1, Z: 0.1}, typ: Box, bound: 0.2}
	b := shape{pos: spatial.Vec{X: 0.05, Z: 0.199}, axis: ez, side: ex, hull: h, typ: Mesh, bound: 0.2}
	c := contacts{}
	c.convexPair(&a, &b)
	if len(c.list) != 4 {
		t.Fatalf("%d contacts, want 4", len(c.list))
	}
	for _, k := range c.list {
		onX := math.Abs(k.Pos.X+0.05) < 1e-9 || math.Abs(k.Pos.X-0.1) < 1e-9
		if math.Abs(k.Dist+0.001) > 1e-9 || !onX || math.Abs(math.Abs(k.Pos.Y)-0.1) > 1e-9 || k.Frame.X.Sub(ez).Norm() > 1e-9 {
			t.Errorf("contact %+v", k)
		}
	}
}
