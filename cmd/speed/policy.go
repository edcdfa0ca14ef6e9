package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"text/tabwriter"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// The network of the measurements: 17 observations, two hidden layers of 256, 6 action coordinates.
const (
	obsDim    = 17
	actionDim = 6
)

// policy prints what training, acting and the inner problem cost on one core.
func (b *bench) policy() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, section := range []func() error{b.training, b.acting, b.solving} {
		if err := section(); err != nil {
			return err
		}
	}
	return nil
}

func newPolicy(energy string) (*policy.Network, error) {
	c := policy.DefaultConfig()
	c.Energy = energy
	task := policy.Task{Spec: []byte("{}"), Obs: obsDim, Set: space.UnitBox(actionDim)}
	return policy.New(c, task, rand.New(rand.NewPCG(1, 1)))
}

// training prints steps of the optimizer a second: forward, inner solve, loss, backward, clip, Adam.
func (b *bench) training() error {
	fmt.Fprintf(b.out, "\ntraining: a %d-256-256 network, k = %d, the Fenchel-Young loss, on one core\n", obsDim, actionDim)
	table := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "energy\tbatch\tsteps/s\tsamples/s\tms a step\t")
	for _, energy := range []string{"unary", "pairwise", "pairwise-lowrank"} {
		for _, batch := range []int{64, 256, 1024} {
			step, err := trainingStep(energy, batch)
			if err != nil {
				return err
			}
			rates, err := b.best(func() (float64, error) { return b.rate(step), nil })
			if err != nil {
				return err
			}
			fmt.Fprintf(table, "%s\t%d\t%.0f\t%.0f\t%.3f\t\n", energy, batch, rates[0], rates[0]*float64(batch), 1e3/rates[0])
		}
	}
	return table.Flush()
}

// trainingStep returns work of one step on a fixed batch.
func trainingStep(energy string, batch int) (func() int, error) {
	n, err := newPolicy(energy)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(2, 2))
	obs, y := policy.NewMatrix(batch, obsDim), policy.NewMatrix(batch, actionDim)
	for i := range obs.Data {
		obs.Data[i] = rng.NormFloat64()
	}
	for i := range y.Data {
		y.Data[i] = 2*rng.Float64() - 1
	}
	l := loss.NewFenchelYoung(n.Head().(*policy.Greedy))
	grad, adam := n.Params().Zeros(), net.NewAdam(n.Params(), net.DefaultAdam())
	trunk, head := n.Split(grad)
	gradV, losses := policy.NewMatrix(batch, n.Head().VDim()), make([]float64, batch)
	return func() int {
		grad.Zero()
		clear(gradV.Data)
		v := n.Forward(obs)
		l.AddGrad(losses, gradV, head, 1/float64(batch), v, y, policy.Rows{})
		n.Backward(gradV, trunk)
		net.ClipNorm(grad, 10)
		adam.Step(n.Params(), grad, 1e-4)
		return 1
	}, nil
}

// acting prints the time of one decision.
func (b *bench) acting() error {
	fmt.Fprintf(b.out, "\nacting: one observation, a %d-256-256 network, k = %d\n", obsDim, actionDim)
	table := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "energy\tµs an Act\tallocations\t")
	for _, energy := range []string{"unary", "pairwise", "pairwise-lowrank"} {
		n, err := newPolicy(energy)
		if err != nil {
			return err
		}
		obs, act := make([]float64, obsDim), make([]float64, actionDim)
		rng := rand.New(rand.NewPCG(3, 3))
		decide := func() int {
			for i := range obs {
				obs[i] = rng.NormFloat64()
			}
			n.Act(act, obs)
			return 1
		}
		rates, err := b.best(func() (float64, error) { return b.rate(decide), nil })
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%.1f\t%.0f\t\n", energy, 1e6/rates[0], allocations(func() { decide() }))
	}
	return table.Flush()
}

// allocations counts those of one call, once warm.
func allocations(call func()) float64 {
	const calls = 100
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range calls {
		call()
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / calls
}

// solving prints box QPs a second: concave pairwise energies with ½‖p‖² on [−1,1]^k.
func (b *bench) solving() error {
	fmt.Fprintln(b.out, "\nsolving: box QPs, argmax ⟨u,p⟩ + ½⟨p,Up⟩ − ½‖p‖² on [−1,1]^k with U = −AAᵀ of rank k, on one core")
	table := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "k\tsolves/s\tlargest gap\tmean iterations\t")
	for _, k := range []int{3, 6, 8, 17, 174} {
		if b.quick && k > 17 {
			continue
		}
		const n = 256
		g, err := policy.NewGreedy(policy.Problem{Energy: policy.Pairwise{K: k}, Omega: policy.Norm2{Gamma: 1}, Set: space.UnitBox(k)}, nil)
		if err != nil {
			return err
		}
		v := quadratics(n, k)
		p, reports := policy.NewMatrix(n, k), make([]policy.Report, n)
		rates, err := b.best(func() (float64, error) {
			return b.rate(func() int {
				g.Decode(p, reports, v, policy.Rows{})
				return n
			}), nil
		})
		if err != nil {
			return err
		}
		gap, iters := 0.0, 0
		for _, r := range reports {
			gap = max(gap, r.Gap)
			iters += r.Iters
		}
		fmt.Fprintf(table, "%d\t%.0f\t%.1e\t%.1f\t\n", k, rates[0], gap, float64(iters)/n)
	}
	return table.Flush()
}

// quadratics draws n concave pairwise energies: u ~ N(0,1), U = −AAᵀ with A ~ N(0,1/k).
func quadratics(n, k int) policy.Matrix {
	rng := rand.New(rand.NewPCG(4, uint64(k)))
	v := policy.NewMatrix(n, policy.Pairwise{K: k}.VDim())
	a := make([]float64, k*k)
	for i := range n {
		row := v.Row(i)
		for j := range k {
			row[j] = rng.NormFloat64()
		}
		for j := range a {
			a[j] = rng.NormFloat64() / math.Sqrt(float64(k))
		}
		at := k
		for r := range k {
			for c := r; c < k; c++ {
				for j := range k {
					row[at] -= a[r*k+j] * a[c*k+j]
				}
				at++
			}
		}
	}
	return v
}
