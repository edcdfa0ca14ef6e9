package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/recipe"
)

func newCmdBench(streams *IO) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "bench",
		Short:   "Run the benchmarks behind the figures of the README",
		Example: "  fenchel bench recipe pendulum --seeds 10 -o bench",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misused("which benchmark?\nSee '%s --help'.", cmd.CommandPath())
		},
	}
	cmd.AddCommand(newCmdBenchRecipe(streams, runBenchRecipe), newCmdBenchImitation(streams, runBenchImitation), newCmdBenchEnergies(streams, runBenchEnergies),
		newCmdBenchDAgger(streams, runBenchDAgger), newCmdBenchAdversarial(streams, runBenchAdversarial), newCmdBenchLosses(streams, runBenchLosses), newCmdBenchMultilabel(streams, runBenchMultilabel))
	return cmd
}

type benchRecipeOptions struct {
	IO     *IO
	Recipe string
	Dir    string
	First  uint64
	Seeds  int
	JSON   bool
}

func newCmdBenchRecipe(streams *IO, run func(context.Context, *benchRecipeOptions) error) *cobra.Command {
	o := &benchRecipeOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "recipe NAME -o DIR",
		Short: "Repeat an experiment of the quickstart over data and training seeds",
		Long: "Repeat an experiment over seeds, each with demonstrations and weights of its own. NAME is one of " +
			strings.Join(recipe.Names(), ", ") + ".\nInterrupted, the same command goes on where it was.",
		Example: "  fenchel bench recipe pendulum --seeds 10 -o bench",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Recipe = args[0]
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.IntVar(&o.Seeds, "seeds", 10, "how many")
	f.Uint64Var(&o.First, "seed", 0, "the first of them")
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	return cmd
}

// benchRow is a method under one seed.
type benchRow struct {
	Seed       uint64   `json:"seed"`
	Method     string   `json:"method"`
	Mean       float64  `json:"mean"`
	Normalized float64  `json:"normalized"`
	Success    *float64 `json:"success,omitempty"`
}

func runBenchRecipe(ctx context.Context, o *benchRecipeOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	experiment, err := recipe.Find(o.Recipe)
	if err != nil {
		return misused("%w", err)
	}
	if o.Seeds < 1 {
		return misused("--seeds %d: want at least 1", o.Seeds)
	}
	var rows []benchRow
	bars := &stages{io: o.IO}
	setting := grid.Setting{Dir: filepath.Join(o.Dir, o.Recipe), Clock: o.IO.clock(), Progress: bars.set}
	err = experiment.Seeds(ctx, setting, o.First, o.Seeds, func(out *recipe.Outcome) {
		bars.stop()
		for _, l := range out.Methods {
			row := benchRow{out.Seed, l.Name, l.Result.Mean, *l.Result.Normalized, l.Result.Success}
			rows = append(rows, row)
			if !o.JSON {
				fmt.Fprintf(o.IO.Out, "seed %d: %-14s mean %9.2f  normalized %6.3f%s\n", row.Seed, row.Method, row.Mean, row.Normalized, optional("  success %.3f", row.Success))
			}
		}
	})
	bars.stop()
	if err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, rows)
	}
	printSpreads(o, experiment, rows)
	return nil
}

// printSpreads prints how each method's scores vary over the seeds.
func printSpreads(o *benchRecipeOptions, experiment recipe.Recipe, rows []benchRow) {
	fmt.Fprintf(o.IO.Out, "\n%s: %s, %d episodes, seeds %d to %d\n\n", experiment.Task, experiment.Demonstrations(), experiment.Eval, o.First, o.First+uint64(o.Seeds)-1)
	var table [][]string
	for _, m := range experiment.Methods {
		var scores, success []float64
		for _, r := range rows {
			if r.Method != m.Name {
				continue
			}
			scores = append(scores, r.Normalized)
			if r.Success != nil {
				success = append(success, *r.Success)
			}
		}
		row := append([]string{m.Name}, spread("%.3f", scores)...)
		table = append(table, append(row, spread("%.3f", success)...))
	}
	printTable(o.IO.Out, 1, []string{"normalized / success", "min", "median", "max", "min", "median", "max"}, table)
	for _, m := range experiment.Methods[1:] {
		above, of := seedsAbove(rows, experiment.Methods[0].Name, m.Name)
		fmt.Fprintf(o.IO.Out, "\n%s above %s in %d of %d seeds\n", experiment.Methods[0].Name, m.Name, above, of)
	}
}

// seedsAbove counts the seeds in which one method is above another, by success where the task has it, else by score.
func seedsAbove(rows []benchRow, method, other string) (above, of int) {
	scores := map[uint64]float64{}
	for _, r := range rows {
		if r.Method == method {
			scores[r.Seed] = r.score()
		}
	}
	for _, r := range rows {
		if r.Method == other {
			of++
			if scores[r.Seed] > r.score() {
				above++
			}
		}
	}
	return above, of
}

func (r benchRow) score() float64 {
	if r.Success != nil {
		return *r.Success
	}
	return r.Normalized
}

func spread(format string, xs []float64) []string {
	if len(xs) == 0 {
		return []string{"", "", ""}
	}
	s := grid.SpreadOf(xs)
	return []string{fmt.Sprintf(format, s.Min), fmt.Sprintf(format, s.Median), fmt.Sprintf(format, s.Max)}
}
