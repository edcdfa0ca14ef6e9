package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// The network of the measurements: 17 observations, two hidden layers of 256, 6 action coordinates.
const (
	obsDim    = 17
	actionDim = 6
)

// energies are those that are measured.
var energies = []string{"unary", "pairwise", "pairwise-lowrank", "spen-concave", "late", "conditional"}

func config(name string) policy.Config {
	c, g := policy.DefaultConfig(), policy.DefaultGreedy()
	g.Energy = energy.Choose(name)
	c.SetGreedy(g)
	return c
}

func newPolicy(energy string) (*policy.Network, error) {
	task := policy.Task{Spec: []byte("{}"), Obs: obsDim, Set: space.UnitBox(actionDim)}
	return policy.New(config(energy), task, rand.New(rand.NewPCG(1, 1)))
}

// training prints steps of the optimizer a second: a bare step (forward, inner solve, loss, backward, clip, Adam),
// which is what the peers do, and a step of a run, which also draws and gathers the batch and keeps the mean weights.
func (b *bench) training() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	peers := b.pythonPeers()
	columns := []string{"energy", "batch", "steps/s", "samples/s", "ms a step", "ms a step of a run"}
	for _, p := range peers {
		defer p.close()
		columns = append(columns, "ms, "+p.name, "ratio")
	}
	t := b.table("training", fmt.Sprintf("a %d-256-256 network, k = %d, the Fenchel-Young loss, on one core", obsDim, actionDim), columns...)
	batches, energies := []int{64, 256, 1024}, energies
	if b.quick {
		batches, energies = batches[:1], energies[:2]
	}
	data, err := noise(4096)
	if err != nil {
		return err
	}
	for _, energy := range energies {
		for _, batch := range batches {
			if err := b.trainingRow(t, energy, batch, data, peers); err != nil {
				return err
			}
		}
	}
	b.print(t)
	return nil
}

// trainingRow measures one energy at one batch size. The peers know the first two energies.
func (b *bench) trainingRow(t *table, energy string, batch int, data *data.Pairs, peers []*server) error {
	bare, err := trainingStep(energy, batch)
	if err != nil {
		return err
	}
	run, stop, err := cloning(energy, batch, 1, data)
	if err != nil {
		return err
	}
	defer stop()
	contestants := []contestant{b.ours(bare), b.ours(run)}
	known := energy == "unary" || energy == "pairwise"
	for _, p := range peers {
		if known {
			contestants = append(contestants, func() (float64, error) { return p.ask("%s %d %g", energy, batch, b.round.Seconds()) })
		}
	}
	rates, err := b.best(contestants...)
	if err != nil {
		return err
	}
	row := []any{energy, batch, rates[0], rates[0] * float64(batch), 1e3 / rates[0], 1e3 / rates[1]}
	var first any // the fastest peer
	for i := range peers {
		if !known {
			row = append(row, nil, nil)
			continue
		}
		r := rates[2+i]
		row = append(row, 1e3/r, rates[0]/r)
		if first == nil || r > first.(float64) {
			first = r
		}
	}
	t.add(row...)
	if energy == "pairwise" && batch == 256 {
		b.atLeast("pairwise training step, batch 256, one core, times the faster of JAX and PyTorch", ratio(rates[0], first), 1)
	}
	return nil
}

// pythonPeers are the Python peers.
func (b *bench) pythonPeers() []*server {
	var found []*server
	if b.quick {
		return nil
	}
	for _, p := range []struct{ name, script string }{{"JAX", "train_jax.py"}, {"PyTorch", "train_torch.py"}} {
		s, err := serve(b.python, p.script)
		if err != nil {
			b.note("absent: %s for %s: %v", p.name, b.python, err)
			continue
		}
		found = append(found, s)
	}
	return found
}

// trainingStep returns work of one bare step on a fixed batch.
func trainingStep(energy string, batch int) (work, error) {
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
		l.AddGrad(losses, gradV, head, 1/float64(batch), v, y, solve.Rows{})
		n.Backward(gradV, trunk)
		net.ClipNorm(grad, 10)
		adam.Step(n.Params(), grad, 1e-4)
		n.Project()
		return 1
	}, nil
}

// cloning returns work of one step as `fenchel train` takes it.
func cloning(energy string, batch, workers int, data *data.Pairs) (w work, stop func(), err error) {
	o := clone.Default()
	o.Task, o.Policy, o.Batch, o.Reserve = noiseSpec.Name, config(energy), batch, 0
	o.Schedule.Rate = 1e-4
	c, err := clone.New(o, data, workers)
	if err != nil {
		return nil, nil, err
	}
	return func() int {
		if _, err := c.Step(); err != nil {
			panic(err) // of finite data, at a small step size
		}
		return 1
	}, c.Close, nil
}

// noiseSpec is a task of standard normal observations and uniform actions.
var noiseSpec = envs.Spec{
	Name: "noise", Physics: "none/1", Period: 1, Horizon: 1024,
	Obs: make([]envs.Channel, obsDim), Act: make([]envs.Channel, actionDim), Action: space.UnitBox(actionDim),
}

// noise is demonstrations of it.
func noise(rows int) (*data.Pairs, error) {
	rng := rand.New(rand.NewPCG(2, 2))
	data := data.New(noiseSpec)
	for rows > 0 {
		n := min(rows, noiseSpec.Horizon)
		rows -= n
		demo := &demos.Demonstration{End: envs.TimedOut, Obs: make([]float64, (n+1)*obsDim), Act: make([]float64, n*actionDim), Reward: make([]float64, n)}
		for i := range demo.Obs {
			demo.Obs[i] = rng.NormFloat64()
		}
		for i := range demo.Act {
			demo.Act[i] = 2*rng.Float64() - 1
		}
		demo.Applied = demo.Act
		if err := data.Add("noise", demo); err != nil {
			return nil, err
		}
	}
	return data, nil
}
