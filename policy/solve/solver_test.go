package solve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/energy/energytest"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// solved is a problem together with a solver that takes it.
type solved struct {
	Problem
	Solver
}

func (s solved) String() string {
	return fmt.Sprintf("%s, %s on %v by %s", s.Energy.Name(), s.Omega.Name(), s.Set, s.Solver.Name())
}

// combinations returns every energy × regularizer × set × solver that fits.
func combinations(k int, rng *rand.Rand) []solved {
	var list []solved
	solvers := []func() Solver{
		func() Solver { return &ClosedForm{} },
		func() Solver { return NewBoxCoordinate(DefaultBoxCoordinate()) },
		func() Solver { return NewProjectedGradient(DefaultProjectedGradient()) },
		func() Solver { return NewNewton(DefaultNewton()) },
		func() Solver { return NewMirror(DefaultMirror()) },
		func() Solver { return NewMultiStart(NewBoxCoordinate(DefaultBoxCoordinate()), DefaultMultiStart()) },
		func() Solver {
			return NewMultiStart(NewProjectedGradient(DefaultProjectedGradient()), MultiStartOptions{Count: 3})
		},
		func() Solver { return NewMultiStart(NewNewton(DefaultNewton()), MultiStartOptions{Count: 3}) },
		func() Solver { return NewMultiStart(NewMirror(DefaultMirror()), MultiStartOptions{Count: 3}) },
		func() Solver { return NewSampler(DefaultSampler()) },
		func() Solver { return NewMeanShift(DefaultMeanShift()) },
	}
	for _, e := range energytest.All(k, rng) {
		for _, set := range []space.Set{space.UnitBox(k), space.Cube{K: k}, space.Simplex{K: k}, space.Ball{K: k, Radius: 1}} {
			for _, omega := range []regularizer.Regularizer{regularizer.Quadratic{Gamma: 0.8}, regularizer.None{}, regularizer.Shannon{Gamma: 0.7}, regularizer.FermiDirac{Gamma: 0.7}, regularizer.BoxEntropy{Gamma: 0.7}, regularizer.Tsallis{Gamma: 0.7, Alpha: 1.5, Binary: false}, regularizer.Tsallis{Gamma: 0.7, Alpha: 2, Binary: true}} {
				for _, s := range solvers {
					c := solved{Problem{Energy: e, Omega: omega, Set: set}, s()}
					if c.Problem.Check() == nil && c.Solver.Check(&c.Problem) == nil {
						list = append(list, c)
					}
				}
			}
		}
	}
	return list
}

// TestReports: whatever the combination, the point lies in C, the value is the objective there, and the conjugate lies
// in [Value, Value+Gap] as far as random points of C can tell (docs/paper.md 2.1). A finite gap is
// small: the solver did its work.
func TestReports(t *testing.T) {
	rng := policytest.NewRand(t, 10)
	const n, k = 6, 4
	for _, c := range combinations(k, rng) {
		v := policytest.Normal(energy.NewMatrix(n, c.Energy.VDim()), 0.7, rng)
		p, reports := maximize(c.Solver, &c.Problem, v, Rows{Seed: 3})
		for i := range n {
			row := p.Row(i)
			if !c.Set.Contains(row, 1e-9) {
				t.Errorf("%v: %v is not in the set", c, row)
			}
			if at := objective(&c.Problem, v.Row(i), row); math.Abs(at-reports[i].Value) > 1e-5 { // Late is float32
				t.Errorf("%v: reported %v, objective %v", c, reports[i].Value, at)
			}
			if gap := reports[i].Gap; !math.IsInf(gap, 1) && !(gap >= 0 && gap < 1e-6) {
				t.Errorf("%v: gap %g after %d iterations", c, gap, reports[i].Iters)
			}
			for range 50 {
				z := make([]float64, k)
				space.DrawUniform(z, c.Set, rng)
				if at := objective(&c.Problem, v.Row(i), z); at > reports[i].Value+reports[i].Gap+1e-9 {
					t.Errorf("%v: %v at a random point, conjugate at most %v", c, at, reports[i].Value+reports[i].Gap)
				}
			}
		}
	}
}

// TestClosedForms: the closed form of every regularizer and the iterative solver find the same point (docs/paper.md 7.1
// to 7.7). A gap g leaves ‖p − p*‖ ≤ √(2g/μ).
func TestClosedForms(t *testing.T) {
	rng := policytest.NewRand(t, 11)
	const n, k = 20, 5
	for _, c := range combinations(k, rng) {
		_, unary := c.Energy.(energy.Unary)
		if !unary || c.Omega.Modulus() == 0 || c.Solver.Name() == "sampler" {
			continue
		}
		v := policytest.Normal(energy.NewMatrix(n, k), 1.5, rng)
		exact, _ := maximize(&ClosedForm{}, &c.Problem, v, Rows{})
		p, _ := maximize(c.Solver, &c.Problem, v, Rows{})
		if d := policytest.MaxAbsDiff(p.Data, exact.Data); d > 1e-4 {
			t.Errorf("%v: off the closed form by %g", c, d)
		}
	}
}

