package losses

import (
	"context"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// SolveQuality is how well a solver did on a batch of random problems.
type SolveQuality struct {
	Energy      string  `json:"energy"`
	Regularizer string  `json:"regularizer"`
	Solver      string  `json:"solver"`
	K           int     `json:"k"`
	Problems    int     `json:"problems"`
	Iters       float64 `json:"iters"` // mean
	Gap         float64 `json:"gap"`   // largest, in units of the energy: what the maximum may be missed by
}

// SolveTime is how fast it was.
type SolveTime struct {
	Energy      string  `json:"energy"`
	Regularizer string  `json:"regularizer"`
	Solver      string  `json:"solver"`
	K           int     `json:"k"`
	PerSecond   float64 `json:"per_second"` // problems solved, one core
}

// solvable is a kind of problem and the solver for it.
type solvable struct {
	energy func(k int, rng *rand.Rand) energy.Energy
	omega  regularizer.Regularizer
	set    func(k int) space.Set
	solver solve.Solver
}

func box(k int) space.Set  { return space.UnitBox(k) }
func cube(k int) space.Set { return space.Cube{K: k} }

// solvables are the concave energies with the solvers that are exact for them, in every coordinate count.
func solvables() []solvable {
	lowRank := func(k int, _ *rand.Rand) energy.Energy { return energy.LowRank{K: k, R: min(k, 4)} }
	spen := func(k int, rng *rand.Rand) energy.Energy {
		e := energy.NewSPEN(k, []int{16}, true)
		e.Init(rng)
		return e
	}
	return []solvable{
		{func(k int, _ *rand.Rand) energy.Energy { return energy.Unary{K: k} }, regularizer.Quadratic{Gamma: 1}, box, &solve.ClosedForm{}},
		{lowRank, regularizer.Quadratic{Gamma: 1}, box, solve.NewBoxCoordinate(solve.DefaultBoxCoordinate())},
		{lowRank, regularizer.Quadratic{Gamma: 1}, box, solve.NewProjectedGradient(solve.DefaultProjectedGradient())},
		{spen, regularizer.Quadratic{Gamma: 1}, cube, solve.NewProjectedGradient(solve.DefaultProjectedGradient())},
		{spen, regularizer.Quadratic{Gamma: 1}, cube, solve.NewNewton(solve.DefaultNewton())},
		{lowRank, regularizer.FermiDirac{Gamma: 1}, cube, solve.NewMirror(solve.DefaultMirror())},
	}
}

// solves solves a batch of each kind for each k, and times a few problems of each.
func (b Config) solves(ctx context.Context, s grid.Setting, found *Result, times *Times) error {
	for _, k := range b.Dims {
		n, timed := max(4*b.Rows/k, 4), max(32/k, 1)
		var works []func()
		for _, c := range solvables() {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			rng := envs.Stream(s.Seed, envs.Inner, uint64(k))
			e := c.energy(k, rng)
			g, err := policy.NewGreedy(solve.Problem{Energy: e, Omega: c.omega, Set: c.set(k)}, c.solver)
			if err != nil {
				return err
			}
			v, p, reports := normalMatrix(n, e.VDim(), rng), policy.NewMatrix(n, k), make([]solve.Report, n)
			g.Decode(p, reports, v, solve.Rows{})
			found.Solves = append(found.Solves, quality(SolveQuality{Energy: e.Name(), Regularizer: c.omega.Name(), Solver: c.solver.Name(), K: k}, reports))
			works = append(works, func() { g.Decode(p.Slice(0, timed), reports[:timed], v.Slice(0, timed), solve.Rows{}) })
		}
		kinds := found.Solves[len(found.Solves)-len(works):]
		for i, d := range b.interleave(s.Clock, len(works), func(i int) { works[i]() }) {
			q := kinds[i]
			times.Solves = append(times.Solves, SolveTime{q.Energy, q.Regularizer, q.Solver, k, float64(timed) / max(d.Seconds(), 1e-9)})
		}
	}
	return nil
}

// quality summarizes the reports.
func quality(q SolveQuality, reports []solve.Report) SolveQuality {
	q.Problems = len(reports)
	for _, r := range reports {
		q.Iters += float64(r.Iters) / float64(len(reports))
		q.Gap = max(q.Gap, r.Gap)
	}
	return q
}
