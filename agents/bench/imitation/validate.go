package imitation

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Validate returns a field error for each mistake, those in the methods' configurations included.
func (b *Config) Validate() error {
	errs := []error{
		config.In("disturb", b.Disturb.Validate()),
		grid.CheckTasks(b.Tasks),
		grid.CheckNames("methods", b.names()),
		config.NotEmpty("tasks", len(b.Tasks)),
		config.NotEmpty("demos", len(b.Demos)),
		config.NotEmpty("methods", len(b.Methods)),
		config.AtLeast("episodes", b.Episodes, 1),
		config.AtLeast("reserve", b.Reserve, 1),
		config.AtLeast("tune.demos", b.Tune.Demos, 1),
		config.AtLeast("tune.seeds", b.Tune.Seeds, 1),
		b.checkDemos(),
		b.checkMethods(),
	}
	if b.Name == "" {
		errs = append(errs, config.Errorf("name", "it is missing: the directory of another benchmark is told by it"))
	}
	if b.Mode != Deterministic && b.Mode != Stochastic {
		errs = append(errs, config.Want("mode", string(b.Mode), "%s or %s", Deterministic, Stochastic))
	}
	for _, task := range b.Tasks {
		if _, err := b.Disturb.second(task); err != nil {
			errs = append(errs, config.In("disturb.kind", err))
		}
	}
	return config.Join(errs...)
}

// checkDemos says what is wrong with the numbers of demonstrations, and which are more than what is recorded.
func (b *Config) checkDemos() error {
	var errs []error
	for i, d := range b.Demos {
		at := fmt.Sprintf("demos[%d]", i)
		if slices.Contains(b.counts()[:i], d.Episodes) {
			errs = append(errs, config.Want(at+".episodes", d.Episodes, "a number that occurs once"))
		}
		errs = append(errs, config.AtLeast(at+".episodes", d.Episodes, 1), config.Range(at+".seeds", d.Seeds, 1, tuningSeeds))
	}
	most := slices.Max(append(b.counts(), b.Tune.Demos))
	if most+b.Reserve > b.Recorded {
		errs = append(errs, config.Want("recorded", b.Recorded, "%d demonstrations and %d reserved", most, b.Reserve))
	}
	return config.Join(errs...)
}

// checkMethods says what is wrong with the methods' configurations, and what is wrong with all of them once.
func (b *Config) checkMethods() error {
	var errs []error
	said := map[string]bool{}
	for _, task := range append([]string{""}, b.Tasks...) {
		for i := range b.Methods {
			for c := range b.Methods[i].candidates() {
				o, err := b.options(task, &b.Methods[i], c)
				if err == nil {
					err = grid.CheckOptions(o, b.layers(task, &b.Methods[i], c)...)
				}
				for _, err := range config.List(err) {
					if !said[err.Error()] {
						said[err.Error()] = true
						errs = append(errs, err)
					}
				}
			}
		}
	}
	return config.Join(errs...)
}
