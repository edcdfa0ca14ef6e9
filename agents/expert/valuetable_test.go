package expert

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// track is a straight track of ten places with a goal at the right end; each step costs 1.
type track struct{ x, v [1]float64 }

func (track) Spec() envs.Spec {
	return envs.Spec{Obs: []envs.Channel{{Name: "x"}}, Action: space.UnitBox(1), Horizon: 100}
}

func (k *track) Reset(obs []float64, _ *rand.Rand) { k.SetState(obs, []float64{0}, []float64{0}) }

func (k *track) SetState(obs, q, v []float64) { k.x[0], k.v[0], obs[0] = q[0], v[0], q[0] }

func (k *track) State() (q, v []float64) { return k.x[:], k.v[:] }

func (k *track) Step(obs, act []float64) (float64, envs.End) {
	k.x[0] = max(k.x[0]+act[0], 0)
	obs[0] = k.x[0]
	if k.x[0] >= 9 {
		return -1, envs.Reached
	}
	return -1, envs.Running
}

// TestValueTableCountsSteps checks the cost to go where it is known: the number of places to the goal, and between two
// nodes the mean.
func TestValueTableCountsSteps(t *testing.T) {
	table := newValueTable(newModel(&track{}), axis{lo: 0, hi: 9, n: 10}, axis{lo: -1, hi: 1, n: 2}, [][]float64{{-1}, {1}}, 1, 0)
	for x := range 9 {
		if got, want := table.at(float64(x), 0.3), float64(9-x); math.Abs(got-want) > 1e-12 {
			t.Errorf("from place %d, %v steps: want %v", x, got, want)
		}
	}
	if got := table.at(3.25, 0); math.Abs(got-5.75) > 1e-12 {
		t.Errorf("a quarter past place 3, %v steps: want 5.75", got)
	}
	if got := table.at(-2, 5); math.Abs(got-9) > 1e-12 {
		t.Errorf("off the grid, %v steps: want those of the nearest node, 9", got)
	}
}

func TestValueTableDiscounts(t *testing.T) {
	table := newValueTable(newModel(&track{}), axis{lo: 0, hi: 9, n: 10}, axis{lo: -1, hi: 1, n: 2}, [][]float64{{1}}, 0.5, 0)
	if got, want := table.at(6, 0), 1+0.5+0.25; math.Abs(got-want) > 1e-12 {
		t.Errorf("three steps at discount ½ cost %v, want %v", got, want)
	}
}

func TestPeriodicAxisWraps(t *testing.T) {
	x := axis{lo: -math.Pi, hi: math.Pi, n: 8, periodic: true}
	tests := []struct {
		at     float64
		i, j   int
		weight float64
	}{
		{-math.Pi, 0, 1, 0},
		{math.Pi, 0, 1, 0},
		{math.Pi - math.Pi/8, 7, 0, 0.5},
		{math.Pi + math.Pi/4, 1, 2, 0},
		{0, 4, 5, 0},
	}
	for _, test := range tests {
		i, j, w := x.locate(test.at)
		at, want := float64(i)+w, float64(test.i)+test.weight
		if d := math.Abs(at - want); d > 1e-9 && math.Abs(d-8) > 1e-9 {
			t.Errorf("%v lies at %d + %v, want %d + %v", test.at, i, w, test.i, test.weight)
		}
		if test.weight > 0 && (i != test.i || j != test.j) {
			t.Errorf("%v lies between nodes %d and %d, want %d and %d", test.at, i, j, test.i, test.j)
		}
	}
}

// TestTablesSolveTheirEquation checks Bellman's equation at every node of the tables in use, by a plain sweep.
func TestTablesSolveTheirEquation(t *testing.T) {
	sim := newModel(newMountainCar())
	table := mountaincarTable()
	for i := range table.q.n {
		for j := range table.v.n {
			best := math.Inf(1)
			for _, a := range pushes {
				x, v, cost, end := sim.step(table.q.node(i), table.v.node(j), a)
				if end != envs.Reached {
					cost += table.at(x, v)
				}
				best = min(best, cost)
			}
			if got := table.cost[i*table.v.n+j]; math.Abs(got-best) > 2e-3 {
				t.Fatalf("node %d, %d: J = %v, its best action leads to %v", i, j, got, best)
			}
		}
	}
}
