package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

type listOptions struct {
	IO   *stdio
	Tag  string
	JSON bool
}

func newCmdList(streams *stdio, run func(context.Context, *listOptions) error) *cobra.Command {
	o := &listOptions{IO: streams}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the tasks, with what random actions and the expert reach",
		Example: "  fenchel list\n  fenchel list --tag classic --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.Tag, "tag", "", "only tasks with this tag: "+strings.Join(tags(), ", "))
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

// listed is a row of `list --json`.
type listed struct {
	Task      string           `json:"task"`
	Summary   string           `json:"summary"`
	Tags      []string         `json:"tags"`
	Variants  []string         `json:"variants,omitempty"`
	Obs       int              `json:"obs"`
	Action    string           `json:"action"`
	Period    float64          `json:"period"`
	Horizon   int              `json:"horizon"`
	Reference *suite.Reference `json:"reference,omitempty"`
}

func runList(_ context.Context, o *listOptions) error {
	var tasks []listed
	for _, t := range suite.All() {
		if o.Tag != "" && !t.Has(o.Tag) {
			continue
		}
		s := t.New().Spec()
		row := listed{Task: t.Name, Summary: s.Summary, Tags: t.Tags, Variants: t.Variants,
			Obs: len(s.Obs), Action: s.Action.String(), Period: s.Period, Horizon: s.Horizon}
		if ref, ok := t.Reference(); ok {
			row.Reference = &ref
		}
		tasks = append(tasks, row)
	}
	if len(tasks) == 0 {
		return misused("no task has the tag %q: there are %s", o.Tag, strings.Join(tags(), ", "))
	}
	if o.JSON {
		return printJSON(o.IO.Out, tasks)
	}
	var rows [][]string
	for _, t := range tasks {
		random, expert := "", ""
		if t.Reference != nil {
			random, expert = number(t.Reference.Random.Mean), number(t.Reference.Expert.Mean)
		}
		rows = append(rows, []string{t.Task, t.Action, fmt.Sprint(t.Obs), fmt.Sprint(t.Horizon), random, expert})
	}
	report.TextTable(o.IO.Out, 2, []string{"task", "action", "obs", "horizon", "random", "expert"}, rows)
	fmt.Fprintln(o.IO.Out, "\nMean returns over 1,000 seeds, of pusht the mean score. `fenchel describe TASK` has the datasheet.")
	return nil
}

// tags are the tags in use, in the order of the alphabet.
func tags() []string {
	var list []string
	for _, t := range suite.All() {
		list = append(list, t.Tags...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// number prints a return: two digits after the point.
func number(x float64) string { return fmt.Sprintf("%.2f", x) }
