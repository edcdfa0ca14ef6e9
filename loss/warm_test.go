package loss

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// unfinished are the solvers that can start at y and fit the problem, stopped after so many iterations.
func unfinished(q *solve.Problem, iters int) []solve.Solver {
	var list []solve.Solver
	for _, s := range []solve.Solver{
		solve.NewBoxCoordinate(solve.BoxCoordinateOptions{Iters: iters}),
		solve.NewNewton(solve.NewtonOptions{Iters: iters}),
		solve.NewProjectedGradient(solve.ProjectedGradientOptions{Iters: iters}),
		solve.NewMirror(solve.MirrorOptions{Iters: iters}),
		solve.NewSampler(solve.SamplerOptions{Candidates: 2, Rounds: iters, Elites: 1, Noise: 0.1, Shrink: 0.5}),
	} {
		if s.Check(q) == nil {
			list = append(list, s)
		}
	}
	return list
}

// TestWarmIsNeverNegative: a warm greedy makes L̃ ≥ 0 with any solver, after however few iterations, and where Φ is not
// concave and no gap is known; where one is, L ≤ L̃ + Gap still. Cold solves that are not finished make it negative.
func TestWarmIsNeverNegative(t *testing.T) {
	rng := policytest.NewRand(t, 80)
	const k = 3
	cold := 0
	for _, e := range append(leadingEnergies(k, rng), energy.Energy(energy.NewLate(2, k, []int{5}, 0))) {
		if late, ok := e.(*energy.Late); ok {
			late.Init(rng)
		}
		for _, c := range []struct {
			omega regularizer.Regularizer
			set   space.Set
		}{
			{regularizer.Quadratic{Gamma: 0.5}, space.UnitBox(k)}, {regularizer.BoxEntropy{Gamma: 0.5}, space.UnitBox(k)}, {regularizer.None{}, space.UnitBox(k)},
			{regularizer.Quadratic{Gamma: 0.5}, space.Cube{K: k}}, {regularizer.FermiDirac{Gamma: 0.5}, space.Cube{K: k}},
			{regularizer.Shannon{Gamma: 0.5}, space.Simplex{K: k}}, {regularizer.Quadratic{Gamma: 0.5}, space.Simplex{K: k}}, {regularizer.Quadratic{Gamma: 0.5}, space.Ball{K: k, Radius: 1}},
		} {
			cold += coldNegatives(t, &solve.Problem{Energy: e, Omega: c.omega, Set: c.set}, rng)
		}
	}
	if t.Logf("negative losses: %d cold", cold); cold < 100 {
		t.Error("cold solves are rarely negative: this test shows nothing")
	}
}

// coldNegatives holds the losses of a problem that few iterations solve warm to the promises, and counts those that are
// negative where they solve it cold.
func coldNegatives(t *testing.T, q *solve.Problem, rng *rand.Rand) (n int) {
	t.Helper()
	const rows = 6
	v, y := policy.NewMatrix(rows, q.Energy.VDim()), policy.NewMatrix(rows, q.Set.Dim())
	for i := range rows {
		copy(v.Row(i), admissible(q.Energy, 1, rng))
		copy(y.Row(i), inSet(q.Set, rng))
		if i%2 == 0 {
			copy(y.Row(i), vertex(q.Set, rng))
		}
	}
	for iters := 1; iters <= 3; iters++ {
		for _, s := range unfinished(q, iters) {
			for _, value := range unfinishedLosses(t, &policy.Greedy{Problem: *q, Solver: s}, v, y) {
				if value < 0 {
					n++
				}
			}
			for i, value := range unfinishedLosses(t, &policy.Greedy{Problem: *q, Solver: s, Warm: true}, v, y) {
				if !(value >= 0) {
					t.Errorf("%s/%s on %v, %d iterations of %s: L̃ = %g in row %d", q.Energy.Name(), q.Omega.Name(), q.Set, iters, s.Name(), value, i)
				}
			}
		}
	}
	return n
}

