package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/losses"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type benchLossesOptions struct {
	IO    *IO
	Dir   string
	Task  string
	Seed  uint64
	Quick bool
	JSON  bool
}

func newCmdBenchLosses(streams *IO, run func(context.Context, *benchLossesOptions) error) *cobra.Command {
	o := &benchLossesOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "losses -o DIR",
		Short: "What it buys that no argmax is differentiated: cost, exactness and training curves",
		Long: "Compare the Fenchel-Young loss with the squared error of the argmax, differentiated by unrolling the solver and by\n" +
			"the implicit function theorem: time and memory of a step as the inner iterations grow, the error of the gradient\n" +
			"where the inner solution is not finished, training curves on a task's expert; and the solvers with the gap reached.\n" +
			"DIR gets losses.txt, losses.md, losses.json and charts, the same bytes for a seed; and what depends on the machine in\n" +
			"times.txt, times.md, times.json and the charts time and seconds.",
		Example: "  fenchel bench losses --quick -o losses",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.StringVar(&o.Task, "task", "halfcheetah", "whose expert the training curves imitate")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the problems, the demonstrations and the training")
	f.BoolVar(&o.Quick, "quick", false, "every part, of a size of seconds; not for citation")
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	return cmd
}

func runBenchLosses(ctx context.Context, o *benchLossesOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	newEnv, err := makeTask(o.Task)
	if err != nil {
		return err
	}
	teacher, err := expert.For(newEnv().Spec().Name)
	if err != nil {
		return misused("%w", err)
	}
	b, episodes := losses.Default(), 4
	if o.Quick {
		b, episodes = losses.Quick(), 2
	}
	data, err := losses.Episodes(newEnv(), teacher.New(), o.Seed, episodes)
	if err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	found, times, err := b.Run(ctx, grid.Setting{Seed: o.Seed, Clock: o.IO.clock(), Progress: bars.set}, data)
	bars.stop()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.Dir, 0o777); err != nil {
		return err
	}
	if err := o.write(found, times); err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, found)
	}
	printSections(o.IO.Out, lossesSections(found), textSection)
	return nil
}

// write writes what was found, and the times apart.
func (o *benchLossesOptions) write(found *losses.Result, times *losses.Times) error {
	if err := os.MkdirAll(o.Dir, 0o777); err != nil {
		return err
	}
	if err := o.writeReport("losses", found, lossesSections(found)); err != nil {
		return err
	}
	if err := o.writeReport("times", times, lossesTimeSections(found, times)); err != nil {
		return err
	}
	for name, c := range lossesCharts(found, times) {
		if err := writeChart(filepath.Join(o.Dir, name), c); err != nil {
			return err
		}
	}
	return nil
}

// writeReport writes one report as JSON, text and Markdown.
func (o *benchLossesOptions) writeReport(name string, v any, sections []section) error {
	if err := writeJSON(filepath.Join(o.Dir, name+".json"), v); err != nil {
		return err
	}
	for suffix, form := range map[string]sectionForm{".txt": textSection, ".md": markdownSection} {
		var text strings.Builder
		printSections(&text, sections, form)
		if err := disk.WriteFile(disk.OS{}, filepath.Join(o.Dir, name+suffix), []byte(text.String())); err != nil {
			return err
		}
	}
	return nil
}
