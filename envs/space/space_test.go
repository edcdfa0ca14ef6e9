package space_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// anySet draws a set of one of the four kinds, of dimension 1 to 6.
func anySet(t *rapid.T) space.Set {
	k := rapid.IntRange(1, 6).Draw(t, "k")
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		b := space.Box{Lo: make([]float64, k), Hi: make([]float64, k)}
		for i := range b.Lo {
			b.Lo[i] = rapid.Float64Range(-5, 5).Draw(t, "lo")
			b.Hi[i] = b.Lo[i] + rapid.Float64Range(0.1, 5).Draw(t, "width")
		}
		return b
	case 1:
		return space.Simplex{K: k}
	case 2:
		return space.Cube{K: k}
	}
	return space.Ball{K: k, Radius: rapid.Float64Range(0.1, 4).Draw(t, "radius")}
}

// point draws a point of the set's space, most often outside the set.
func point(t *rapid.T, s space.Set, name string) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(-8, 8), s.Dim(), s.Dim()).Draw(t, name)
}

const tol = 1e-9

func TestProjectIsFeasibleAndIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySet(t)
		p := point(t, s, "p")
		once, twice := make([]float64, s.Dim()), make([]float64, s.Dim())
		s.Project(once, p)
		if !s.Contains(once, tol) {
			t.Fatalf("%v: projection %v of %v is outside", s, once, p)
		}
		s.Project(twice, once)
		if d := distance(once, twice); d > tol {
			t.Fatalf("%v: projecting %v again moves it by %v", s, once, d)
		}
	})
}

// TestProjectIsNearest checks the variational inequality that characterizes the projection z of p on a convex set,
//
//	⟨p − z, x − z⟩ ≤ 0 for all x in C,
//
// by its maximum over x, which Support computes.
func TestProjectIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySet(t)
		p := point(t, s, "p")
		z, g, x := make([]float64, s.Dim()), make([]float64, s.Dim()), make([]float64, s.Dim())
		s.Project(z, p)
		for i := range g {
			g[i] = p[i] - z[i]
		}
		if gap := s.Support(x, g) - dot(g, z); gap > 1e-7 {
			t.Fatalf("%v: %v is nearer to %v than its projection %v, by %v", s, x, p, z, gap)
		}
	})
}

// TestSimplexProjectAgainstSorting compares with the textbook algorithm (Held, Wolfe and Crowder, 1974): sort, and
// take the largest number of entries that stay positive.
func TestSimplexProjectAgainstSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := space.Simplex{K: rapid.IntRange(1, 40).Draw(t, "k")}
		p := point(t, s, "p")
		got := make([]float64, s.K)
		s.Project(got, p)
		want := projectBySorting(p)
		if d := distance(got, want); d > tol {
			t.Fatalf("projection of %v: %v, by sorting %v", p, got, want)
		}
	})
}

func projectBySorting(p []float64) []float64 {
	sorted := append([]float64(nil), p...)
	for i := range sorted { // insertion sort, downwards
		for j := i; j > 0 && sorted[j] > sorted[j-1]; j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	sum, tau := 0.0, 0.0
	for i, x := range sorted {
		sum += x
		if x > (sum-1)/float64(i+1) {
			tau = (sum - 1) / float64(i+1)
		}
	}
	out := make([]float64, len(p))
	for i, x := range p {
		out[i] = math.Max(x-tau, 0)
	}
	return out
}

func TestProjectInPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySet(t)
		p := point(t, s, "p")
		for name, f := range map[string]func(dst, p []float64){"Project": s.Project, "Round": s.Round, "Support": func(dst, g []float64) { s.Support(dst, g) }} {
			apart, inPlace := make([]float64, s.Dim()), append([]float64(nil), p...)
			f(apart, p)
			f(inPlace, inPlace)
			if diff := cmp.Diff(apart, inPlace); diff != "" {
				t.Fatalf("%v: %s of %v in place differs:\n%s", s, name, p, diff)
			}
		}
	})
}

// TestSupportIsTheMaximum compares with all vertices where there are few, and with samples of the ball.
func TestSupportIsTheMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySet(t)
		g, z := point(t, s, "g"), make([]float64, s.Dim())
		got := s.Support(z, g)
		if !s.Contains(z, tol) || math.Abs(dot(g, z)-got) > tol*(1+math.Abs(got)) {
			t.Fatalf("%v: Support of %v is %v at %v, where ⟨g,z⟩ = %v", s, g, got, z, dot(g, z))
		}
		best := math.Inf(-1)
		for _, x := range corners(s) {
			best = math.Max(best, dot(g, x))
		}
		if best > got+tol || !isBall(s) && best < got-tol*(1+math.Abs(got)) {
			t.Fatalf("%v: Support of %v is %v, the best corner gives %v", s, g, got, best)
		}
	})
}

