package adversarial

import (
	"context"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "adversarial",
	Short: "Adversarial imitation from one and four episodes, compared with cloning",
	Long: "From very few episodes of an expert, clone a policy, train another by adversarial imitation of the same episodes, and\n" +
		"measure both on common episodes that nothing ends early. No reward of the task is used in training, nor to choose a\n" +
		"policy: the last one is measured. DIR gets the runs, table.txt, table.md and\n" +
		"adversarial.json. Interrupted, the same command goes on where it was.",
	Example: "fenchel bench adversarial --tasks reacher --demos 1 --steps 20000 -o adversarial",
	Seed:    "the first of the seeds",
	Smoke:   []string{"--tasks", "reacher", "--demos", "1", "--steps", "10200"},
	New:     func() grid.Experiment { return &options{Default()} },
}

// options are those of one call: all that the configuration has.
type options struct{ bench *Config }

func (o *options) Flags() []grid.Flag {
	b := o.bench
	return []grid.Flag{
		{Name: "tasks", Value: &b.Tasks, Usage: "tasks, separated by commas"},
		{Name: "demos", Value: &b.Demos, Usage: "numbers of expert episodes"},
		{Name: "seeds", Value: &b.Seeds, Usage: "training seeds"},
		{Name: "steps", Value: &b.Steps, Usage: "environment steps of adversarial imitation, the first 10000 with uniformly random actions"},
	}
}

func (o *options) Validate(string) error {
	if err := o.bench.Validate(); err != nil {
		return err
	}
	for _, task := range o.bench.Tasks {
		if _, err := suite.Make(task); err != nil {
			return err
		}
	}
	return nil
}

func (o *options) Run(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
	if err := o.bench.CanRun(s); err != nil {
		return nil, &grid.UsageError{Err: err}
	}
	taken, err := grid.Take(s.Dir, o.bench.YAML())
	if err != nil {
		return nil, err
	}
	defer taken.Close()
	var found []Result
	err = o.bench.Run(ctx, s, func(r Result) error {
		found = append(found, r)
		return o.write(s.Dir, found)
	})
	if err != nil {
		return nil, err
	}
	return o.findings(found), nil
}

func (o *options) findings(found []Result) *grid.Findings {
	return &grid.Findings{Sections: o.bench.Sections(found), JSON: found}
}

// write writes the table in three forms.
func (o *options) write(dir string, found []Result) error {
	f := o.findings(found)
	if err := grid.WriteTable(filepath.Join(dir, "adversarial.json"), f.JSON); err != nil {
		return err
	}
	return grid.WriteSections(filepath.Join(dir, "table"), f.Sections)
}
