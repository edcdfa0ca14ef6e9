package policy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// A Network is all that a rollout asks for.
var _ interface {
	envs.Policy
	envs.Resetter
	envs.BatchFollower
	envs.BatchRecurrent
	envs.Snapshotter
} = (*Network)(nil)

var _ interface {
	envs.Policy
	envs.Resetter
	envs.Snapshotter
} = (*Random)(nil)

// testTask has 3 observations and a box with unequal bounds.
func testTask() Task {
	return Task{Spec: []byte(`{"name": "test <1>"}`), Hash: "abc", Obs: 3, Set: space.Box{Lo: []float64{-2, 0}, Hi: []float64{2, 6}}}
}

// configs returns a small configuration for every head and energy.
func configs() map[string]Config {
	list := map[string]Config{}
	for _, head := range HeadNames() {
		c := Config{Hidden: []int{8, 8}, Head: ChooseHead(head), Window: DefaultWindow()}
		if head != "greedy" {
			list[head] = c
			continue
		}
		for _, name := range energy.Names() {
			list[name] = withGreedy(c, func(g *GreedyOptions) { g.Energy = small(name) })
		}
		c.Skip = true
		list["pairwise with skip"] = c
	}
	return list
}

// small is an energy with options that make it small, where it has any.
func small(name string) energy.Choice {
	c := energy.Choose(name)
	for option, text := range map[string]string{"rank": "2", "embed": "6", "width": "[10, 5]", "features": "10"} {
		_ = c.Set(option, text) // refused where there is no such option, or width is a number
	}
	return c
}

// withGreedy is a configuration with its greedy members changed.
func withGreedy(c Config, change func(g *GreedyOptions)) Config {
	g, _ := c.Greedy()
	change(&g)
	c.SetGreedy(g)
	return c
}