// TestFixedValues pins the closed forms to numbers worked out by hand.
func TestFixedValues(t *testing.T) {
	u := []float64{2, 0.5, -3}
	for _, c := range []struct {
		omega regularizer.Regularizer
		set   space.Set
		want  []float64
	}{
		{regularizer.Quadratic{Gamma: 1}, space.UnitBox(3), []float64{1, 0.5, -1}},
		{regularizer.Quadratic{Gamma: 2}, space.Cube{K: 3}, []float64{1, 0.25, 0}},
		{regularizer.Quadratic{Gamma: 1}, space.Simplex{K: 3}, []float64{1, 0, 0}},
		{regularizer.Quadratic{Gamma: 4}, space.Simplex{K: 3}, []float64{0.6875, 0.3125, 0}},
		{regularizer.None{}, space.UnitBox(3), []float64{1, 1, -1}},
		{regularizer.Shannon{Gamma: 1}, space.Simplex{K: 3}, []float64{0.8131, 0.1814, 0.0055}},
		{regularizer.FermiDirac{Gamma: 1}, space.Cube{K: 3}, []float64{0.8808, 0.6225, 0.0474}},
		{regularizer.BoxEntropy{Gamma: 1}, space.UnitBox(3), []float64{0.9640, 0.4621, -0.9951}},
	} {
		got := make([]float64, 3)
		c.omega.Argmax(got, u, c.set)
		if d := policytest.MaxAbsDiff(got, c.want); d > 1e-4 {
			t.Errorf("%s on %v: %v, want %v", c.omega.Name(), c.set, got, c.want)
		}
	}
}

// TestBatchIsRows: a batch cut anywhere gives the same bits, as long as the rows keep their global index.
func TestBatchIsRows(t *testing.T) {
	rng := policytest.NewRand(t, 12)
	const n, k = 7, 3
	for _, c := range combinations(k, rng) {
		if energytest.Single(c.Energy) {
			continue // float32 products agree to rounding only
		}
		v := policytest.Normal(energy.NewMatrix(n, c.Energy.VDim()), 1, rng)
		all, _ := maximize(c.Solver, &c.Problem, v, Rows{Seed: 9})
		for lo := 0; lo < n; lo += 3 {
			hi := min(lo+3, n)
			part, _ := maximize(c.Solver.Clone(), &c.Problem, v.Slice(lo, hi), Rows{Seed: 9, First: uint64(lo)})
			if policytest.MaxAbsDiff(part.Data, all.Slice(lo, hi).Data) != 0 {
				t.Errorf("%v: rows %d to %d differ alone", c, lo, hi)
			}
		}
	}
}

// TestSolversAllocateNothing once warm.
func TestSolversAllocateNothing(t *testing.T) {
	rng := policytest.NewRand(t, 13)
	const n, k = 3, 4
	for _, c := range combinations(k, rng) {
		v := policytest.Normal(energy.NewMatrix(n, c.Energy.VDim()), 1, rng)
		p, reports := energy.NewMatrix(n, k), make([]Report, n)
		solve := func() { c.Maximize(p, reports, &c.Problem, v, Rows{Seed: 1}) }
		solve()
		if a := testing.AllocsPerRun(3, solve); a != 0 {
			t.Errorf("%v: %v allocations", c, a)
		}
	}
}

// TestWarmStart: from the answer, a solver has next to nothing left to do.
func TestWarmStart(t *testing.T) {
	rng := policytest.NewRand(t, 14)
	const n, k = 5, 4
	for _, c := range combinations(k, rng) {
		if !c.Energy.Concave() || c.Solver.Name() == "sampler" || c.Omega.Modulus() == 0 {
			continue
		}
		v := policytest.Normal(energy.NewMatrix(n, c.Energy.VDim()), 0.5, rng)
		p, cold := maximize(c.Solver, &c.Problem, v, Rows{})
		_, warm := maximize(c.Solver, &c.Problem, v, Rows{Start: p})
		for i := range n {
			if warm[i].Iters > max(20, cold[i].Iters/2) { // projected gradient takes some to find its step size
				t.Errorf("%v: %d iterations from the answer, %d from nowhere", c, warm[i].Iters, cold[i].Iters)
			}
		}
	}
}

// TestNotFinite: a v that is NaN ends every solve at once, with a value that is NaN too.
func TestNotFinite(t *testing.T) {
	rng := policytest.NewRand(t, 15)
	const n, k = 3, 4
	for _, c := range combinations(k, rng) {
		v := policytest.Normal(energy.NewMatrix(n, c.Energy.VDim()), 1, rng)
		clean, _ := maximize(c.Solver, &c.Problem, v, Rows{})
		floats.Fill(v.Row(1), math.NaN())
		p, reports := maximize(c.Solver, &c.Problem, v, Rows{})
		if reports[1].Value > math.Inf(-1) {
			t.Errorf("%v: value %v where v is NaN", c, reports[1].Value)
		}
		if reports[1].Iters > 20 {
			t.Errorf("%v: %d iterations where v is NaN", c, reports[1].Iters)
		}
		for _, i := range []int{0, 2} {
			if !energytest.Single(c.Energy) && policytest.MaxAbsDiff(p.Row(i), clean.Row(i)) != 0 {
				t.Errorf("%v: the NaN of row 1 reaches row %d", c, i)
			}
		}
	}
}

// TestColdRows: a row whose start is NaN is solved as without one, among rows that have theirs.
func TestColdRows(t *testing.T) {
	rng := policytest.NewRand(t, 70)
	const n, k = 3, 4
	for _, c := range combinations(k, rng) {
		v := policytest.Normal(energy.NewMatrix(n, c.Energy.VDim()), 0.7, rng)
		start := energy.NewMatrix(n, k)
		for i := range n {
			space.DrawUniform(start.Row(i), c.Set, rng)
		}
		floats.Fill(start.Row(1), math.NaN())
		cold, _ := maximize(c.Solver, &c.Problem, v, Rows{Seed: 3})
		mixed, _ := maximize(c.Solver, &c.Problem, v, Rows{Seed: 3, Start: start})
		if d := policytest.MaxAbsDiff(cold.Row(1), mixed.Row(1)); !(d <= 1e-6) { // Late in batches of another shape
			t.Errorf("%v: a cold row among warm ones is off by %g", c, d)
		}
	}
}
