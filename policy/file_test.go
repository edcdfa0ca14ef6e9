package policy

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// TestSaveOpen: a policy comes back as it was: configuration, task byte for byte, standardizer, weights, actions.
func TestSaveOpen(t *testing.T) {
	for name, c := range configs() {
		n := newNetwork(t, c)
		unsettle(n, 11)
		if err := n.SetStandardizer(&net.Standardizer{Mean: []float64{1, 2, math.Pi}, Std: []float64{1, 0.1, 2}}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "policy.safetensors")
		if err := n.Save(path); err != nil {
			t.Fatal(err)
		}
		m, err := Open(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(n.Config(), m.Config()); diff != "" {
			t.Errorf("%s: configuration: %s", name, diff)
		}
		if diff := cmp.Diff(n.Task(), m.Task()); diff != "" {
			t.Errorf("%s: task: %s", name, diff)
		}
		if diff := cmp.Diff(n.Standardizer(), m.Standardizer()); diff != "" {
			t.Errorf("%s: standardizer: %s", name, diff)
		}
		obs, a, b := []float64{1, 2, 3}, make([]float64, 2), make([]float64, 2)
		n.Act(a, obs)
		m.Act(b, obs)
		if !cmp.Equal(a, b) {
			t.Errorf("%s: acts %v after reading, %v before", name, b, a)
		}
	}
}

// unaryConfig is a small policy with the unary energy.
func unaryConfig() Config {
	return withGreedy(Config{Hidden: []int{2}, Head: ChooseHead("greedy"), Window: DefaultWindow()}, func(g *GreedyOptions) { g.Energy = energy.Choose("unary") })
}

// TestOpenNamesDamage: every flipped bit and every truncation is refused, with the file's name and no panic.
func TestOpenNamesDamage(t *testing.T) {
	c := unaryConfig()
	path := filepath.Join(t.TempDir(), "policy.safetensors")
	if err := newNetwork(t, c).Save(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(what string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Fatalf("%s: error %v", what, err)
		}
	}
	for i := 0; i < len(whole); i += 7 { // package net flips every bit
		refuse("truncated", whole[:i])
		damaged := slices.Clone(whole)
		damaged[i] ^= 1 << (i % 8)
		refuse("a bit flipped", damaged)
	}
}

// TestForeignFiles: each is refused with a reason that names what is wrong.
func TestForeignFiles(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(f *net.File)
		want   string
	}{
		{"another format", func(f *net.File) { f.Meta["format"] = "pt" }, "not a policy file"},
		{"no format", func(f *net.File) { delete(f.Meta, "format") }, "not a policy file"},
		{"a later version", func(f *net.File) { f.Meta["format"] = "fenchel-policy/3" }, `version "3" is unknown`},
		{"no description", func(f *net.File) { delete(f.Meta, "policy") }, "metadata"},
		{"an unknown energy", edit(`"energy":"unary"`, `"energy":"unarry"`), `unknown energy "unarry"`},
		{"a huge layer", edit(`"hidden":[2]`, `"hidden":[60000,60000]`), "weights"},
		{"a huge set", edit(`"dim":2`, `"dim":1000000`), "box of dimension"},
		{"too many observations", edit(`"obs":3`, `"obs":1000000000`), "weights"},
		{"no observations", edit(`"obs":3`, `"obs":-3`), "weights"},
		{"a negative gamma", edit(`"gamma":1`, `"gamma":-1`), "gamma"},
		{"a missing tensor", func(f *net.File) { f.Tensors[0].Name = "trunk.9.weight" }, `"trunk.0.weight" is missing`},
		{"a weight that is no number", func(f *net.File) { f.Tensors[0].Data.([]float32)[0] = float32(math.NaN()) }, "is NaN"},
		{"a deviation of zero", func(f *net.File) { f.Tensors[len(f.Tensors)-1].Data.([]float64)[0] = 0 }, "standardizer"},
	} {
		n := newNetwork(t, unaryConfig())
		f, err := n.File()
		if err != nil {
			t.Fatal(err)
		}
		c.change(f)
		if _, err := FromFile(f); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one that says %q", c.name, err, c.want)
		}
	}
}

// edit replaces a piece of the description.
func edit(old, new string) func(f *net.File) {
	return func(f *net.File) {
		if !strings.Contains(f.Meta["policy"], old) {
			panic("the description has no " + old + " in " + f.Meta["policy"])
		}
		f.Meta["policy"] = strings.Replace(f.Meta["policy"], old, new, 1)
	}
}