func newNetwork(t testing.TB, c Config) *Network {
	t.Helper()
	n, err := New(c, testTask(), rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// unsettle gives every weight, also those that start at zero, a random value.
func unsettle(n *Network, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, p := range n.Params() {
		for i := range p.Data {
			p.Data[i] += float32(0.3 * rng.NormFloat64())
		}
	}
	n.Project()
}

// TestActAndActBatch agree to rounding, and with the definition: standardize, network, head, edge.
func TestActAndActBatch(t *testing.T) {
	for name, c := range configs() {
		n := newNetwork(t, c)
		unsettle(n, 3)
		if err := n.SetStandardizer(&net.Standardizer{Mean: []float64{1, 2, 3}, Std: []float64{1, 0.5, 2}}); err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(4, 0))
		const rows = 5
		obs, batch, one := policytest.Normal(NewMatrix(rows, 3), 1, rng), make([]float64, rows*2), make([]float64, 2)
		n.ActBatch(batch, obs.Data, rows)
		for i := range rows {
			n.Reset(rng)
			n.Act(one, obs.Row(i))
			if !n.Task().Set.Contains(one, 1e-9) {
				t.Errorf("%s: action %v outside the set", name, one)
			}
			tol := 1e-5
			if g, ok := n.Head().(*Greedy); ok && g.Solver.Name() == "sampler" {
				tol = 0.5 // a search with other draws
			}
			if d := policytest.MaxAbsDiff(one, batch[2*i:2*i+2]); d > tol {
				t.Errorf("%s: Act and ActBatch differ by %g", name, d)
			}
		}
	}
}

// TestStartsAtUnary: before training, the emitted and the global pairwise energies act as the unary one, U being zero.
func TestStartsAtUnary(t *testing.T) {
	obs, want, got := []float64{0.3, -1, 0.5}, make([]float64, 2), make([]float64, 2)
	all := configs()
	newNetwork(t, all["unary"]).Act(want, obs)
	for _, name := range []string{"pairwise", "pairwise-global"} {
		n := newNetwork(t, all[name])
		n.Act(got, obs)
		v := n.Forward(Matrix{Rows: 1, Cols: 3, Data: obs})
		for _, x := range v.Row(0)[2:] {
			if x != 0 {
				t.Errorf("%s: U has an entry %v at the start", name, x)
			}
		}
	}
	if math.Abs(want[0]) > 1 || math.Abs(want[1]-3) > 1.5 {
		t.Errorf("the first action %v is not near the middle of the set", want)
	}
}

// TestActReplays: an episode restored from a snapshot continues as it did, draws included.
func TestActReplays(t *testing.T) {
	c := configs()["gaussian"]
	n := newNetwork(t, c)
	n.Head().(*Gaussian).Stochastic = true
	obs, a, b := []float64{1, 2, 3}, make([]float64, 2), make([]float64, 2)
	n.Reset(rand.New(rand.NewPCG(8, 8)))
	n.Act(a, obs)
	state := n.SaveState(nil)
	n.Act(a, obs)
	report := n.Report()
	n.Act(b, obs)
	if cmp.Equal(a, b) {
		t.Error("two steps of a stochastic policy drew the same action")
	}
	if err := n.LoadState(state); err != nil {
		t.Fatal(err)
	}
	n.Act(b, obs)
	if !cmp.Equal(a, b) || n.Report() != report {
		t.Errorf("after the snapshot %v, before %v", b, a)
	}
	if n.LoadState(state[1:]) == nil {
		t.Error("a torn state was accepted")
	}
}

// TestClonesShareWeights and nothing else.
func TestClonesShareWeights(t *testing.T) {
	for name, c := range configs() {
		n := newNetwork(t, c)
		twin := n.Clone()
		unsettle(n, 5)
		obs, a, b := []float64{1, 2, 3}, make([]float64, 2), make([]float64, 2)
		n.Act(a, obs)
		twin.Act(b, obs)
		if !cmp.Equal(a, b) {
			t.Errorf("%s: clone acts %v, original %v", name, b, a)
		}
	}
}

// TestActAllocatesNothing once warm; nor does a batch.
func TestActAllocatesNothing(t *testing.T) {
	for name, c := range configs() {
		n := newNetwork(t, c)
		obs, act := make([]float64, 4*3), make([]float64, 4*2)
		run := func() { n.Act(act[:2], obs[:3]); n.ActBatch(act, obs, 4) }
		run()
		if a := testing.AllocsPerRun(10, run); a != 0 {
			t.Errorf("%s: %v allocations", name, a)
		}
	}
}

// TestBackward: the gradient through f_W and A is that of ⟨c, v⟩.
func TestBackward(t *testing.T) {
	n := newNetwork(t, Config{Hidden: []int{8}, Activation: net.Tanh, Skip: true, Head: ChooseHead("greedy"), Window: DefaultWindow()})
	unsettle(n, 6)
	checkBackward(t, n)
}

// checkBackward compares the gradient of ⟨c, v⟩, for a random c, with central differences in a few weights. Float32 leaves
// about three digits.
func checkBackward(t *testing.T, n *Network) {
	t.Helper()
	rng := policytest.NewRand(t, 7)
	obs := policytest.Normal(NewMatrix(4, 3), 1, rng)
	c := policytest.Normal(NewMatrix(4, n.Head().VDim()), 1, rng)
	grad := n.Params().Zeros()
	trunk, _ := n.Split(grad)
	n.Forward(obs)
	n.Backward(c, trunk)
	for j, p := range n.Params() {
		for i := 0; i < len(p.Data); i += 5 {
			old := p.Data[i]
			want := fd.Derivative(func(x float64) float64 {
				p.Data[i] = float32(x)
				return floats.Dot(n.Forward(obs).Data, c.Data)
			}, float64(old), &fd.Settings{Formula: fd.Central, Step: 1.0 / 64})
			p.Data[i] = old
			if math.Abs(want-float64(grad[j].Data[i])) > 3e-3*(1+math.Abs(want)) {
				t.Errorf("%s[%d]: gradient %v, want %v", p.Name, i, grad[j].Data[i], want)
			}
		}
	}
}

// TestRandom stays in the set, repeats from its seed and from a snapshot.
func TestRandom(t *testing.T) {
	r := NewRandom(testTask().Set)
	a, b := make([]float64, 2), make([]float64, 2)
	r.Reset(rand.New(rand.NewPCG(1, 1)))
	state := r.SaveState(nil)
	r.Act(a, nil)
	if !r.Set.Contains(a, 0) {
		t.Errorf("%v is outside the set", a)
	}
	r.Act(b, nil)
	if cmp.Equal(a, b) {
		t.Error("two steps drew the same action")
	}
	if err := r.LoadState(state); err != nil {
		t.Fatal(err)
	}
	r.Act(b, nil)
	if !cmp.Equal(a, b) {
		t.Error("a restored policy drew another action")
	}
}

// TestNotFiniteActions: weights that are NaN make actions that are NaN, for a task to end the episode on.
func TestNotFiniteActions(t *testing.T) {
	for name, c := range configs() {
		n := newNetwork(t, c)
		n.Params()[0].Data[0] = float32(math.NaN())
		act := make([]float64, 2)
		n.Act(act, []float64{1, 2, 3})
		if !math.IsNaN(act[0]) || !math.IsNaN(act[1]) {
			t.Errorf("%s: action %v from a network that is NaN", name, act)
		}
	}
}

// BenchmarkAct is one decision of a 17-256-256 policy with 6 action coordinates.
func BenchmarkAct(b *testing.B) {
	for _, name := range []string{"unary", "pairwise", "pairwise-lowrank", "late"} {
		b.Run(name, func(b *testing.B) {
			c := withGreedy(DefaultConfig(), func(g *GreedyOptions) { g.Energy = energy.Choose(name) })
			n, err := New(c, Task{Obs: 17, Set: space.UnitBox(6)}, rand.New(rand.NewPCG(1, 2)))
			if err != nil {
				b.Fatal(err)
			}
			unsettleHead(n)
			obs, act := make([]float64, 17), make([]float64, 6)
			rng := rand.New(rand.NewPCG(2, 2))
			b.ReportAllocs()
			for b.Loop() {
				for i := range obs {
					obs[i] = rng.Float64()*2 - 1
				}
				n.Act(act, obs)
			}
		})
	}
}

// unsettleHead gives the last layer weights of a trained policy's size.
func unsettleHead(n *Network) {
	params := n.trunk.Params()
	w := params[len(params)-2].Data
	rng := rand.New(rand.NewPCG(3, 3))
	for i := range w {
		w[i] = float32(0.05 * rng.NormFloat64())
	}
}
