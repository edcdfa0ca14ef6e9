package losses

import (
	"context"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "losses",
	Short: "What it saves that no argmax is differentiated: cost, exactness and training curves",
	Long: "Compare the Fenchel-Young loss with the squared error of the argmax, differentiated by unrolling the solver and by\n" +
		"the implicit function theorem: time and memory of a step as the inner iterations grow, the error of the gradient\n" +
		"where the inner solution is not finished, training curves on a task's expert; and the solvers with the gap reached.\n" +
		"DIR gets losses.txt, losses.md, losses.json and charts, the same bytes for a seed; and what depends on the machine in\n" +
		"times.txt, times.md, times.json and the charts time and seconds.",
	Example: "fenchel bench losses --quick -o losses",
	Seed:    "seed of the problems, the demonstrations and the training",
	Smoke:   []string{"--quick"},
	New:     func() grid.Experiment { return &options{task: "halfcheetah"} },
}

// options are those of one call.
type options struct {
	task  string
	quick bool

	newEnv func() envs.Env // of the task
	expert func() envs.Policy
}

func (o *options) Flags() []grid.Flag {
	return []grid.Flag{
		{Name: "task", Value: &o.task, Usage: "whose expert the training curves imitate"},
		{Name: "quick", Value: &o.quick, Usage: "every part, of a size of seconds; not for citation"},
	}
}

func (o *options) Validate(string) (err error) {
	if o.newEnv, err = suite.Make(o.task); err != nil {
		return err
	}
	e, err := expert.For(o.newEnv().Spec().Name)
	o.expert = e.New
	return err
}

func (o *options) Run(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
	b, episodes := Default(), 4
	if o.quick {
		b, episodes = Quick(), 2
	}
	demos, err := Episodes(o.newEnv(), o.expert(), s.Seed, episodes)
	if err != nil {
		return nil, err
	}
	defer demos.Close()
	found, times, err := b.Run(ctx, s, demos)
	if err != nil {
		return nil, err
	}
	f := &grid.Findings{Sections: found.Sections(), JSON: found}
	return f, write(s.Dir, f, found, times)
}

// write writes what was found, the times apart, and the charts.
func write(dir string, f *grid.Findings, found *Result, times *Times) error {
	if err := grid.WriteFindings(dir, "losses", f); err != nil {
		return err
	}
	if err := grid.WriteFindings(dir, "times", &grid.Findings{Sections: times.Sections(found), JSON: times}); err != nil {
		return err
	}
	for name, c := range charts(found, times) {
		if err := grid.WriteChart(filepath.Join(dir, name), c); err != nil {
			return err
		}
	}
	return nil
}
