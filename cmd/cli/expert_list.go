package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

type expertListOptions struct {
	IO       *stdio
	Tag      string
	Episodes int
	JSON     bool
}

func newCmdExpertList(streams *stdio, run func(context.Context, *expertListOptions) error) *cobra.Command {
	o := &expertListOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the experts: what they reach and where they come from",
		Long: "List the experts with mean and deviation of their returns. What the suite keeps was measured over 1,000 seeded\n" +
			"episodes; -n plays that many now, on the seeds that 'fenchel eval' uses.",
		Example: "  fenchel expert list\n  fenchel expert list --tag classic -n 5",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.Tag, "tag", "", "only tasks with this tag: "+strings.Join(tags(), ", "))
	cmd.Flags().IntVarP(&o.Episodes, "episodes", "n", 0, "play this many episodes of each now")
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

// listedExpert is a row of `expert list --json`.
type listedExpert struct {
	Task     string  `json:"task"`
	Mean     float64 `json:"mean"`
	SD       float64 `json:"sd"`
	Episodes int     `json:"episodes"`
	Random   float64 `json:"random,omitempty"` // what uniform random actions return, over 1,000 episodes
	Method   string  `json:"method"`
	How      string  `json:"how"`
	Command  string  `json:"command,omitempty"` // that trains it again
}

// referenceEpisodes is how many episodes are behind the suite's figures.
const referenceEpisodes = 1000

func runExpertList(ctx context.Context, o *expertListOptions) error {
	if o.Episodes < 0 {
		return misused("--episodes %d: want a positive number", o.Episodes)
	}
	var list []listedExpert
	for _, t := range suite.All() {
		e, err := expert.For(t.Name)
		if err != nil || o.Tag != "" && !t.Has(o.Tag) {
			continue
		}
		row := listedExpert{Task: t.Name, Method: e.Card.Method, How: e.Card.How, Command: e.Card.Command}
		if ref, ok := t.Reference(); ok {
			row.Mean, row.SD, row.Episodes, row.Random = ref.Expert.Mean, ref.Expert.SD, referenceEpisodes, ref.Random.Mean
		}
		if o.Episodes > 0 {
			if err := row.play(ctx, o, t, e); err != nil {
				return err
			}
		}
		list = append(list, row)
	}
	if len(list) == 0 {
		return misused("no task with an expert has the tag %q", o.Tag)
	}
	if o.JSON {
		return printJSON(o.IO.Out, list)
	}
	var rows [][]string
	for _, r := range list {
		rows = append(rows, []string{r.Task, number(r.Mean) + " ± " + number(r.SD), fmt.Sprint(r.Episodes), r.Method, r.Command})
	}
	report.TextTable(o.IO.Out, 1, []string{"task", "return", "episodes", "method", "trained by"}, rows)
	return nil
}

// play measures the expert on episodes 0 to n−1 of seed 0.
func (r *listedExpert) play(ctx context.Context, o *expertListOptions, t suite.Task, e expert.Expert) error {
	bar := startProgress(o.IO, t.Name, o.Episodes)
	defer bar.stop()
	options := eval.Default()
	options.Episodes, options.Bootstrap.Resamples, options.Progress = o.Episodes, 1, bar.set
	res, err := eval.Evaluate(ctx, t.New, e.New, options)
	if err != nil {
		return err
	}
	returns := make([]float64, len(res.Rows))
	for i := range res.Rows {
		returns[i] = res.Rows[i].Measure()
	}
	r.Mean, r.SD = stat.PopMeanStdDev(returns, nil)
	r.Episodes = o.Episodes
	return nil
}
