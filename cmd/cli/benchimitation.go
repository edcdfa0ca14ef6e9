package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type benchImitationOptions struct {
	IO     *IO
	Dir    string
	Config string
	Quick  bool
	Smoke  bool
	Part   imitation.Part
	Seed   uint64
	JSON   bool
}

func newCmdBenchImitation(streams *IO, run func(context.Context, *benchImitationOptions) error) *cobra.Command {
	o := &benchImitationOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "imitation -o DIR",
		Short: "Clone locomotion experts from 1 to 25 episodes with every method",
		Long: "Record the tasks' experts, tune every method once by validation error, train all of them from the first episodes of\n" +
			"the recordings under several seeds, and measure them on common starts. DIR gets the recordings, a file for each\n" +
			"training, table.txt, table.md, table.json, the curves, and times apart in timings.json. Interrupted, the same command\n" +
			"goes on where it was; naming parts runs parts, and a later call takes them up.",
		Example: "  fenchel bench imitation --smoke -o imitation",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.StringVar(&o.Config, "config", "", "a configuration of your own, such as the config.yaml of another run")
	f.BoolVar(&o.Quick, "quick", false, "one number of demonstrations and three methods in minutes; not for citation")
	f.BoolVar(&o.Smoke, "smoke", false, "every part, of a size of seconds; not for citation")
	f.StringSliceVar(&o.Part.Tasks, "tasks", nil, "tasks, separated by commas (default: the benchmark's)")
	f.IntSliceVar(&o.Part.Demos, "demos", nil, "numbers of demonstrations (default: the benchmark's)")
	f.StringSliceVar(&o.Part.Methods, "methods", nil, "methods (default: the benchmark's)")
	f.IntVar(&o.Part.Seeds, "seeds", 0, "at most so many training seeds; 0, the default, means the benchmark's")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of recordings, evaluations and the first training")
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	return cmd
}

func runBenchImitation(ctx context.Context, o *benchImitationOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	b, err := o.benchmark()
	if err != nil {
		return err
	}
	if err := b.CanRun(); err != nil {
		return misused("%w", err)
	}
	if err := takeDirectory(o.Dir, b.YAML()); err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	setting := grid.Setting{Seed: o.Seed, Dir: o.Dir, Clock: o.IO.clock(), Progress: bars.set}
	var found []*imitation.TaskResult
	err = b.Run(ctx, setting, func(f *imitation.TaskResult) error {
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
	printSections(o.IO.Out, imitationSections(table), textSection)
	return nil
}

// benchmark is what was asked for.
func (o *benchImitationOptions) benchmark() (*imitation.Config, error) {
	b, err := o.configuration()
	if err != nil {
		return nil, err
	}
	if o.Part.Seeds < 0 {
		return nil, misused("--seeds %d: want 0 or more", o.Part.Seeds)
	}
	if err := b.Select(o.Part); err != nil {
		return nil, misused("%w", err)
	}
	for _, task := range b.Tasks {
		if _, err := makeTask(task); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// configuration is one of fenchel's own or the user's.
func (o *benchImitationOptions) configuration() (*imitation.Config, error) {
	switch {
	case o.Quick && o.Smoke || o.Config != "" && (o.Quick || o.Smoke):
		return nil, misused("--config, --quick and --smoke: choose one")
	case o.Quick:
		return imitation.Load("quick")
	case o.Smoke:
		return imitation.Load("smoke")
	case o.Config == "":
		return imitation.Load("imitation")
	}
	text, err := configText(o.Config)
	if err != nil {
		return nil, misused("--config: %w", err)
	}
	b, err := imitation.Read(o.Config, text)
	if err != nil {
		return nil, misused("%w", err)
	}
	return b, nil
}

// write writes the table in three forms, the curves, and the times.
func (o *benchImitationOptions) write(b *imitation.Config, s grid.Setting, t *imitation.Table) error {
	if err := writeJSON(filepath.Join(o.Dir, "table.json"), t); err != nil {
		return err
	}
	for name, form := range map[string]sectionForm{"table.txt": textSection, "table.md": markdownSection} {
		var text strings.Builder
		printSections(&text, imitationSections(t), form)
		if err := disk.WriteFile(disk.OS{}, filepath.Join(o.Dir, name), []byte(text.String())); err != nil {
			return err
		}
	}
	if err := drawImitation(o.Dir, t); err != nil {
		return err
	}
	times, err := b.Timings(s)
	if err != nil {
		return fmt.Errorf("timings: %w", err)
	}
	return writeJSON(filepath.Join(o.Dir, "timings.json"), times)
}
