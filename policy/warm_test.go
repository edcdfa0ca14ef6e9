package policy

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// warmConfigs are those of configs whose default solver can start at a given point, one more with a named solver and an
// entropy, all warm and with few iterations.
func warmConfigs() map[string]Config {
	list := map[string]Config{}
	for name, c := range configs() {
		g, ok := c.Greedy()
		if !ok {
			continue
		}
		g.Warm, g.Solver.Options = true, solve.AutoOptions{Iters: new(3)}
		if g.Energy.Name == "late" || g.Energy.Name == "conditional" {
			g.Solver = solve.Choice{Name: "sampler", Options: solve.SamplerOptions{Candidates: 16, Rounds: 3, Elites: 8, Noise: 0.25, Shrink: 0.4, Refine: 5}}
		}
		c.SetGreedy(g)
		if _, err := New(c, testTask(), rand.New(rand.NewPCG(0, 0))); err == nil {
			list[name] = c
		}
	}
	c := configs()["spen-concave"]
	list["projected-gradient"] = withGreedy(c, func(g *GreedyOptions) {
		g.Warm, g.Solver = true, solve.Choice{Name: "projected-gradient", Options: solve.ProjectedGradientOptions{Tol: 1e-13, Iters: 3}}
	})
	list["mirror"] = withGreedy(c, func(g *GreedyOptions) {
		g.Warm, g.Solver = true, solve.Choice{Name: "mirror", Options: solve.MirrorOptions{Tol: 1e-13, Iters: 3}}
		g.Regularizer = regularizer.Choose("box-entropy")
	})
	return list
}