// corners are the vertices of a set, or points of a sphere.
func corners(s space.Set) [][]float64 {
	k := s.Dim()
	var list [][]float64
	switch s := s.(type) {
	case space.Simplex:
		for i := range k {
			x := make([]float64, k)
			s.Vertex(x, i)
			list = append(list, x)
		}
	case space.Ball:
		rng := rand.New(rand.NewPCG(1, 1))
		for range 200 {
			x := make([]float64, k)
			s.Sample(x, rng)
			list = append(list, x)
		}
	default:
		lo, hi := make([]float64, k), make([]float64, k)
		for i := range k {
			hi[i] = 1
		}
		if b, ok := s.(space.Box); ok {
			lo, hi = b.Lo, b.Hi
		}
		for bits := range 1 << k {
			x := make([]float64, k)
			for i := range k {
				x[i] = lo[i]
				if bits>>i&1 == 1 {
					x[i] = hi[i]
				}
			}
			list = append(list, x)
		}
	}
	return list
}

func isBall(s space.Set) bool { _, ok := s.(space.Ball); return ok }

func TestSupportTiesGoToTheLowestIndex(t *testing.T) {
	tests := []struct {
		set     space.Set
		g, want []float64
	}{
		{space.Simplex{K: 3}, []float64{1, 2, 2}, []float64{0, 1, 0}},
		{space.Simplex{K: 3}, []float64{0, 0, 0}, []float64{1, 0, 0}},
		{space.Cube{K: 3}, []float64{1, 0, -1}, []float64{1, 0, 0}},
		{space.UnitBox(2), []float64{0, 3}, []float64{-1, 1}},
		{space.Ball{K: 2, Radius: 3}, []float64{0, 0}, []float64{3, 0}},
	}
	for _, test := range tests {
		got := make([]float64, len(test.g))
		test.set.Support(got, test.g)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%v: Support of %v:\n%s", test.set, test.g, diff)
		}
	}
}

func TestRound(t *testing.T) {
	tests := []struct {
		set     space.Set
		p, want []float64
	}{
		{space.Simplex{K: 3}, []float64{0.2, 0.4, 0.4}, []float64{0, 1, 0}},
		{space.Simplex{K: 2}, []float64{0.5, 0.5}, []float64{1, 0}},
		{space.Simplex{K: 2}, []float64{math.NaN(), -3}, []float64{0, 1}},
		{space.Cube{K: 3}, []float64{0.5, 0.500001, 7}, []float64{0, 1, 1}},
		{space.SymmetricBox(2, 2), []float64{-2.5, 1}, []float64{-2, 1}},
		{space.Ball{K: 2, Radius: 1}, []float64{3, 4}, []float64{0.6, 0.8}},
	}
	for _, test := range tests {
		got := make([]float64, len(test.p))
		test.set.Round(got, test.p)
		for i := range got {
			if math.Abs(got[i]-test.want[i]) > 1e-15 {
				t.Errorf("%v: Round of %v = %v, want %v", test.set, test.p, got, test.want)
				break
			}
		}
	}
}

// TestSamplesAreActions checks that a sample lies in the set, is what Round makes of it, and has the set's center as
// its mean.
func TestSamplesAreActions(t *testing.T) {
	sets := []space.Set{
		space.Box{Lo: []float64{-3, 0}, Hi: []float64{1, 5}}, space.Simplex{K: 4}, space.Cube{K: 3}, space.Ball{K: 3, Radius: 2},
	}
	centers := [][]float64{{-1, 2.5}, {0.25, 0.25, 0.25, 0.25}, {0.5, 0.5, 0.5}, {0, 0, 0}}
	for n, s := range sets {
		rng := rand.New(rand.NewPCG(7, 7))
		x, rounded, mean := make([]float64, s.Dim()), make([]float64, s.Dim()), make([]float64, s.Dim())
		const draws = 20_000
		for range draws {
			s.Sample(x, rng)
			s.Round(rounded, x)
			if !s.Contains(x, tol) || distance(x, rounded) > tol {
				t.Fatalf("%v: sample %v is rounded to %v", s, x, rounded)
			}
			for i := range x {
				mean[i] += x[i] / draws
			}
		}
		if d := distance(mean, centers[n]); d > 0.05 { // five standard errors of the widest axis
			t.Errorf("%v: mean of the samples %v, want %v", s, mean, centers[n])
		}
	}
}

func TestContainsRefusesNaN(t *testing.T) {
	for _, s := range []space.Set{space.UnitBox(2), space.Simplex{K: 2}, space.Cube{K: 2}, space.Ball{K: 2, Radius: 1}} {
		if s.Contains([]float64{0, math.NaN()}, 1) {
			t.Errorf("%v contains a NaN", s)
		}
	}
}

func TestNothingAllocates(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, s := range []space.Set{space.UnitBox(5), space.Simplex{K: 5}, space.Cube{K: 5}, space.Ball{K: 5, Radius: 1}} {
		p, dst := []float64{3, -1, 0.2, 0.3, 2}, make([]float64, 5)
		n := testing.AllocsPerRun(20, func() {
			s.Project(dst, p)
			s.Support(dst, p)
			s.Round(dst, p)
			s.Sample(dst, rng)
			s.Contains(dst, tol)
		})
		if n != 0 {
			t.Errorf("%v allocates %v times", s, n)
		}
	}
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func distance(a, b []float64) (sum float64) {
	for i := range a {
		sum = math.Hypot(sum, a[i]-b[i])
	}
	return sum
}

func ExampleSimplex_Project() {
	p := make([]float64, 3)
	space.Simplex{K: 3}.Project(p, []float64{0.9, 0.5, -2})
	fmt.Printf("%.1f\n", p)
	// Output: [0.7 0.3 0.0]
}
