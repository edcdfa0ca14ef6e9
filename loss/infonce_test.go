package loss

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// TestInfoNCE: the loss is that of telling y from the negatives: log(1+m) where the energy is flat, near zero where it
// knows y, and never negative.
func TestInfoNCE(t *testing.T) {
	const k, m = 2, 15
	g := greedy(t, energy.Unary{K: k}, regularizer.None{}, space.UnitBox(k))
	l, err := NewInfoNCE(g, InfoNCEOptions{Negatives: m, Temperature: 1, Rate: 1})
	if err != nil {
		t.Fatal(err)
	}
	if flat, _ := eval(l, []float64{0, 0}, []float64{0.3, 1}); math.Abs(flat-math.Log(1+m)) > 1e-12 {
		t.Errorf("L = %v where the energy is flat, want log %d", flat, 1+m)
	}
	if sure, _ := eval(l, []float64{200, 200}, []float64{1, 1}); sure < 0 || sure > 1e-3 {
		t.Errorf("L = %v where the energy is sure of y", sure)
	}
}

// TestLangevin: negatives that climb stand higher than uniform ones, in C, and slow noise takes them to the maximum; so
// they are harder to tell from the expert's action.
func TestLangevin(t *testing.T) {
	rng := policytest.NewRand(t, 50)
	const k, m = 3, 32
	for _, e := range []energy.Energy{energy.LowRank{K: k, R: 2}, energy.NewSPEN(k, []int{5}, true), energy.NewLate(4, k, []int{6}, net.Tanh)} {
		if own, ok := e.(energy.Parametric); ok {
			own.Init(rng)
		}
		g := greedy(t, e, regularizer.Quadratic{Gamma: 1}, space.UnitBox(k))
		v := row(normal(e.VDim(), 2, rng))
		mean := func(o InfoNCEOptions) float64 {
			l, err := NewInfoNCE(g, o)
			if err != nil {
				t.Fatal(err)
			}
			l.draw(v, k, solve.Rows{Seed: 3})
			value, sum := make([]float64, m), 0.0
			g.Value(value, v, l.negatives)
			for j, x := range value {
				if sum += x / m; !g.Set.Contains(l.negatives.Row(j), 0) {
					t.Errorf("%s: a negative outside the set: %v", e.Name(), l.negatives.Row(j))
				}
			}
			return sum
		}
		uniform := mean(InfoNCEOptions{Negatives: m, Temperature: 1, Rate: 0.05})
		climbed := mean(InfoNCEOptions{Negatives: m, Temperature: 0.01, Langevin: 50, Rate: 0.02})
		if climbed < uniform+0.1 {
			t.Errorf("%s: J = %v after Langevin's dynamics, %v before", e.Name(), climbed, uniform)
		}
	}
}

// TestInfoNCELearnsTwoModes: with late fusion it learns an expert of two modes, as implicit behavioral cloning should.
func TestInfoNCELearnsTwoModes(t *testing.T) {
	const batch = 64
	for _, langevin := range []int{0, 5} {
		n := smallPolicy(t, 1, withGreedy("late", "none"))
		l, err := NewInfoNCE(n.Head().(*policy.Greedy), InfoNCEOptions{Negatives: 16, Temperature: 1, Langevin: langevin, Rate: 0.02})
		if err != nil {
			t.Fatal(err)
		}
		rng, r := policytest.NewRand(t, 51), newTrainer(n, l, batch)
		obs, y, act := policy.NewMatrix(batch, 2), policy.NewMatrix(batch, 1), make([]float64, batch)
		for s := range 201 {
			for i := range batch {
				obs.Row(i)[0], obs.Row(i)[1] = rng.Float64()*2-1, rng.Float64()*2-1
				y.Data[i] = math.Copysign(0.5+0.3*obs.Row(i)[0], rng.Float64()-0.5)
			}
			if s < 200 {
				r.step(obs, y, solve.Rows{Seed: uint64(s)}, 1e-2)
			}
		}
		n.ActBatch(act, obs.Data, batch)
		off := 0.0
		for i, x := range act {
			off += math.Abs(math.Abs(x)-math.Abs(y.Data[i])) / batch
		}
		if off > 0.15 {
			t.Errorf("%d Langevin steps: %v from the nearer mode", langevin, off)
		}
	}
}
