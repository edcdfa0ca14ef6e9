package imitation

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "imitation",
	Short: "Clone locomotion experts from 1 to 25 episodes with every method",
	Long: "Record the tasks' experts, tune every method once by validation error, train all of them from the first episodes of\n" +
		"the recordings under several seeds, and measure them on common starts. DIR gets the recordings, a file for each\n" +
		"training, table.txt, table.md, table.json, the curves, and times apart in timings.json. Interrupted, the same command\n" +
		"goes on where it was; naming parts runs parts, and a later call takes them up.",
	Example: "fenchel bench imitation --smoke -o imitation",
	Seed:    "seed of recordings, evaluations and the first training",
	Smoke:   []string{"--smoke"},
	New:     func() grid.Experiment { return &options{} },
}

// options are those of one call.
type options struct {
	config       string
	quick, smoke bool
	part         Part

	bench *Config // what they ask for
}

func (o *options) Flags() []grid.Flag {
	return []grid.Flag{
		{Name: "config", Value: &o.config, Usage: "a configuration of your own, such as the config.yaml of another run"},
		{Name: "quick", Value: &o.quick, Usage: "one number of demonstrations and three methods in minutes; not for citation"},
		{Name: "smoke", Value: &o.smoke, Usage: "every part, of a size of seconds; not for citation"},
		{Name: "tasks", Value: &o.part.Tasks, Usage: "tasks, separated by commas (default: the benchmark's)"},
		{Name: "demos", Value: &o.part.Demos, Usage: "numbers of demonstrations (default: the benchmark's)"},
		{Name: "methods", Value: &o.part.Methods, Usage: "methods (default: the benchmark's)"},
		{Name: "seeds", Value: &o.part.Seeds, Usage: "at most so many training seeds; 0, the default, means the benchmark's"},
	}
}

func (o *options) Validate(string) (err error) {
	if o.bench, err = o.configuration(); err != nil {
		return err
	}
	if o.part.Seeds < 0 {
		return fmt.Errorf("--seeds %d: want 0 or more", o.part.Seeds)
	}
	if err := o.bench.Select(o.part); err != nil {
		return err
	}
	for _, task := range o.bench.Tasks {
		if _, err := suite.Make(task); err != nil {
			return err
		}
	}
	return o.bench.CanRun()
}

// configuration is one of fenchel's own or the user's.
func (o *options) configuration() (*Config, error) {
	switch {
	case o.quick && o.smoke || o.config != "" && (o.quick || o.smoke):
		return nil, errors.New("--config, --quick and --smoke: choose one")
	case o.quick:
		return Load("quick")
	case o.smoke:
		return Load("smoke")
	case o.config == "":
		return Load("imitation")
	}
	text, err := grid.ReadConfig(o.config)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	return Read(o.config, text)
}

func (o *options) Run(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
	taken, err := grid.Take(s.Dir, o.bench.YAML())
	if err != nil {
		return nil, err
	}
	defer taken.Close()
	var found []*TaskResult
	err = o.bench.Run(ctx, s, func(f *TaskResult) error {
		found = append(found, f)
		return o.bench.write(s, o.bench.Table(s.Seed, found))
	})
	if err != nil {
		return nil, err
	}
	return o.bench.Table(s.Seed, found).findings(), nil
}

func (t *Table) findings() *grid.Findings { return &grid.Findings{Sections: t.Sections(), JSON: t} }

// write writes the table in three forms, the curves, and the times.
func (b *Config) write(s grid.Setting, t *Table) error {
	if err := grid.WriteFindings(s.Dir, "table", t.findings()); err != nil {
		return err
	}
	if err := t.draw(s.Dir); err != nil {
		return err
	}
	times, err := b.Timings(s)
	if err != nil {
		return fmt.Errorf("timings: %w", err)
	}
	return grid.WriteTable(filepath.Join(s.Dir, "timings.json"), times)
}
