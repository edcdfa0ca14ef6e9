package multilabel

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "multilabel",
	Arg:   "DATA",
	Short: "Name labels with every energy and every loss",
	Long: "Train every energy by every loss on each multilabel data set in the directory DATA, choose by development rows, train\n" +
		"again on all training rows, and measure on the test rows. A data set is a directory with NAME-train.arff,\n" +
		"NAME-test.arff and what says which attributes are labels. DIR gets a file for each training, table.txt, table.md,\n" +
		"table.json, the development curves, and times apart in timings.json. Interrupted, the same command goes on where it\n" +
		"was; naming parts runs parts, and a later call takes them up.",
	Example: "fenchel bench multilabel datasets --smoke --losses gfy-quadratic -o multilabel",
	Seed:    "the first seed",
	Smoke:   []string{"datasets", "--smoke"},
	New:     func() grid.Experiment { return &options{} },
}

// options are those of one call.
type options struct {
	sets, energies, losses []string
	seeds                  int
	smoke, kept            bool

	data  string  // directory of the data sets
	bench *Config // what they ask for
}

func (o *options) Flags() []grid.Flag {
	return []grid.Flag{
		{Name: "sets", Value: &o.sets, Usage: "data sets, by the names of their directories (default: all)"},
		{Name: "energies", Value: &o.energies, Usage: "energies (default: the benchmark's)"},
		{Name: "losses", Value: &o.losses, Usage: "losses (default: the benchmark's)"},
		{Name: "seeds", Value: &o.seeds, Usage: "at most so many seeds; 0, the default, means the benchmark's"},
		{Name: "smoke", Value: &o.smoke, Usage: "every part, of a size of seconds; not for citation"},
		{Name: "kept", Value: &o.kept, Usage: "train nothing: the table of the methods whose trainings DIR holds"},
	}
}

func (o *options) Validate(arg string) (err error) {
	name := "multilabel"
	if o.smoke {
		name = "smoke"
	}
	if o.bench, err = Load(name); err != nil {
		return err
	}
	if o.seeds < 0 {
		return fmt.Errorf("--seeds %d: want 0 or more", o.seeds)
	}
	o.data, o.bench.Kept = arg, o.kept
	return o.bench.Select(o.energies, o.losses, o.seeds)
}

func (o *options) Run(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
	paths, err := o.paths()
	if err != nil {
		return nil, err
	}
	taken, err := grid.Take(s.Dir, o.bench.YAML())
	if err != nil {
		return nil, err
	}
	defer taken.Close()
	var found []*SetResult
	err = o.bench.Run(ctx, s, paths, func(f *SetResult) error {
		found = append(found, f)
		return o.bench.write(s, o.bench.Table(s.Seed, found))
	})
	if err != nil {
		return nil, err
	}
	return o.bench.Table(s.Seed, found).findings(), nil
}

// paths are the data sets that were asked for.
func (o *options) paths() ([]string, error) {
	all, err := Sets(o.data)
	if err != nil || len(o.sets) == 0 {
		return all, err
	}
	var paths []string
	for _, name := range o.sets {
		path := filepath.Join(o.data, name)
		if _, err := os.Stat(path); err != nil {
			return nil, &grid.UsageError{Err: fmt.Errorf("--sets: %s holds no %q", o.data, name)}
		}
		paths = append(paths, path)
	}
	return paths, nil
}

func (t *Table) findings() *grid.Findings { return &grid.Findings{Sections: t.Sections(), JSON: t} }

// write writes the table in three forms, the curves, and the times.
func (b *Config) write(s grid.Setting, t *Table) error {
	if err := grid.WriteFindings(s.Dir, "table", t.findings()); err != nil {
		return err
	}
	times := []EpochTime{}
	for i := range t.Sets {
		if chart := t.chart(&t.Sets[i]); len(chart.Series) > 0 {
			if err := grid.WriteChart(filepath.Join(s.Dir, "curves-"+t.Sets[i].Set), chart); err != nil {
				return err
			}
		}
		of, err := b.Times(s, t.Sets[i].Set)
		if err != nil {
			return err
		}
		times = append(times, of...)
	}
	if err := grid.WriteTable(filepath.Join(s.Dir, "timings.json"), times); err != nil {
		return err
	}
	return grid.WriteMarkdown(filepath.Join(s.Dir, "timings.md"), []report.Section{timesSection(times)})
}
