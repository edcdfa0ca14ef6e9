package mjcf

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// inside says whether a point is in a shape: the definition that volume and moments are integrals over.
func inside(kind physics.GeomType, s, p spatial.Vec) bool {
	round := math.Hypot(p.X, p.Y)
	switch kind {
	case physics.Sphere:
		return p.Norm() < s.X
	case physics.Capsule:
		return math.Hypot(round, max(math.Abs(p.Z)-s.Y, 0)) < s.X
	case physics.Cylinder:
		return round < s.X && math.Abs(p.Z) < s.Y
	case physics.Box:
		return math.Abs(p.X) < s.X && math.Abs(p.Y) < s.Y && math.Abs(p.Z) < s.Z
	}
	return spatial.Vec{X: p.X / s.X, Y: p.Y / s.Y, Z: p.Z / s.Z}.Norm() < 1
}

// Volumes and moments against a sum over a grid of cells. The grid's own error is about a cell over the size, less
// here because the sizes are multiples of the cell.
func TestShape(t *testing.T) {
	const n = 80
	size := spatial.Vec{X: 0.525, Y: 0.805, Z: 1.12}
	for _, kind := range []physics.GeomType{physics.Sphere, physics.Capsule, physics.Cylinder, physics.Box, physics.Ellipsoid} {
		const reach = 1.4
		cell := 2 * reach / n
		var volume float64
		var m spatial.Vec
		for i := range n * n * n {
			p := spatial.Vec{X: float64(i%n) + 0.5, Y: float64(i/n%n) + 0.5, Z: float64(i/n/n) + 0.5}
			p = p.Scale(cell).Sub(spatial.Vec{X: reach, Y: reach, Z: reach})
			if inside(kind, size, p) {
				dv := cell * cell * cell
				volume += dv
				m = m.Add(spatial.Vec{X: p.Y*p.Y + p.Z*p.Z, Y: p.X*p.X + p.Z*p.Z, Z: p.X*p.X + p.Y*p.Y}.Scale(dv))
			}
		}
		m = m.Scale(1 / volume)
		gotVolume, got := shape(kind, size)
		if math.Abs(gotVolume/volume-1) > 0.02 || got.Sub(m).Norm() > 0.02*m.Norm() {
			t.Errorf("%v: volume %v moments %v, a grid gives %v and %v", kind, gotVolume, got, volume, m)
		}
	}
}

// principal against gonum's eigenvalues, and as a decomposition: R diag(d) Rᵀ is the matrix again.
func TestPrincipal(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 200 {
		var s symmetric
		for range 1 + trial%3 {
			s.addPoint(0.1+rng.Float64(), spatial.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()})
		}
		d, q := s.principal()
		var eig mat.EigenSym
		eig.Factorize(mat.NewSymDense(3, []float64{s.xx, s.xy, s.xz, s.xy, s.yy, s.yz, s.xz, s.yz, s.zz}), false)
		want := eig.Values(nil)
		slices.Reverse(want)
		if e := d.Sub(spatial.Vec{X: want[0], Y: want[1], Z: want[2]}).Norm(); e > 1e-14*want[0] {
			t.Fatalf("trial %d: moments %v, want %v", trial, d, want)
		}
		var back symmetric
		back.addTurned(d, q)
		diff := []float64{back.xx - s.xx, back.yy - s.yy, back.zz - s.zz, back.xy - s.xy, back.xz - s.xz, back.yz - s.yz}
		for _, e := range diff {
			if math.Abs(e) > 1e-14*d.X {
				t.Fatalf("trial %d: R diag Rᵀ is off by %v", trial, diff)
			}
		}
	}
}

// One heavy part keeps its own frame; a light one beside it does not count; two make a dumb-bell.
func TestSum(t *testing.T) {
	q := spatial.AxisAngle(spatial.Vec{Y: 1}, 0.3)
	one := mass{mass: 2, inertia: spatial.Vec{X: 1, Y: 2, Z: 2.5}, pos: spatial.Vec{X: 1}, quat: q}
	if got := sum([]mass{{quat: q}, one}); got != one {
		t.Errorf("one part became %+v", got)
	}
	r := 0.4 * 0.1 * 0.1 // a ball of 1 kg, radius 0.1 m
	part := func(x float64) mass {
		return mass{mass: 1, inertia: spatial.Vec{X: r, Y: r, Z: r}, pos: spatial.Vec{X: x}, quat: q}
	}
	got := sum([]mass{part(1), part(3)})
	want := spatial.Vec{X: 2*r + 2, Y: 2*r + 2, Z: 2 * r}
	if got.mass != 2 || got.pos != (spatial.Vec{X: 2}) || got.inertia.Sub(want).Norm() > 1e-14 {
		t.Errorf("two balls became %+v, want moments %v", got, want)
	}
}
