package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench/adversarial"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type benchAdversarialOptions struct {
	IO    *IO
	Dir   string
	Seed  uint64
	Bench *adversarial.Config
	JSON  bool
}

func newCmdBenchAdversarial(streams *IO, run func(context.Context, *benchAdversarialOptions) error) *cobra.Command {
	o := &benchAdversarialOptions{IO: streams, Bench: adversarial.Default()}
	cmd := &cobra.Command{
		Use:   "adversarial -o DIR",
		Short: "Adversarial imitation from one and four episodes, beside a clone of them",
		Long: "From very few episodes of an expert, clone a policy, let another one learn from nothing by acting before a judge who\n" +
			"knows the same episodes ('fenchel gail'), and measure both on common episodes that nothing ends early. No reward is\n" +
			"used in training, nor to choose a policy: the last one is measured. DIR gets the runs, table.txt, table.md and\n" +
			"adversarial.json. Interrupted, the same command goes on where it was.",
		Example: "  fenchel bench adversarial --tasks reacher --demos 1 --steps 20000 -o adversarial",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	f, b := cmd.Flags(), o.Bench
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.StringSliceVar(&b.Tasks, "tasks", b.Tasks, "tasks, separated by commas")
	f.IntSliceVar(&b.Demos, "demos", b.Demos, "numbers of expert episodes")
	f.IntVar(&b.Seeds, "seeds", b.Seeds, "training seeds")
	f.Int64Var(&b.Steps, "steps", b.Steps, "environment steps before the judge, the first 10000 of uniform random actions")
	f.Uint64Var(&o.Seed, "seed", 0, "the first of the seeds")
	f.BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

func runBenchAdversarial(ctx context.Context, o *benchAdversarialOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	if err := o.Bench.Validate(); err != nil {
		return misused("%w", err)
	}
	for _, task := range o.Bench.Tasks {
		if _, err := makeTask(task); err != nil {
			return err
		}
	}
	bars := &stages{io: o.IO}
	setting := grid.Setting{Seed: o.Seed, Dir: o.Dir, Clock: o.IO.clock(), Progress: bars.set}
	if err := o.Bench.CanRun(setting); err != nil {
		return misused("%w", err)
	}
	if err := takeDirectory(o.Dir, o.Bench.YAML()); err != nil {
		return err
	}
	var found []adversarial.Result
	err := o.Bench.Run(ctx, setting, func(j adversarial.Result) error {
		found = append(found, j)
		return o.write(found)
	})
	bars.stop()
	if err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, found)
	}
	printSections(o.IO.Out, o.sections(found), textSection)
	return nil
}

// write writes the table in three forms.
func (o *benchAdversarialOptions) write(found []adversarial.Result) error {
	if err := writeJSON(filepath.Join(o.Dir, "adversarial.json"), found); err != nil {
		return err
	}
	for name, form := range map[string]sectionForm{"table.txt": textSection, "table.md": markdownSection} {
		var text strings.Builder
		printSections(&text, o.sections(found), form)
		if err := disk.WriteFile(disk.OS{}, filepath.Join(o.Dir, name), []byte(text.String())); err != nil {
			return err
		}
	}
	return nil
}

func (o *benchAdversarialOptions) sections(found []adversarial.Result) []section {
	b := o.Bench
	s := section{
		Title: b.Name, Right: 1,
		Head: []string{"task", "episodes", "seed", "random", "expert", "cloned", "normalized", "before the judge", "normalized"},
		Text: []string{
			fmt.Sprintf("From the same episodes of the expert, under %d seed(s): a policy cloned in %d steps, and one that learned from nothing, by acting before a judge for %d steps in episodes of %d that nothing ends early.", b.Seeds, b.Clone, b.Steps, b.Horizon),
			"No reward is used to learn, nor to choose a policy: the last policy is measured.",
			fmt.Sprintf("Mean returns of %d episodes of the task with a fixed horizon, on starts in common. Normalized: 0 is uniform random actions, 1 the expert.", b.Episodes),
		},
	}
	for _, j := range found {
		s.Rows = append(s.Rows, []string{
			j.Task, strconv.Itoa(j.Demos), strconv.FormatUint(j.Seed, 10), number(j.Random), number(j.Expert),
			number(j.Cloned), fmt.Sprintf("%.2f", j.Score(j.Cloned)), number(j.Imitated), fmt.Sprintf("%.2f", j.Score(j.Imitated)),
		})
	}
	return []section{s}
}
