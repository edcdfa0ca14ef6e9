package policy

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// windowed is a policy whose decisions look back and ahead, of a name of configs.
func windowed(t testing.TB, name string, w Window) *Network {
	t.Helper()
	c := configs()[name]
	c.Window = w
	n := newNetwork(t, c)
	unsettle(n, 3)
	return n
}

// TestWindowActs compares Act with decisions made by hand, on the same standardized windows.
func TestWindowActs(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	seen := make([][]float64, 11)
	for i := range seen {
		seen[i] = []float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
	}
	for _, w := range []Window{{1, 1, 1}, {2, 1, 1}, {3, 4, 2}, {1, 4, 4}, {2, 3, 1}} {
		n := windowed(t, "pairwise", w)
		by := n.Clone()
		for _, p := range []*Network{n, by} {
			p.Reset(rand.New(rand.NewPCG(1, 1)))
		}
		act, chunk := make([]float64, 2), make([]float64, 2*w.Chunk)
		for step, obs := range seen {
			if step%w.Replan == 0 {
				var window []float64
				for back := w.History - 1; back >= 0; back-- {
					window = append(window, seen[max(step-back, 0)]...)
				}
				by.episode.step = uint64(step) // which names the draws
				by.decide(chunk, window)
			}
			n.Act(act, obs)
			if want := chunk[step%w.Replan*2:][:2]; !slices.Equal(act, want) {
				t.Errorf("%+v: step %d: action %v, want %v", w, step, act, want)
			}
		}
	}
}

// TestWindowedPoliciesKeepTheContract: with memory, too, policies repeat, rewind, act in batches, and allocate nothing.
func TestWindowedPoliciesKeepTheContract(t *testing.T) {
	newEnv := func() envs.Env { return classic.NewParticle(classic.DefaultParticle(2)) }
	spec := newEnv().Spec()
	for name, c := range configs() {
		for _, w := range []Window{{2, 3, 2}, {3, 1, 1}} {
			if c.Window = w; w.Chunk == 1 && name != "pairwise" {
				continue
			}
			n, err := New(c, Task{Obs: len(spec.Obs), Set: spec.Action}, rand.New(rand.NewPCG(1, 2)))
			if err != nil {
				t.Fatal(err)
			}
			unsettle(n, 3)
			if g, ok := n.Head().(*Greedy); ok && w.Chunk > 1 {
				g.Warm = true
			}
			if err := envtest.CheckPolicy(newEnv, func() envs.Policy { return n.Clone() }); err != nil {
				t.Errorf("%s, %+v: %v", name, w, err)
			}
		}
	}
}

// TestWindowFile: a window survives the file; the default is not in it, so that files of before and after are one.
func TestWindowFile(t *testing.T) {
	n := windowed(t, "pairwise with skip", Window{History: 2, Chunk: 3, Replan: 2})
	f, err := n.File()
	if err != nil {
		t.Fatal(err)
	}
	back, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(n.Config(), back.Config()); d != "" {
		t.Error(d)
	}
	a, b := make([]float64, 2), make([]float64, 2)
	for step := range 5 {
		obs := []float64{float64(step), 1, -1}
		n.Act(a, obs)
		back.Act(b, obs)
		if !slices.Equal(a, b) {
			t.Errorf("step %d: action %v, after the file %v", step, a, b)
		}
	}
	text, err := json.Marshal(configs()["pairwise"])
	if err != nil || strings.Contains(string(text), "window") {
		t.Errorf("%s, %v: a default window is written", text, err)
	}
}

func TestWindowRefuses(t *testing.T) {
	for want, w := range map[string]Window{
		"window.history": {0, 1, 1}, "window.chunk": {1, 0, 1}, "window.replan": {1, 2, 3}, "window.history is 2000": {2000, 1, 1},
	} {
		c := configs()["pairwise"]
		c.Window = w
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want one with %q", w, err, want)
		}
	}
	c := DefaultConfig()
	c.Window = Window{History: 2, Chunk: 2, Replan: 1}
	for _, set := range []space.Set{space.Simplex{K: 3}, space.Cube{K: 3}, space.Ball{K: 3, Radius: 1}} {
		_, err := New(c, Task{Obs: 2, Set: set}, rand.New(rand.NewPCG(1, 1)))
		if err == nil || !strings.Contains(err.Error(), "window.chunk") || !strings.Contains(err.Error(), set.String()) {
			t.Errorf("%v: error %v", set, err)
		}
	}
	n := windowed(t, "pairwise", Window{History: 1, Chunk: 3, Replan: 2})
	n.Reset(rand.New(rand.NewPCG(1, 1)))
	state := n.SaveState(nil)
	copy(state[stateSize:], []byte{0, 0, 0, 0, 0, 0, 0x24, 0x40}) // an age of 10
	if n.LoadState(state) == nil {
		t.Error("a plan of 3 actions is continued after 10 steps")
	}
}

// TestWindowLandscape: the curves are those of the decision that is carried out, whenever it was made.
func TestWindowLandscape(t *testing.T) {
	n := windowed(t, "pairwise-lowrank", Window{History: 2, Chunk: 3, Replan: 3})
	n.Reset(rand.New(rand.NewPCG(1, 1)))
	act := make([]float64, 2)
	var l Landscape
	for step := range 7 {
		obs := []float64{float64(step) / 3, -0.2, 1}
		n.Act(act, obs)
		before := n.SaveState(nil)
		if !n.Landscape(&l, obs, 11) || l.Ahead != step%3 || len(l.Best) != 6 {
			t.Fatalf("step %d: %d coordinates, %d steps ahead", step, len(l.Best), l.Ahead)
		}
		if d := policytest.MaxAbsDiff(l.Best[2*l.Ahead:][:2], act); d > 1e-12 {
			t.Errorf("step %d: p* = %v, the policy does %v", step, l.Best, act)
		}
		if at := l.At.Row(5); at[0] != 0 || at[10] != 6 {
			t.Errorf("the last axis goes from %v to %v", at[0], at[10])
		}
		if n.Landscape(&l, []float64{9, 9, 9}, 11); l.Ahead != 0 || !slices.Equal(before, n.SaveState(nil)) {
			t.Errorf("step %d: a landscape elsewhere is %d steps ahead, or changes the episode", step, l.Ahead)
		}
	}
}

// BenchmarkWindowAct acts by chunks of eight.
func BenchmarkWindowAct(b *testing.B) {
	for _, w := range []Window{{1, 1, 1}, {2, 8, 4}} {
		b.Run(fmt.Sprint(w), func(b *testing.B) {
			n := windowed(b, "pairwise", w)
			obs, act := []float64{0.5, -0.2, 1}, make([]float64, 2)
			b.ReportAllocs()
			for b.Loop() {
				n.Act(act, obs)
			}
		})
	}
}
