package policy

import (
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// TestPoliciesKeepTheContract: every head and energy, warm solves and draws included, repeats, rewinds and acts in
// batches.
func TestPoliciesKeepTheContract(t *testing.T) {
	newEnv := func() envs.Env { return classic.NewParticle(classic.DefaultParticle(2)) }
	spec := newEnv().Spec()
	task := Task{Obs: len(spec.Obs), Set: spec.Action}
	check := func(name string, p func() envs.Policy) {
		if err := envtest.CheckPolicy(newEnv, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range configs() {
		n, err := New(c, task, rand.New(rand.NewPCG(1, 2)))
		if err != nil {
			t.Fatal(err)
		}
		unsettle(n, 3)
		check(name, func() envs.Policy { return n.Clone() })
		if drawing := n.Clone(); drawing.Draw() {
			check(name+", drawing", func() envs.Policy { return drawing.Clone() })
		}
		if g, ok := n.Head().(*Greedy); ok && !g.Warm {
			g.Warm = true
			check(name+", warm", func() envs.Policy { return n.Clone() })
		}
	}
	check("random", func() envs.Policy { return NewRandom(spec.Action) })
}