// unfinishedLosses are L̃ of the rows by a greedy whose solver ends early: none is farther below L than its gap, and a warm
// one is zero only with its gradient.
func unfinishedLosses(t *testing.T, g *policy.Greedy, v, y policy.Matrix) []float64 {
	t.Helper()
	exact, l := NewFenchelYoung(greedy(t, g.Energy, g.Omega, g.Set)), NewFenchelYoung(g)
	losses, gradV := make([]float64, v.Rows), policy.NewMatrix(v.Rows, v.Cols)
	l.AddGrad(losses, gradV, nil, 1, v, y, solve.Rows{})
	_, reports := l.Argmax()
	for i, value := range losses {
		want, _ := eval(exact, v.Row(i), y.Row(i))
		if g.Energy.Concave() && want > value+reports[i].Gap+1e-9 {
			t.Errorf("%s/%s on %v, %s: L̃ = %g with a gap of %g, L = %g", g.Energy.Name(), g.Omega.Name(), g.Set, g.Solver.Name(), value, reports[i].Gap, want)
		}
		if g.Warm && value == 0 && norm(gradV.Row(i)) > 1e-15 {
			t.Errorf("%s/%s on %v, %s: L̃ = 0 with gradient %v", g.Energy.Name(), g.Omega.Name(), g.Set, g.Solver.Name(), gradV.Row(i))
		}
	}
	return losses
}

// TestWarmRivals: so are the perceptron loss and the hinge loss, whose solve adds the margin to the energy; clones start
// where the original does. (The margin is added and taken away again, which leaves a rounding error.)
func TestWarmRivals(t *testing.T) {
	rng := policytest.NewRand(t, 81)
	for _, c := range rivals(t, 3, rng) {
		switch c.loss.(type) {
		case *Perceptron, *Hinge:
		default:
			continue
		}
		if c.err != nil {
			continue
		}
		for _, s := range unfinished(&c.greedy.Problem, 1) {
			g := *c.greedy
			g.Solver, g.Warm = s, true
			l := Loss(NewFenchelYoung(&g))
			if _, hinge := c.loss.(*Hinge); hinge {
				l, _ = NewHinge(&g)
			}
			for range 5 {
				v, y := admissible(g.Energy, 1, rng), vertex(g.Set, rng)
				value, _ := eval(l, v, y)
				if twin, _ := eval(l.Clone(), v, y); !(value >= -1e-14) || twin != value {
					t.Errorf("%s by %s: L̃ = %g, of a clone %g", c.name, s.Name(), value, twin)
				}
			}
		}
	}
}

// TestWarmTakesFewerIterations where y is about what the policy does, as late in training.
func TestWarmTakesFewerIterations(t *testing.T) {
	rng := policytest.NewRand(t, 82)
	const k = 6
	e := energy.NewSPEN(k, []int{16}, true)
	e.Init(rng)
	q := solve.Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 1}, Set: space.UnitBox(k)}
	iters := map[bool]int{}
	for range 50 {
		v := normal(k, 1, rng)
		exact := NewFenchelYoung(greedy(t, e, q.Omega, q.Set))
		eval(exact, v, make([]float64, k))
		y, _ := exact.Argmax()
		for j := range y.Data {
			y.Data[j] += 0.001 * rng.NormFloat64()
		}
		q.Set.Project(y.Data, y.Data)
		for _, warm := range []bool{false, true} {
			s := solve.NewProjectedGradient(solve.ProjectedGradientOptions{Tol: 1e-3, Iters: 50})
			l := NewFenchelYoung(&policy.Greedy{Problem: q, Solver: s, Warm: warm})
			if value, _ := eval(l, v, y.Data); math.Abs(value) > 5e-3 {
				t.Errorf("L = %g next to the policy's own action", value)
			}
			_, reports := l.Argmax()
			iters[warm] += reports[0].Iters
		}
	}
	t.Logf("iterations cold %d, warm %d", iters[false], iters[true])
	if iters[true]*3 > iters[false]*2 {
		t.Errorf("%d iterations warm, %d cold", iters[true], iters[false])
	}
}
