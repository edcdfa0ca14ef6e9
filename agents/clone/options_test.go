package clone

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

func TestOverlayKeepsWhatItDoesNotName(t *testing.T) {
	o, want := Default(), Default()
	for _, text := range []string{"", "\n", "policy: {head: {name: greedy, energy: unary}}\nschedule: {rate: 0.5}\n"} {
		if err := o.Overlay("c", []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	want.Schedule.Rate = 0.5
	changeGreedy(&want, func(g *policy.GreedyOptions) { g.Energy = energy.Choose("unary") })
	if a, b := string(o.YAML()), string(want.YAML()); a != b {
		t.Errorf("%s", learnertest.FirstDifference(a, b))
	}
	if err := o.Overlay("c", []byte("polcy: {}\n")); err == nil {
		t.Error("a misspelled key was accepted")
	}
}

// changeGreedy changes the members of a greedy policy.
func changeGreedy(o *Options, change func(g *policy.GreedyOptions)) {
	g, _ := o.Policy.Greedy()
	change(&g)
	o.Policy.SetGreedy(g)
}

// TestUnknownKeyNamesItsSection: what is offered is a key of the same section, or the section that has the key.
func TestUnknownKeyNamesItsSection(t *testing.T) {
	for text, want := range map[string]string{
		"gamma: 3\n":                  `c:1: unknown key "gamma": it is a key of loss (loss fenchel-young-lifted) and policy.head.regularizer`,
		"policy:\n  beta: 3\n":        `c:2: unknown key "beta": it is a key of dagger`,
		"optimizer: {beta: 0.9}\n":    `c:1: unknown key "beta": did you mean beta1 or beta2? It is a key of dagger`,
		"optimizer: {seed: 3}\n":      `c:1: unknown key "seed": it is a key of the top level`,
		"dagger: {round: 3}\n":        `c:1: unknown key "round": did you mean rounds?`,
		"dagger: {hidden_units: 3}\n": `c:1: unknown key "hidden_units": want one of rounds, episodes, beta`,
	} {
		o := Default()
		if err := o.Overlay("c", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}

func TestOverlayKeepsNumbersAsWritten(t *testing.T) {
	o := Default()
	if err := o.Overlay("c", []byte("policy:\n  head: {name: greedy, solver: {name: newton, iters: 2.5}}\n")); err == nil || err.Error() != "c:2: policy.head.solver.iters is 2.5: want a whole number" {
		t.Errorf("Overlay: %v", err)
	}
}
