package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

func newCmdBench(streams *stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "bench",
		Short:   "Run the benchmarks behind the figures of the README",
		Example: "  fenchel bench recipe pendulum --seeds 10 -o bench",
		Args:    knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misused("which benchmark?\nSee '%s --help'.", cmd.CommandPath())
		},
	}
	for _, b := range bench.All() {
		cmd.AddCommand(newCmdBenchmark(streams, b, runBenchmark))
	}
	return cmd
}

type benchmarkOptions struct {
	IO         *stdio
	Experiment grid.Experiment
	Arg        string
	Dir        string
	Seed       uint64
	JSON       bool
}

// newCmdBenchmark is the command of an entry of the table.
func newCmdBenchmark(streams *stdio, b grid.Benchmark, run func(context.Context, *benchmarkOptions) error) *cobra.Command {
	o := &benchmarkOptions{IO: streams, Experiment: b.New()}
	cmd := &cobra.Command{
		Use: b.Name + " -o DIR", Short: b.Short, Long: b.Long, Example: "  " + b.Example,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.Arg = args[0]
			}
			return run(cmd.Context(), o)
		},
	}
	if b.Arg != "" {
		cmd.Use, cmd.Args = b.Name+" "+b.Arg+" -o DIR", cobra.ExactArgs(1)
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.Uint64Var(&o.Seed, "seed", 0, b.Seed)
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	for _, flag := range o.Experiment.Flags() {
		addFlag(cmd, flag)
	}
	return cmd
}

// addFlag defines an option of a benchmark; its value is the default.
func addFlag(cmd *cobra.Command, flag grid.Flag) {
	f := cmd.Flags()
	switch v := flag.Value.(type) {
	case *bool:
		f.BoolVar(v, flag.Name, *v, flag.Usage)
	case *int:
		f.IntVar(v, flag.Name, *v, flag.Usage)
	case *int64:
		f.Int64Var(v, flag.Name, *v, flag.Usage)
	case *string:
		f.StringVar(v, flag.Name, *v, flag.Usage)
	case *[]int:
		f.IntSliceVar(v, flag.Name, *v, flag.Usage)
	case *[]string:
		f.StringSliceVar(v, flag.Name, *v, flag.Usage)
	default:
		panic(fmt.Sprintf("cli: the flag --%s of a benchmark has a value of type %T", flag.Name, v))
	}
}

func runBenchmark(ctx context.Context, o *benchmarkOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	if err := o.Experiment.Validate(o.Arg); err != nil {
		if _, unknown := errors.AsType[*suite.UnknownTask](err); unknown {
			return misused("%w\nSee 'fenchel list'.", err)
		}
		return misused("%w", err)
	}
	bars, printed := &stages{io: o.IO}, false
	setting := grid.Setting{Seed: o.Seed, Dir: o.Dir, Clock: o.IO.clock(), Progress: bars.set, Training: bars.tell}
	if !o.JSON {
		setting.Line = func(text string) {
			bars.stop()
			printed = true
			fmt.Fprintln(o.IO.Out, text)
		}
	}
	found, err := o.Experiment.Run(ctx, setting)
	bars.stop()
	if usage, ok := errors.AsType[*grid.UsageError](err); ok {
		return misused("%w", usage.Err)
	}
	if err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, found.JSON)
	}
	if printed {
		fmt.Fprintln(o.IO.Out)
	}
	report.Write(o.IO.Out, found.Sections, report.Text)
	return nil
}
