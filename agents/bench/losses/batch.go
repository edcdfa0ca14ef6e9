package losses

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// batch is a batch of random inner problems with the expert's actions, and room for gradients.
type batch struct {
	problem solve.Problem
	v, y    policy.Matrix
	losses  []float64
	gradV   policy.Matrix
	grad    net.Params[float32] // of the energy's own weights
}

// newBatch draws it: the weights of Ψ twice as large as a training starts with, for a curvature worth the name, u
// normal, y uniform in the box.
func (b Config) newBatch(seed uint64, rows int) *batch {
	rng := envs.Stream(seed, envs.Inner, 0)
	e := energy.NewSPEN(b.K, []int{b.Hidden}, true)
	e.Init(rng)
	for _, w := range e.Params() {
		for i := range w.Data {
			w.Data[i] *= 2
		}
	}
	drawn := &batch{
		problem: solve.Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: b.Gamma}, Set: space.UnitBox(b.K)},
		v:       normalMatrix(rows, e.VDim(), rng), y: policy.NewMatrix(rows, b.K),
		losses: make([]float64, rows), gradV: policy.NewMatrix(rows, e.VDim()), grad: e.Params().Zeros(),
	}
	for i := range rows {
		drawn.problem.Set.Sample(drawn.y.Row(i), rng)
	}
	return drawn
}

func normalMatrix(rows, cols int, rng *rand.Rand) policy.Matrix {
	m := policy.NewMatrix(rows, cols)
	for i := range m.Data {
		m.Data[i] = rng.NormFloat64()
	}
	return m
}

// step computes what a training step needs: the value of a loss and all its gradients.
func (b *batch) step(l loss.Loss) {
	clear(b.gradV.Data)
	b.grad.Zero()
	l.AddGrad(b.losses, b.gradV, b.grad, 1, b.v, b.y, solve.Rows{})
}

// build is a method's loss on the batch's problem: with a solver, and for unrolling with a number of steps.
func (b *batch) build(m method, s solve.Solver, steps int) (loss.Loss, error) {
	g, err := policy.NewGreedy(b.problem.Clone(), s)
	if err != nil {
		return nil, err
	}
	return m.build(g, steps)
}

// method is a loss that is compared.
type method struct {
	name  string
	build func(g *policy.Greedy, steps int) (loss.Loss, error)
}

// methods are the three. The first two solve by whatever solver the head has; unrolling has an ascent of its own.
func methods() []method {
	return []method{
		{"fenchel-young", func(g *policy.Greedy, _ int) (loss.Loss, error) { return loss.NewFenchelYoung(g), nil }},
		{"squared-implicit", func(g *policy.Greedy, _ int) (loss.Loss, error) { return loss.NewImplicit(g) }},
		{"squared-unrolled", func(g *policy.Greedy, steps int) (loss.Loss, error) {
			return loss.NewUnrolled(g, loss.UnrolledOptions{Steps: steps, Rate: loss.DefaultUnrolled().Rate})
		}},
	}
}

// ascent is the iterative solver: it goes on to the gap tol, or for so many steps.
func ascent(tol float64, steps int) solve.Solver {
	return solve.NewProjectedGradient(solve.ProjectedGradientOptions{Tol: tol, Iters: steps})
}

// iterations are those of the last solves, mean over the batch, or as many as were asked for where a loss does not say.
func iterations(l loss.Loss, steps int) float64 {
	s, ok := l.(interface {
		Argmax() (policy.Matrix, []solve.Report)
	})
	if !ok {
		return float64(steps)
	}
	_, reports := s.Argmax()
	sum := 0
	for _, r := range reports {
		sum += r.Iters
	}
	return float64(sum) / float64(len(reports))
}
