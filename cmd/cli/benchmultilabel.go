package cli

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/multilabel"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type benchMultilabelOptions struct {
	IO       *IO
	Data     string
	Dir      string
	Sets     []string
	Energies []string
	Losses   []string
	Seeds    int
	Seed     uint64
	Smoke    bool
	Kept     bool
	JSON     bool
}

func newCmdBenchMultilabel(streams *IO, run func(context.Context, *benchMultilabelOptions) error) *cobra.Command {
	o := &benchMultilabelOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "multilabel DATA -o DIR",
		Short: "Name labels with every energy and every loss",
		Long: "Train every energy by every loss on each multilabel data set in the directory DATA, choose by development rows, train\n" +
			"again on all training rows, and measure on the test rows. A data set is a directory with NAME-train.arff,\n" +
			"NAME-test.arff and what says which attributes are labels. DIR gets a file for each training, table.txt, table.md,\n" +
			"table.json, the development curves, and times apart in timings.json. Interrupted, the same command goes on where it\n" +
			"was; naming parts runs parts, and a later call takes them up.",
		Example: "  fenchel bench multilabel datasets --smoke --losses gfy-quadratic -o multilabel",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Data = args[0]
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.StringSliceVar(&o.Sets, "sets", nil, "data sets, by the names of their directories (default: all)")
	f.StringSliceVar(&o.Energies, "energies", nil, "energies (default: the benchmark's)")
	f.StringSliceVar(&o.Losses, "losses", nil, "losses (default: the benchmark's)")
	f.IntVar(&o.Seeds, "seeds", 0, "at most so many seeds; 0, the default, means the benchmark's")
	f.Uint64Var(&o.Seed, "seed", 0, "the first seed")
	f.BoolVar(&o.Smoke, "smoke", false, "every part, of a size of seconds; not for citation")
	f.BoolVar(&o.Kept, "kept", false, "train nothing: the table of the methods whose trainings DIR holds")
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	return cmd
}

func runBenchMultilabel(ctx context.Context, o *benchMultilabelOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	b, err := o.benchmark()
	if err != nil {
		return err
	}
	sets, err := o.paths()
	if err != nil {
		return err
	}
	if err := takeDirectory(o.Dir, b.YAML()); err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	setting := grid.Setting{Seed: o.Seed, Dir: o.Dir, Clock: o.IO.clock(), Progress: bars.set}
	b.Kept = o.Kept
	var found []*multilabel.SetResult
	err = b.Run(ctx, setting, sets, func(f *multilabel.SetResult) error {
		found = append(found, f)
		return o.write(b, setting, b.Table(o.Seed, found))
	})
	bars.stop()
	if err != nil {
		return err
	}
	table := b.Table(o.Seed, found)
	if o.JSON {
		return printJSON(o.IO.Out, table)
	}
	printSections(o.IO.Out, multilabelSections(table), textSection)
	return nil
}

// benchmark is what was asked for.
func (o *benchMultilabelOptions) benchmark() (*multilabel.Config, error) {
	name := "multilabel"
	if o.Smoke {
		name = "smoke"
	}
	b, err := multilabel.Load(name)
	if err != nil {
		return nil, err
	}
	if o.Seeds < 0 {
		return nil, misused("--seeds %d: want 0 or more", o.Seeds)
	}
	if err := b.Select(o.Energies, o.Losses, o.Seeds); err != nil {
		return nil, misused("%w", err)
	}
	return b, nil
}

// paths are the data sets that were asked for.
func (o *benchMultilabelOptions) paths() ([]string, error) {
	all, err := multilabel.Sets(o.Data)
	if err != nil || len(o.Sets) == 0 {
		return all, err
	}
	var paths []string
	for _, name := range o.Sets {
		path := filepath.Join(o.Data, name)
		if !exists(path) {
			return nil, misused("--sets: %s holds no %q", o.Data, name)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// write writes the table in three forms, the curves, and the times.
func (o *benchMultilabelOptions) write(b *multilabel.Config, s grid.Setting, t *multilabel.Table) error {
	if err := writeJSON(filepath.Join(o.Dir, "table.json"), t); err != nil {
		return err
	}
	for name, form := range map[string]sectionForm{"table.txt": textSection, "table.md": markdownSection} {
		var text strings.Builder
		printSections(&text, multilabelSections(t), form)
		if err := disk.WriteFile(disk.OS{}, filepath.Join(o.Dir, name), []byte(text.String())); err != nil {
			return err
		}
	}
	times := []multilabel.EpochTime{}
	for i := range t.Sets {
		if chart := multilabelChart(t, &t.Sets[i]); len(chart.Series) > 0 {
			if err := writeChart(filepath.Join(o.Dir, "curves-"+t.Sets[i].Set), chart); err != nil {
				return err
			}
		}
		of, err := b.Times(s, t.Sets[i].Set)
		if err != nil {
			return err
		}
		times = append(times, of...)
	}
	if err := writeJSON(filepath.Join(o.Dir, "timings.json"), times); err != nil {
		return err
	}
	var text strings.Builder
	printSections(&text, []section{timesSection(times)}, markdownSection)
	return disk.WriteFile(disk.OS{}, filepath.Join(o.Dir, "timings.md"), []byte(text.String()))
}
