package dagger

import (
	"embed"
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Config is the configuration of the benchmark: with the seed it decides every number.
type Config struct {
	Name     string       `yaml:"name"`
	Citable  bool         `yaml:"citable"`
	Tasks    []string     `yaml:"tasks"`
	Demos    int          `yaml:"demos"`    // expert episodes to begin with
	Seeds    int          `yaml:"seeds"`    // training seeds
	Episodes int          `yaml:"episodes"` // of each policy's evaluation
	Horizon  int          `yaml:"horizon"`  // steps of an episode with expert queries, on tasks that end none early; 0: the task's
	Train    grid.Changes `yaml:"train"`    // of training, with rounds and episodes a round
}

//go:embed *.yaml
var configs embed.FS

// Load reads a configuration that comes with fenchel: "dagger", or "smoke" of seconds.
func Load(name string) (*Config, error) {
	file := name + ".yaml"
	data, err := configs.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no benchmark of DAgger is called %q", name)
	}
	b := &Config{}
	return b, grid.Read(file, data, b)
}

// YAML is the configuration as a file holds it.
func (b *Config) YAML() []byte { return config.Encode(b) }

// Validate returns a field error for each mistake.
func (b *Config) Validate() error {
	errs := []error{
		grid.CheckTasks(b.Tasks),
		config.AtLeast("demos", b.Demos, 1),
		config.AtLeast("seeds", b.Seeds, 1),
		config.AtLeast("episodes", b.Episodes, 1),
	}
	o, err := b.options()
	if err == nil {
		err = config.Join(o.Validate(), config.AtLeast("dagger.rounds", o.DAgger.Rounds, 1))
	}
	return config.Join(append(errs, config.In("train", err))...)
}

// options are those of every training.
func (b *Config) options() (clone.Options, error) {
	o := grid.Cloning()
	err := b.Train.Apply(&o)
	o.Schedule.Steps, o.CheckpointEvery = o.Steps, o.Steps
	return o, err
}
