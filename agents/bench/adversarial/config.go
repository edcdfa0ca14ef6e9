package adversarial

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// Config is the configuration of the benchmark: with the seed it decides every number.
type Config struct {
	Name     string   `yaml:"name"`
	Citable  bool     `yaml:"citable"`
	Tasks    []string `yaml:"tasks"`
	Demos    []int    `yaml:"demos"` // numbers of expert episodes
	Seeds    int      `yaml:"seeds"`
	Clone    int      `yaml:"clone"`    // optimizer steps of cloning
	Steps    int64    `yaml:"steps"`    // of the environment, of adversarial imitation
	Horizon  int      `yaml:"horizon"`  // steps of an episode of adversarial imitation
	Episodes int      `yaml:"episodes"` // of the evaluation
}

// Default is hopper and halfcheetah from 1 and 4 episodes.
func Default() *Config {
	return &Config{
		Name: "adversarial", Citable: true, Tasks: []string{"hopper", "halfcheetah"}, Demos: []int{1, 4}, Seeds: 1,
		Clone: 4000, Steps: 1_000_000, Horizon: 300, Episodes: 50,
	}
}

// YAML is the configuration as a file holds it.
func (b *Config) YAML() []byte { return config.Encode(b) }

// Validate returns a field error for each mistake.
func (b *Config) Validate() error {
	errs := []error{
		grid.CheckTasks(b.Tasks),
		config.NotEmpty("tasks", len(b.Tasks)),
		config.NotEmpty("demos", len(b.Demos)),
		config.AtLeast("seeds", b.Seeds, 1),
		config.AtLeast("clone", b.Clone, 1),
		config.AtLeast("horizon", b.Horizon, 1),
		config.AtLeast("episodes", b.Episodes, 1),
	}
	for i, n := range b.Demos {
		at := fmt.Sprintf("demos[%d]", i)
		errs = append(errs, config.AtLeast(at, n, 1))
		if slices.Contains(b.Demos[:i], n) {
			errs = append(errs, config.Want(at, n, "a number that occurs once"))
		}
	}
	if warmup := rl.DefaultsOf("gail").SAC.Warmup; b.Steps <= int64(warmup) {
		errs = append(errs, config.Want("steps", b.Steps, "more than the first %d, whose actions are uniformly random", warmup))
	}
	return config.Join(errs...)
}

// cloning are the options of the cloned policy.
func (b *Config) cloning(task string, seed uint64) clone.Options {
	o := grid.Cloning()
	o.Task, o.Seed, o.Batch, o.Reserve = task, seed, 128, 0
	g := policy.DefaultGreedy()
	g.Energy = energy.Choose("pairwise-lowrank")
	o.Policy.SetGreedy(g)
	o.Policy.Hidden = []int{128, 128}
	o.Steps, o.Schedule.Steps, o.Schedule.Rate = b.Clone, b.Clone, 2e-3
	return o
}

// imitating are the options of adversarial imitation.
func (b *Config) imitating(task string, seed uint64) rl.Options {
	o := rl.DefaultsOf("gail")
	o.Task, o.Seed, o.Steps, o.EvalEpisodes = task, seed, b.Steps, 1
	return o
}
