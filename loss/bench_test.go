package loss

import (
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// benchPolicy is a 17-256-256 network with 6 action coordinates whose outputs have the size of a trained one's.
func benchPolicy(b *testing.B, name string) *policy.Network {
	c, g := policy.DefaultConfig(), policy.DefaultGreedy()
	g.Energy = energy.Choose(name)
	c.SetGreedy(g)
	n, err := policy.New(c, policy.Task{Obs: 17, Set: space.UnitBox(6)}, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		b.Fatal(err)
	}
	trunk, _ := n.Split(n.Params())
	rng := rand.New(rand.NewPCG(3, 3))
	w := trunk[len(trunk)-2]
	for i := range w.Data {
		scale := 0.02
		if i >= 6*w.Shape[1] {
			scale = 0.005
		}
		w.Data[i] = float32(scale * rng.NormFloat64())
	}
	return n
}

func batch(rows, cols int, rng *rand.Rand) policy.Matrix {
	m := policy.NewMatrix(rows, cols)
	for i := range m.Data {
		m.Data[i] = 2*rng.Float64() - 1
	}
	return m
}

// BenchmarkTrainingStep is forward, loss, backward and Adam on a batch of 256.
func BenchmarkTrainingStep(b *testing.B) {
	for _, name := range []string{"unary", "pairwise", "pairwise-lowrank", "pairwise-global", "late", "conditional"} {
		b.Run(name, func(b *testing.B) {
			const rows = 256
			n := benchPolicy(b, name)
			rng := rand.New(rand.NewPCG(4, 4))
			obs, y := batch(rows, 17, rng), batch(rows, 6, rng)
			r := newTrainer(n, NewFenchelYoung(n.Head().(*policy.Greedy)), rows)
			r.step(obs, y, solve.Rows{}, 0)
			b.ReportAllocs()
			for b.Loop() {
				r.step(obs, y, solve.Rows{}, 0)
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "samples/s")
		})
	}
}

// BenchmarkAddGrad is the loss alone: 256 inner solves and two gradients.
func BenchmarkAddGrad(b *testing.B) {
	for _, name := range []string{"unary", "pairwise", "pairwise-lowrank", "pairwise-global", "late", "conditional"} {
		b.Run(name, func(b *testing.B) {
			const rows = 256
			n := benchPolicy(b, name)
			rng := rand.New(rand.NewPCG(4, 4))
			v, y := n.Forward(batch(rows, 17, rng)), batch(rows, 6, rng)
			l := NewFenchelYoung(n.Head().(*policy.Greedy))
			losses, gradV := make([]float64, rows), policy.NewMatrix(rows, v.Cols)
			b.ReportAllocs()
			for b.Loop() {
				l.AddGrad(losses, gradV, nil, 1, v, y, solve.Rows{})
			}
		})
	}
}