// TestSPENRefusesNegativeWeights: a file with a negative weight where Ψ must be convex is refused, and only there.
func TestSPENRefusesNegativeWeights(t *testing.T) {
	for name, want := range map[string]bool{"spen": false, "spen-concave": true} {
		n := newNetwork(t, configs()[name])
		f, err := n.File()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range n.Params() {
			if p.Name == "energy.sum.weight" {
				p.Data[0] = -1
			}
		}
		_, err = FromFile(f)
		if refused := err != nil && strings.Contains(err.Error(), "input-convex"); refused != want {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestWeightsAreCounted: the count made before anything is allocated is the number of weights.
func TestWeightsAreCounted(t *testing.T) {
	for _, set := range []space.Set{space.UnitBox(5), space.Cube{K: 5}, space.Cube{K: 1}, space.Simplex{K: 5}, space.Ball{K: 5, Radius: 2}} {
		for name, c := range configs() {
			n, err := assemble(c, Task{Obs: 4, Set: set})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := c.Weights(4, set), float64(n.Params().Count()); got != want {
				t.Errorf("%s on %v: counted %v weights, there are %v", name, set, got, want)
			}
		}
	}
}

// TestConfigErrors: what a user may get wrong is said, names with those that are near.
func TestConfigErrors(t *testing.T) {
	greedy := func(change func(*GreedyOptions)) func(*Config) {
		return func(c *Config) { *c = withGreedy(*c, change) }
	}
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{greedy(func(g *GreedyOptions) { g.Energy = energy.Choose("pairwize") }), `unknown energy "pairwize": did you mean pairwise?`},
		{func(c *Config) { c.Head = ChooseHead("greed") }, `unknown head "greed"`},
		{greedy(func(g *GreedyOptions) { g.Regularizer = regularizer.Choose("l2") }), `unknown regularizer "l2"`},
		{greedy(func(g *GreedyOptions) { g.Regularizer = regularizer.Choose("shannon") }), "lives on a simplex"},
		{greedy(func(g *GreedyOptions) { g.Solver = solve.Choose("newtown") }), `unknown solver "newtown"`},
		{greedy(func(g *GreedyOptions) { g.Solver = solve.Choose("closed-form") }), "no closed form"},
		{greedy(func(g *GreedyOptions) { g.Solver = solve.Choose("mirror") }), "needs an entropy"},
		{greedy(func(g *GreedyOptions) { g.Regularizer.Options = regularizer.QuadraticOptions{} }), "head.regularizer.gamma is 0"},
		{greedy(func(g *GreedyOptions) { g.Regularizer.Options = regularizer.TsallisOptions{} }), "the options are a"},
		{greedy(func(g *GreedyOptions) {
			g.Energy = energy.Choice{Name: "pairwise-lowrank", Options: energy.LowRankOptions{}}
		}), "head.energy.rank is 0"},
		{greedy(func(g *GreedyOptions) { g.Energy = energy.Choice{Name: "late", Options: energy.LateOptions{Embed: 4}} }), "head.energy.width is []: want at least 1 hidden layer"},
		{greedy(func(g *GreedyOptions) { g.Starts = 0 }), "head.starts is 0"},
		{func(c *Config) { c.Hidden = []int{0} }, "hidden[0] is 0: want 1 to 65536"},
		{func(c *Config) { c.Hidden = []int{60000, 60000} }, "weights: want at most"},
	} {
		config := DefaultConfig()
		c.change(&config)
		_, err := New(config, testTask(), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", err, c.want)
		}
	}
	config := DefaultConfig()
	config = withGreedy(config, func(g *GreedyOptions) { g.Energy = energy.Choose("nothing") })
	_, err := New(config, testTask(), nil)
	var unknown *registry.UnknownError
	if !errors.As(err, &unknown) || !cmp.Equal(unknown.Known, energy.Names()) {
		t.Errorf("error %v carries no list of names", err)
	}
}

// FuzzFromFile: no description makes a policy panic or allocate without bound, whatever its weights; one that is
// accepted acts.
func FuzzFromFile(f *testing.F) {
	for _, c := range configs() {
		file, err := newNetwork(f, c).File()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file.Meta[policyKey], uint64(1))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		file := &net.File{Meta: map[string]string{FormatKey: formatName + "/" + formatVersion, policyKey: text}}
		file.Tensors = fitting(text, rand.New(rand.NewPCG(seed, 0)))
		n, err := FromFile(file)
		if err != nil {
			return
		}
		if g, ok := n.Config().Greedy(); ok && (g.Starts > 8 || longer(g.Solver.Options)) {
			return // would take its time, as asked
		}
		n.Reset(rand.New(rand.NewPCG(seed, 1)))
		n.Act(make([]float64, n.Head().Dim()), make([]float64, n.Task().Obs))
	})
}

// longer reports whether a solver may take long.
func longer(o solve.Options) bool {
	switch o := o.(type) {
	case solve.SamplerOptions:
		return o.Candidates > 64 || o.Rounds > 8 || o.Refine > 100
	case solve.GibbsOptions:
		return o.Candidates > 64 || o.Rounds > 8 || o.Refine > 100
	case solve.AutoOptions:
		return o.Iters != nil && *o.Iters > 100
	case solve.Limited: // at least one iteration, whatever the limits
		text, _ := json.Marshal(o)
		var limits struct{ Iters int }
		_ = json.Unmarshal(text, &limits)
		return limits.Iters > 1000
	}
	return false
}

// fitting is the tensors that a small policy of this description has, filled with numbers of all sizes.
func fitting(text string, rng *rand.Rand) []net.Tensor {
	var d description
	if json.Unmarshal([]byte(text), &d) != nil || d.Config.Validate() != nil {
		return nil
	}
	set, err := d.Action.Set()
	if err != nil || !(d.Config.Weights(d.Obs, set) < 1e4) {
		return nil
	}
	n, err := assemble(d.Config, Task{Obs: d.Obs, Set: set})
	if err != nil {
		return nil
	}
	for _, p := range n.params {
		for i := range p.Data {
			p.Data[i] = float32(rng.NormFloat64() * math.Pow(10, float64(rng.IntN(8)-4)))
		}
	}
	n.norm.Std = slices.Repeat([]float64{1}, d.Obs)
	return append(n.params.Tensors(), n.standardizerParams().Tensors()...)
}
