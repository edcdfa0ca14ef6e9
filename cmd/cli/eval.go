package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

type evalOptions struct {
	IO       *stdio
	Who      string
	Task     string
	Against  string
	Episodes int
	All      bool // 100 episodes, or every row of a data set's task once
	Seed     uint64
	Noise    float64
	Output   string
	Rows     bool
	JSON     bool
	Unsealed bool
	datasetFlags
	modelFlags
}

func newCmdEval(streams *stdio, run func(context.Context, *evalOptions) error) *cobra.Command {
	o := &evalOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "eval POLICY|DATA [TASK]",
		Short: "Measure a policy over seeded episodes, with intervals",
		Long: "Measure a policy. POLICY is a policy file, a checkpoint, a run directory (finished or not), or with a TASK after it `expert` or `random`.\n" +
			"A policy acts in the task that it was trained in, unless TASK names a variant of it (hopper:mujoco=3.14, hopper:horizon=50).\n" +
			"A data set is measured by playing it again, and says how often a person took over from a policy in it.\n" +
			"Episode i of a seed starts the same for every policy; --against compares two pair by pair. With :stochastic\n" +
			"after it a policy acts with the noise it was trained with, `expert:stochastic` for example.",
		Example: "  fenchel eval expert pendulum\n  fenchel eval expert pendulum --against random -n 50 --json",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Who, o.All = args[0], !cmd.Flags().Changed("episodes")
			if len(args) > 1 {
				o.Task = args[1]
			}
			if err := o.checkFlags(cmd.Flags()); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Against, "against", "", "another policy on the same episodes: expert, random, a policy file or a run directory")
	f.IntVarP(&o.Episodes, "episodes", "n", 0, "episodes (default 100, or every row of a data set's task once)")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the episodes")
	f.Float64Var(&o.Noise, "noise", 0, "standard deviation of Gaussian noise on POLICY's actions, in normalized units")
	f.StringVarP(&o.Output, "output", "o", "", "also write the result, with a row for each episode, to this JSON file")
	f.BoolVar(&o.Rows, "rows", false, "with --json: a row for each episode")
	f.BoolVar(&o.JSON, "json", false, "print JSON")
	unsealedFlag(f, &o.Unsealed)
	streams.outsideFlags(f)
	o.datasetFlags.add(f, "train")
	o.modelFlags.add(f)
	return cmd
}

// evaluated is the object of `eval --json`.
type evaluated struct {
	*eval.Result
	Against    *eval.Result     `json:"against,omitempty"`
	Comparison *stat.Comparison `json:"comparison,omitempty"`
}

func runEval(ctx context.Context, o *evalOptions) error {
	err := errors.Join(checkEpisodes(o.Episodes, o.All), checkNoise(o.Noise))
	if err != nil {
		return err
	}
	if o.Task, err = o.id(o.Task); err == nil {
		err = o.modelFlags.complete(&o.Task)
	}
	if err != nil {
		return err
	}
	if isDataSet(o.Who) {
		return o.recorded()
	}
	who, err := o.IO.findUnsealed(o.Who, o.Task, o.Unsealed)
	if err != nil {
		return err
	}
	o.IO.note(who.note)
	who.addNoise(o.Noise)
	if o.All {
		o.Episodes = starts(who.task(), 100)
	}
	var found evaluated
	if found.Result, err = o.measure(ctx, who); err != nil {
		return err
	}
	if o.Against != "" {
		other, err := o.IO.findUnsealed(o.Against, cmp.Or(o.Task, found.Task), o.Unsealed)
		if err != nil {
			return err
		}
		o.IO.note(other.note)
		if found.Against, err = o.measure(ctx, other); err != nil {
			return err
		}
		c, err := found.Compare(found.Against, stat.DefaultBootstrap())
		if err != nil {
			return err
		}
		found.Comparison = &c
	}
	if o.Output != "" {
		err = writeJSON(o.Output, found)
	}
	return errors.Join(found.print(o), err) // what was measured is not lost with the file
}

func (o *evalOptions) measure(ctx context.Context, who *actor) (*eval.Result, error) {
	options := eval.Default()
	options.Episodes, options.Seed = o.Episodes, o.Seed
	bar := startProgress(o.IO, "eval "+who.who.Name, o.Episodes)
	defer bar.stop()
	options.Progress = bar.set
	result, err := eval.Evaluate(ctx, who.task, who.newPolicy, options)
	if err != nil {
		return nil, err
	}
	result.Policy = who.who.Name
	if ref, ok := suite.ReferenceOf(result.Task); ok {
		result.Against(stat.Reference{Random: ref.Random.Mean, Expert: ref.Expert.Mean})
	}
	return result, nil
}

