package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench"
)

type benchAdversarialOptions struct {
	IO    *IO
	Dir   string
	Seed  uint64
	Bench *bench.Adversarial
	JSON  bool
}

func newCmdBenchAdversarial(streams *IO, run func(context.Context, *benchAdversarialOptions) error) *cobra.Command {
	o := &benchAdversarialOptions{IO: streams, Bench: bench.DefaultAdversarial()}
	cmd := &cobra.Command{
		Use:   "adversarial -o DIR",
		Short: "Adversarial imitation from one and four episodes",
		Long: "Clone an expert from very few episodes, let the clone go on before an adversary ('fenchel gail'), and measure both\n" +
			"on common episodes that nothing ends early. No reward is used in training, nor to choose a policy. Interrupted, the\n" +
			"same command goes on where it was.",
		Example: "  fenchel bench adversarial --tasks reacher --demos 1 --steps 8192 -o adversarial",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	f, b := cmd.Flags(), o.Bench
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.StringSliceVar(&b.Tasks, "tasks", b.Tasks, "tasks, separated by commas")
	f.IntSliceVar(&b.Demos, "demos", b.Demos, "numbers of expert episodes")
	f.IntVar(&b.Seeds, "seeds", b.Seeds, "training seeds")
	f.Int64Var(&b.Steps, "steps", b.Steps, "environment steps before the judge")
	f.Uint64Var(&o.Seed, "seed", 0, "the first of the seeds")
	f.BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

func runBenchAdversarial(ctx context.Context, o *benchAdversarialOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	if o.Bench.Seeds < 1 || o.Bench.Steps < 1 {
		return misused("--seeds %d, --steps %d: want positive numbers", o.Bench.Seeds, o.Bench.Steps)
	}
	for _, n := range o.Bench.Demos {
		if n < 1 {
			return misused("--demos %d: want at least 1", n)
		}
	}
	for _, task := range o.Bench.Tasks {
		if _, err := makeTask(task); err != nil {
			return err
		}
	}
	bars := &stages{io: o.IO}
	setting := bench.Setting{Seed: o.Seed, Dir: o.Dir, Resume: true, Clock: bench.Stopwatch(o.IO.Now), Progress: bars.set}
	var found []bench.Judged
	err := o.Bench.Run(ctx, setting, func(j bench.Judged) { found = append(found, j) })
	bars.stop()
	if err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(o.Dir, "adversarial.json"), found); err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, found)
	}
	var rows [][]string
	for _, j := range found {
		rows = append(rows, []string{j.Task, fmt.Sprint(j.Demos), fmt.Sprint(j.Seed), number(j.Expert), number(j.Cloned), fmt.Sprintf("%.2f", j.Score(j.Cloned)),
			number(j.Judged), fmt.Sprintf("%.2f", j.Score(j.Judged))})
	}
	printTable(o.IO.Out, 1, []string{"task", "episodes", "seed", "expert", "cloned", "normalized", "before the judge", "normalized"}, rows)
	return nil
}
