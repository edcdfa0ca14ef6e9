package recipe

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// Ours is the name of the method that a recipe is about.
const Ours = "fenchel-young"

// recipes are the experiments that have a name.
var recipes = []struct {
	name string
	make func() Recipe
}{
	{"hopper", Hopper},
	{"pendulum", Pendulum},
	{"particle-2", Particle},
	{"particle-2-full", func() Recipe { return ParticleFull(2) }},
	{"particle-4-full", func() Recipe { return ParticleFull(4) }},
	{"particle-8-full", func() Recipe { return ParticleFull(8) }},
	{"particle-16-full", func() Recipe { return ParticleFull(16) }},
}

// Names lists the names of the recipes.
func Names() []string {
	names := make([]string, len(recipes))
	for i, r := range recipes {
		names[i] = r.name
	}
	return names
}

// Find is the recipe of a name.
func Find(name string) (Recipe, error) {
	i := slices.Index(Names(), name)
	if i < 0 {
		return Recipe{}, fmt.Errorf("no recipe is called %q: there are %v", name, Names())
	}
	return recipes[i].make(), nil
}

// Hopper clones a gait from 11 demonstrations, with 2 more reserved for validation: a pairwise energy with the generalized
// Fenchel-Young loss, and squared error with the same trunk, optimizer and budget.
func Hopper() Recipe {
	o := grid.Cloning()
	o.Policy.Hidden = []int{128, 128}
	o.Batch, o.Reserve, o.Schedule.Rate = 128, 2, 2e-3
	setSteps(&o, 5000)
	return Recipe{Task: "hopper", Episodes: 13, PerFile: 1, Eval: 50, Methods: []Method{{Ours, o}, {grid.Squared, squared(o)}}}
}

// Pendulum clones the swing-up from a few demonstrations: a pairwise energy with the generalized Fenchel-Young loss,
// and squared error with the same trunk, optimizer and budget.
func Pendulum() Recipe {
	o := grid.Cloning()
	o.Policy.Hidden = []int{64, 64}
	o.Batch, o.Reserve = 256, 5
	setSteps(&o, 8000)
	return Recipe{Task: "pendulum", Episodes: 50, PerFile: 1, Eval: 100, Methods: []Method{{Ours, o}, {grid.Squared, squared(o)}}}
}

// Particle is the task whose expert is discontinuous, at a size that takes seconds: an energy of two modes with the
// lifted Fenchel-Young loss, and squared error with the same trunk, optimizer and steps. The set-points are copies of
// goals, so both get a linear path from observation to v: a policy that misses the first goal rests there, since
// its expert turns to the second within 0.01 m only. Nothing is reserved: the error of a decoded action prefers the mean
// of two modes, which is the failure to be shown.
func Particle() Recipe { return particle(2, 500, 16000, 128, 128, 100) }

// ParticleFull is Particle in dim dimensions with the published 2,000 demonstrations and training: 10,000 steps of 512
// pairs on a 256-256 network (Florence et al. 2021). 1,000 episodes tell methods apart that differ by a few per cent.
func ParticleFull(dim int) Recipe { return particle(dim, 2000, 10000, 512, 256, 1000) }

func particle(dim, episodes, steps, batch, width, eval int) Recipe {
	o := grid.Cloning()
	g := policy.DefaultGreedy()
	g.Energy = energy.Choice{Name: "modes", Options: energy.ModesOptions{Modes: 2, Width: energy.DefaultModes().Width}}
	g.Regularizer = regularizer.Choose("none")
	o.Policy.SetGreedy(g)
	if err := o.UseLoss("fenchel-young-lifted"); err != nil {
		panic("bench: " + err.Error())
	}
	o.Policy.Hidden, o.Policy.Skip = []int{width, width}, true
	o.Batch, o.Reserve, o.Average = batch, 0, 0.999
	o.Schedule.Rate = 4e-3
	setSteps(&o, steps)
	return Recipe{Task: fmt.Sprintf("particle-%d", dim), Episodes: episodes, PerFile: 100, Eval: eval, Methods: []Method{{Ours, o}, {grid.Squared, squared(o)}}}
}

func setSteps(o *clone.Options, steps int) {
	o.Steps, o.Schedule.Steps = steps, steps
	o.ValidateEvery, o.LogEvery, o.CheckpointEvery = max(steps/20, 1), max(steps/100, 1), max(steps/4, 1)
}

// squared is the same budget with squared error.
func squared(o clone.Options) clone.Options {
	if err := o.UseLoss("squared"); err != nil {
		panic("bench: " + err.Error())
	}
	return o
}
