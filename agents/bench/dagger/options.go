package dagger

import (
	"context"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "dagger",
	Short: "DAgger: returns over the number of expert queries",
	Long: "From one demonstration, let the learner act, query the expert at every state on the way, clone all labels, and again;\n" +
		"print how good the policy is after how many expert queries. Interrupted, the same command goes on where it was.",
	Example: "fenchel bench dagger --smoke -o dagger-curves",
	Seed:    "seed of the demonstration, evaluations and the first training",
	Smoke:   []string{"--smoke"},
	New:     func() grid.Experiment { return &options{} },
}

// options are those of one call.
type options struct {
	smoke bool
	tasks []string

	bench *Config // what they ask for
}

func (o *options) Flags() []grid.Flag {
	return []grid.Flag{
		{Name: "smoke", Value: &o.smoke, Usage: "every part, of a size of seconds; not for citation"},
		{Name: "tasks", Value: &o.tasks, Usage: "tasks, separated by commas (default: the benchmark's)"},
	}
}

func (o *options) Validate(string) (err error) {
	name := "dagger"
	if o.smoke {
		name = "smoke"
	}
	if o.bench, err = Load(name); err != nil {
		return err
	}
	if len(o.tasks) > 0 {
		o.bench.Tasks = o.tasks
	}
	for _, task := range o.bench.Tasks {
		if _, err := suite.Make(task); err != nil {
			return err
		}
	}
	return o.bench.Validate()
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
		return o.write(s.Dir, found)
	})
	if err != nil {
		return nil, err
	}
	return o.findings(found), nil
}

func (o *options) findings(found []*TaskResult) *grid.Findings {
	return &grid.Findings{Sections: o.bench.Sections(found), JSON: found}
}

// write writes the table in three forms, and the curves.
func (o *options) write(dir string, found []*TaskResult) error {
	if err := grid.WriteFindings(dir, "table", o.findings(found)); err != nil {
		return err
	}
	return grid.WriteChart(filepath.Join(dir, "curves"), o.bench.chart(found))
}