// TestWarmWantsAStart: a warm solver is one that reads Rows.Start, whether it was named or follows from the problem.
func TestWarmWantsAStart(t *testing.T) {
	for _, name := range solve.Names() {
		g := DefaultGreedy()
		g.Solver, g.Warm = solve.Choose(name), true
		r, _ := solve.Find(name)
		if err := g.Validate(); (err == nil) != (r.Warm || name == auto) {
			t.Errorf("%s reads starts: %v, validated with %v", name, r.Warm, err)
		}
	}
	for name, refused := range map[string]bool{"unary": true, "modes": true, "pairwise": false, "spen": false, "late": false} {
		c := withGreedy(configs()[name], func(g *GreedyOptions) { g.Warm = true })
		_, err := New(c, testTask(), rand.New(rand.NewPCG(0, 0)))
		if (err != nil) != refused || err != nil && !strings.Contains(err.Error(), "no start to be warm") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestWarmAct: Act and ActBatchAfter start from the same point and agree as Act and ActBatch do, step after step; the
// first step is that of a cold policy to the bit, and the steps after are not.
func TestWarmAct(t *testing.T) {
	for name, c := range warmConfigs() {
		n := newNetwork(t, c)
		unsettle(n, 3)
		c = withGreedy(c, func(g *GreedyOptions) { g.Warm = false })
		cold := newNetwork(t, c)
		unsettle(cold, 3)
		n.Reset(rand.New(rand.NewPCG(5, 5)))
		cold.Reset(rand.New(rand.NewPCG(5, 5)))
		act, batch, other, last := make([]float64, 2), make([]float64, 2), make([]float64, 2), []float64{math.NaN(), math.NaN()}
		obs, differs := []float64{0.2, -0.4, 0.6}, false
		for step := range 5 {
			n.ActBatchAfter(batch, obs, last, 1)
			n.Act(act, obs)
			cold.Act(other, obs)
			if step == 0 && !cmp.Equal(act, other) {
				t.Errorf("%s: the first action is %v, cold %v", name, act, other)
			}
			differs = differs || !cmp.Equal(act, other)
			if d := policytest.MaxAbsDiff(act, batch); d > 1e-9 && !draws(n) {
				t.Errorf("%s: step %d: Act and ActBatchAfter differ by %g", name, step, d)
			}
			copy(last, act)
			for i := range obs {
				obs[i] += 0.05
			}
		}
		if !differs && !strings.HasPrefix(name, "pairwise") { // which is exact from anywhere
			t.Errorf("%s: no step shows that the solves were warm", name)
		}
	}
}

// draws is whether Act and ActBatch solve with different draws.
func draws(n *Network) bool {
	s := n.Head().(*Greedy).Solver.Name()
	return s == "sampler" || strings.HasPrefix(s, "multi-start-")
}

// TestWarmTakesFewerIterations along an episode in which the observation changes little.
func TestWarmTakesFewerIterations(t *testing.T) {
	iters := map[bool]int{}
	for _, warm := range []bool{false, true} {
		c := withGreedy(configs()["spen-concave"], func(g *GreedyOptions) {
			g.Warm, g.Solver = warm, solve.Choice{Name: "projected-gradient", Options: solve.ProjectedGradientOptions{Tol: 1e-3, Iters: 1000}}
		})
		n := newNetwork(t, c)
		unsettle(n, 3)
		n.Reset(rand.New(rand.NewPCG(5, 5)))
		obs, act := []float64{0.2, -0.4, 0.6}, make([]float64, 2)
		for range 50 {
			n.Act(act, obs)
			iters[warm] += n.Report().Iters
			obs[0] += 0.002
		}
	}
	t.Logf("iterations cold %d, warm %d", iters[false], iters[true])
	if iters[true]*3 > iters[false]*2 {
		t.Errorf("%d iterations warm, %d cold", iters[true], iters[false])
	}
}

// TestWarmReplays: a snapshot in mid-episode holds where the next solve starts, also one taken before the first step;
// Reset forgets it. The state of other policies has the size that it always had.
func TestWarmReplays(t *testing.T) {
	for name, c := range warmConfigs() {
		n := newNetwork(t, c)
		unsettle(n, 3)
		n.Reset(rand.New(rand.NewPCG(8, 8)))
		play := func(p *Network) (acts []float64) {
			act := make([]float64, 2)
			for step := range 3 {
				p.Act(act, []float64{0.1 * float64(step), 1, -1})
				acts = append(acts, act...)
			}
			return acts
		}
		fresh := n.SaveState(nil)
		first := play(n)
		middle := n.SaveState(nil)
		second := play(n)
		twin := n.Clone()
		for _, c := range []struct {
			state []byte
			want  []float64
		}{{middle, second}, {fresh, first}} {
			for _, p := range []*Network{n, twin} {
				if err := p.LoadState(c.state); err != nil {
					t.Fatal(err)
				}
				if got := play(p); !cmp.Equal(got, c.want) {
					t.Errorf("%s: after the snapshot %v, before %v", name, got, c.want)
				}
			}
		}
		n.Reset(rand.New(rand.NewPCG(8, 8)))
		if got := play(n); !cmp.Equal(got, first) {
			t.Errorf("%s: after Reset %v, at first %v", name, got, first)
		}
		if n.LoadState(middle[:stateSize]) == nil {
			t.Errorf("%s: a cold policy's state was accepted", name)
		}
		c = withGreedy(c, func(g *GreedyOptions) { g.Warm = false })
		if got := len(newNetwork(t, c).SaveState(nil)); got != stateSize {
			t.Errorf("%s: the state of a cold policy has %d bytes", name, got)
		}
	}
}

// TestWarmAllocatesNothing: neither decisions nor snapshots in a buffer that is large enough.
func TestWarmAllocatesNothing(t *testing.T) {
	for name, c := range warmConfigs() {
		n := newNetwork(t, c)
		obs, act, last, state := make([]float64, 4*3), make([]float64, 4*2), make([]float64, 4*2), make([]byte, 0, 256)
		run := func() {
			n.Act(act[:2], obs[:3])
			n.ActBatchAfter(act, obs, last, 4)
			if err := n.LoadState(n.SaveState(state)); err != nil {
				t.Fatal(err)
			}
		}
		run()
		if a := testing.AllocsPerRun(10, run); a != 0 {
			t.Errorf("%s: %v allocations", name, a)
		}
	}
}

// TestWarmSurvivesAFile: what was trained warm acts warm after saving.
func TestWarmSurvivesAFile(t *testing.T) {
	n := newNetwork(t, warmConfigs()["projected-gradient"])
	f, err := n.File()
	if err != nil {
		t.Fatal(err)
	}
	m, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Head().(*Greedy).Warm || !m.Clone().Head().(*Greedy).Warm {
		t.Error("the policy read, or its clone, starts cold")
	}
}