func (e *evaluated) print(o *evalOptions) error {
	if o.JSON {
		if !o.Rows {
			e.Rows = nil
			if e.Against != nil {
				e.Against.Rows = nil
			}
		}
		return printJSON(o.IO.Out, e)
	}
	results := []*eval.Result{e.Result}
	if e.Against != nil {
		results = append(results, e.Against)
	}
	fmt.Fprintf(o.IO.Out, "%s, %s of seed %d\n\n", e.Task, episodes(e.Episodes), e.Seed)
	printResults(o.IO.Out, results)
	printLabelScores(o.IO.Out, results)
	printInterventions(o.IO.Out, e.Result)
	if e.Comparison != nil {
		fmt.Fprintf(o.IO.Out, "\n%s: %s\n", e.Comparison.Verdict(e.Policy, e.Against.Policy), difference(e.Comparison))
	}
	return nil
}

// difference is the mean of the paired differences, with the interval that says how far it can be trusted.
func difference(c *stat.Comparison) string {
	text := fmt.Sprintf("the difference is %s", number(c.Difference))
	if c.Pairs > 1 {
		text += fmt.Sprintf(", 95 %% interval %.2f to %.2f", c.CI.Lo(), c.CI.Hi())
	}
	return text + fmt.Sprintf(", over %d pairs", c.Pairs)
}

// interval is a mean's interval, and nothing of one episode, which has none.
func interval(r *eval.Result) string {
	if r.CI95 == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f to %.2f", r.CI95.Lo(), r.CI95.Hi())
}

// printResults prints a row for each result.
func printResults(w io.Writer, results []*eval.Result) {
	head, rows := resultTable(results)
	report.TextTable(w, 1, head, rows)
	for _, r := range results {
		if n := r.Ends[envs.Diverged.String()]; n > 0 {
			fmt.Fprintf(w, "%s: %d of %d episodes diverged; their returns stop there and say little\n", r.Policy, n, r.Episodes)
		}
	}
}

// printLabelScores prints the scores of a classification besides the share of right labels, and nothing for other tasks.
func printLabelScores(w io.Writer, results []*eval.Result) {
	if head, rows := labelTable(results); len(rows) > 0 {
		fmt.Fprintln(w)
		report.TextTable(w, 1, head, rows)
	}
}

// labelTable has a row for each result on a multilabel data set.
func labelTable(results []*eval.Result) (head []string, rows [][]string) {
	for _, r := range results {
		if l, ok := r.Labels.(*multilabel.Report); ok {
			head = []string{l.Split + " rows", "label accuracy", "subset accuracy", "micro F1", "macro F1", "sample F1"}
			row := []string{r.Policy}
			for _, x := range []float64{l.Label, l.Subset, l.MicroF1, l.MacroF1, l.SampleF1} {
				row = append(row, fmt.Sprintf("%.4f", x))
			}
			rows = append(rows, row)
		}
	}
	return head, rows
}

// resultTable lays results out in columns; those of the normalized score and of success are there where a result has
// them.
func resultTable(results []*eval.Result) (head []string, rows [][]string) {
	head = []string{"policy", "mean", "95 % interval", "median", "IQM"}
	if len(results) > 0 && results[0].Measure != "" {
		head[1] += " " + results[0].Measure
	}
	normalized := slices.ContainsFunc(results, func(r *eval.Result) bool { return r.Normalized != nil })
	success := slices.ContainsFunc(results, func(r *eval.Result) bool { return r.Success != nil })
	if normalized {
		head = append(head, "normalized")
	}
	if success {
		head = append(head, "success")
	}
	head = append(head, "steps", "ends")
	for _, r := range results {
		row := []string{r.Policy, number(r.Mean), interval(r), number(r.Median), number(r.IQM)}
		if normalized {
			row = append(row, optional("%.3f", r.Normalized))
		}
		if success {
			row = append(row, optional("%.2f", r.Success))
		}
		rows = append(rows, append(row, fmt.Sprintf("%.0f", r.MeanSteps), ends(r.Ends)))
	}
	return head, rows
}

func optional(format string, x *float64) string {
	if x == nil {
		return ""
	}
	return fmt.Sprintf(format, *x)
}

// ends says how episodes ended: "100 timed out".
func ends(counts map[string]int) string {
	var parts []string
	for _, end := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[end], end))
	}
	return strings.Join(parts, ", ")
}
