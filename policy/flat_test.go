package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// TestUpgradeFlat: each form that a flat configuration had says the same afterwards: what the chosen members did not use
// is gone, zeros of the solver are its defaults, a refinement of −1 means none.
func TestUpgradeFlat(t *testing.T) {
	greedy := func(change func(g *GreedyOptions)) Config {
		g := GreedyOptions{
			Energy: energy.Choice{Name: "unary"}, Regularizer: regularizer.Choose("none"),
			Solver: solve.Choose("auto"), Starts: 6,
		}
		g.Regularizer.Options = nil
		change(&g)
		c := Config{Hidden: []int{4}, Activation: net.Tanh, Window: DefaultWindow()}
		c.SetGreedy(g)
		return c
	}
	const rest = `"hidden":[4],"activation":"tanh","rank":3,"embed":5,"energy_width":[7,8],"modes":2,"mode_width":0.3,"gamma":2,"alpha":1.2`
	for text, want := range map[string]Config{
		`"head":"gaussian"`: {Hidden: []int{4}, Activation: net.Tanh, Head: ChooseHead("gaussian"), Window: DefaultWindow()},
		`"head":"greedy","energy":"unary","regularizer":"none"`: greedy(func(*GreedyOptions) {}),
		`"head":"greedy","energy":"late","regularizer":"none","solver":{"rounds":2,"refine":-1,"candidates":5}`: greedy(func(g *GreedyOptions) {
			g.Energy = energy.Choice{Name: "late", Options: energy.LateOptions{Embed: 5, Width: []int{7, 8}, Activation: net.Tanh}}
			g.Solver = solve.Choice{Name: "sampler", Options: solve.SamplerOptions{Candidates: 5, Rounds: 2, Elites: 5, Noise: 0.25, Shrink: 0.4}}
		}),
		`"head":"greedy","energy":"modes","regularizer":"tsallis","solver":{"name":"newton","tol":0.1,"starts":2,"warm":true}`: greedy(func(g *GreedyOptions) {
			g.Energy = energy.Choice{Name: "modes", Options: energy.ModesOptions{Modes: 2, Width: 0.3}}
			g.Regularizer = regularizer.Choice{Name: "tsallis", Options: regularizer.TsallisOptions{Gamma: 2, Alpha: 1.2}}
			g.Solver = solve.Choice{Name: "newton", Options: solve.NewtonOptions{Tol: 0.1, Iters: solve.DefaultNewton().Iters}}
			g.Starts, g.Warm = 2, true
		}),
		`"head":"greedy","energy":"linear-concave","regularizer":"quadratic","solver":{"iters":9}`: greedy(func(g *GreedyOptions) {
			g.Energy = energy.Choice{Name: "linear-concave", Options: energy.LinearConcaveOptions{Features: 7}}
			g.Regularizer = regularizer.Choice{Name: "quadratic", Options: regularizer.QuadraticOptions{Gamma: 2}}
			g.Solver.Options = solve.AutoOptions{Iters: new(9)}
		}),
		`"head":"greedy","energy":"spen","regularizer":"none","solver":{"name":"gibbs","candidates":8}`: greedy(func(g *GreedyOptions) {
			g.Energy = energy.Choice{Name: "spen", Options: energy.SPENOptions{Width: []int{7, 8}}}
			o := solve.DefaultGibbs()
			o.Candidates, o.Chains = 8, 8
			g.Solver = solve.Choice{Name: "gibbs", Options: o}
		}),
	} {
		got, err := UpgradeFlat([]byte("{" + rest + "," + text + "}"))
		if err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
		if err := got.Validate(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`{"hidden":3}`, `[`} {
		if _, err := UpgradeFlat([]byte(text)); err == nil {
			t.Errorf("%s was accepted", text)
		}
	}
}
