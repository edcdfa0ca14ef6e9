package policy

import (
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// bruteForce is the greatest value of the objective at an observation on a grid over a box of two coordinates, and the
// grid's own local maxima: the points that none of their eight neighbors exceeds.
func bruteForce(t *testing.T, n *Network, obs []float64, points int) (top float64, peaks []solve.Mode, plane *Plane) {
	t.Helper()
	plane = &Plane{}
	if !n.Plane(plane, obs, make([]float64, 2), 0, 1, points) {
		t.Fatal("no plane")
	}
	top = math.Inf(-1)
	for b := range points {
		for a := range points {
			v := plane.Values.Row(b)[a]
			top = max(top, v)
			peak := true
			for db := -1; db <= 1; db++ {
				for da := -1; da <= 1; da++ {
					if y, x := b+db, a+da; y >= 0 && y < points && x >= 0 && x < points && plane.Values.Row(y)[x] > v {
						peak = false
					}
				}
			}
			if peak {
				peaks = append(peaks, solve.Mode{At: []float64{plane.X[a], plane.Y[b]}, Value: v})
			}
		}
	}
	return top, peaks, plane
}

// TestDrawnMaxima: for every energy, p*, every mode that is drawn and its height are held against brute force on a grid:
// nothing on the grid is higher than p*, and each mode is a local maximum of the grid, as high as it says.
func TestDrawnMaxima(t *testing.T) {
	const points = 201
	for _, name := range energy.Names() {
		n := newNetwork(t, configs()[name])
		unsettle(n, 9)
		several := 0
		for i := range 12 {
			obs := []float64{math.Sin(float64(i)), math.Cos(2 * float64(i)), 0.3 * float64(i)}
			top, peaks, plane := bruteForce(t, n, obs, points)
			modes := n.Modes(obs, 40)
			var land Landscape
			n.Landscape(&land, obs, 2)
			tol := 1e-6 * max(1, math.Abs(top))
			if modes[0].Value < top-tol {
				t.Errorf("%s, observation %d: the grid reaches %v, the best mode %v", name, i, top, modes[0].Value)
			}
			if land.Value > modes[0].Value+tol {
				t.Errorf("%s, observation %d: p* has %v, the best mode %v", name, i, land.Value, modes[0].Value)
			}
			for k, m := range modes {
				if !onPeak(m, peaks, plane) {
					t.Errorf("%s, observation %d: mode %d at %v, %v, is no local maximum of the grid %v", name, i, k, m.At, m.Value, peaks)
				}
			}
			if len(modes) > 1 {
				several++
			}
		}
		t.Logf("%s: several modes at %d of 12 observations", name, several)
	}
}

// onPeak reports whether a mode is as high as a local maximum of the grid near it, up to half of what no picture shows: on
// a ridge an ascent may end a little before the top.
func onPeak(m solve.Mode, peaks []solve.Mode, plane *Plane) bool {
	lo, hi := slices.Min(plane.Values.Data), slices.Max(plane.Values.Data)
	last := len(plane.X) - 1
	near := func(i int, at []float64, axis []float64) bool {
		return math.Abs(at[i]-m.At[i]) <= 0.1*(axis[last]-axis[0])
	}
	return slices.ContainsFunc(peaks, func(p solve.Mode) bool {
		return near(0, p.At, plane.X) && near(1, p.At, plane.Y) && math.Abs(m.Value-p.Value) <= modeDip/2*(hi-lo)
	})
}

// TestPlaneIsTheSection: along its own lines through p* a plane has the values of the landscape's curves.
func TestPlaneIsTheSection(t *testing.T) {
	n := newNetwork(t, configs()["pairwise-lowrank"])
	unsettle(n, 9)
	obs := []float64{0.5, -0.2, 1}
	var land Landscape
	n.Landscape(&land, obs, 101)
	corner := []float64{n.Task().Set.(space.Box).Hi[0], land.Best[1]}
	var plane Plane
	n.Plane(&plane, obs, corner, 0, 1, 101)
	var section Landscape
	n.Section(&section, obs, corner, 101)
	for b := range 101 {
		if d := math.Abs(plane.Values.Row(b)[100] - section.Values.Row(1)[b]); d > 1e-9 {
			t.Fatalf("row %d: the plane has %v, the section %v", b, plane.Values.Row(b)[100], section.Values.Row(1)[b])
		}
	}
	if n.Plane(&plane, obs, corner, 1, 1, 11) || n.Plane(&plane, obs, corner, 0, 2, 11) {
		t.Error("a plane over one coordinate, or over one that there is not")
	}
	if m := newNetwork(t, configs()["deterministic"]); m.Plane(&plane, obs, corner, 0, 1, 11) || m.Modes(obs, 3) != nil || m.Path(obs, 3) != nil {
		t.Error("a policy without an energy has a plane, modes or a path")
	}
}

// TestPathEndsAtTheDecision: the solver's path climbs, and its last point is p*.
func TestPathEndsAtTheDecision(t *testing.T) {
	n := newNetwork(t, withGreedy(configs()["pairwise"], func(g *GreedyOptions) { _ = g.Solver.Set("iters", "1000") }))
	unsettle(n, 4)
	obs := []float64{0.5, -0.2, 1}
	var land Landscape
	n.Landscape(&land, obs, 2)
	path := n.Path(obs, 1000)
	if len(path) == 0 || policytest.MaxAbsDiff(path[len(path)-1], land.Best) > 1e-6 {
		t.Fatalf("%d iterations, the last at %v, p* is %v", len(path), path, land.Best)
	}
	before := math.Inf(-1)
	for i, p := range path {
		var at Landscape
		if n.Section(&at, obs, p, 2); at.Value < before-1e-9 {
			t.Errorf("iteration %d goes down from %v to %v", i, before, at.Value)
		} else {
			before = at.Value
		}
	}
}
