package bench

import (
	"context"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
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

// SolveTime is how fast.
type SolveTime struct {
	Energy      string  `json:"energy"`
	Regularizer string  `json:"regularizer"`
	Solver      string  `json:"solver"`
	K           int     `json:"k"`
	PerSecond   float64 `json:"per_second"` // problems solved, one core
}

// solvable is a kind of problem and the solver for it.
type solvable struct {
	energy func(k int, rng *rand.Rand) policy.Energy
	omega  policy.Regularizer
	set    func(k int) space.Set
	solver policy.Solver
}

func box(k int) space.Set  { return space.UnitBox(k) }
func cube(k int) space.Set { return space.Cube{K: k} }

// solvables are the concave energies with the solvers that are exact for them, in every coordinate count.
func solvables() []solvable {
	lowRank := func(k int, _ *rand.Rand) policy.Energy { return policy.LowRank{K: k, R: min(k, 4)} }
	spen := func(k int, rng *rand.Rand) policy.Energy {
		e := policy.NewSPEN(k, []int{16}, true)
		e.Init(rng)
		return e
	}
	return []solvable{
		{func(k int, _ *rand.Rand) policy.Energy { return policy.Unary{K: k} }, policy.Norm2{Gamma: 1}, box, &policy.ClosedForm{}},
		{lowRank, policy.Norm2{Gamma: 1}, box, policy.NewBoxCoordinate(policy.DefaultBoxCoordinate())},
		{lowRank, policy.Norm2{Gamma: 1}, box, policy.NewProjectedGradient(policy.DefaultProjectedGradient())},
		{spen, policy.Norm2{Gamma: 1}, cube, policy.NewProjectedGradient(policy.DefaultProjectedGradient())},
		{spen, policy.Norm2{Gamma: 1}, cube, policy.NewNewton(policy.DefaultNewton())},
		{lowRank, policy.FermiDirac{Gamma: 1}, cube, policy.NewMirror(policy.DefaultMirror())},
	}
}

// solves solves a batch of each kind for each k, and times a few problems of each.
func (b Losses) solves(ctx context.Context, s Setting, found *LossesFound, times *LossesTimes) error {
	for _, k := range b.Dims {
		n, timed := max(4*b.Rows/k, 4), max(32/k, 1)
		var works []func()
		for _, c := range solvables() {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			rng := envs.Stream(s.Seed, envs.Inner, uint64(k))
			e := c.energy(k, rng)
			g, err := policy.NewGreedy(policy.Problem{Energy: e, Omega: c.omega, Set: c.set(k)}, c.solver)
			if err != nil {
				return err
			}
			v, p, reports := normalMatrix(n, e.VDim(), rng), policy.NewMatrix(n, k), make([]policy.Report, n)
			g.Decode(p, reports, v, policy.Rows{})
			found.Solves = append(found.Solves, quality(SolveQuality{Energy: e.Name(), Regularizer: c.omega.Name(), Solver: c.solver.Name(), K: k}, reports))
			works = append(works, func() { g.Decode(p.Slice(0, timed), reports[:timed], v.Slice(0, timed), policy.Rows{}) })
		}
		kinds := found.Solves[len(found.Solves)-len(works):]
		for i, d := range b.interleave(s.Clock, len(works), func(i int) { works[i]() }) {
			q := kinds[i]
			times.Solves = append(times.Solves, SolveTime{q.Energy, q.Regularizer, q.Solver, k, float64(timed) / max(d.Seconds(), 1e-9)})
		}
	}
	return nil
}

// quality adds up the reports.
func quality(q SolveQuality, reports []policy.Report) SolveQuality {
	q.Problems = len(reports)
	for _, r := range reports {
		q.Iters += float64(r.Iters) / float64(len(reports))
		q.Gap = max(q.Gap, r.Gap)
	}
	return q
}
