package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

type describeOptions struct {
	IO   *stdio
	Task string
	JSON bool
	Keys bool
	datasetFlags
	modelFlags
}

func newCmdDescribe(streams *stdio, run func(context.Context, *describeOptions) error) *cobra.Command {
	o := &describeOptions{IO: streams}
	cmd := &cobra.Command{
		Use:     "describe TASK",
		Short:   "Print a task's datasheet: observations, actions, reward, start, ends, expert",
		Long:    "Print a task's datasheet. TASK is a name from `fenchel list`, with variants after colons\n(hopper:fixed-horizon, pendulum:horizon=500, ant:mujoco=3.14), a MuJoCo model file (model.xml; with --root, or :root=DIR,\nwhere it uses files outside its folder, with --ctrlrange, or :ctrlrange=LO,HI, where actuators have no range),\nor a multilabel data set (multilabel:PATH, PATH an ARFF file or a directory with NAME-train.arff and NAME-test.arff).",
		Example: "  fenchel describe pendulum\n  fenchel describe cartpole:fixed-horizon --json\n  fenchel describe pusht --keys",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Task = args[0]
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&o.Keys, "keys", false, "what keys, mouse and gamepad do in `record --human`, instead")
	o.datasetFlags.add(cmd.Flags(), "train")
	o.modelFlags.add(cmd.Flags())
	streams.outsideFlags(cmd.Flags())
	return cmd
}

func runDescribe(_ context.Context, o *describeOptions) error {
	id, err := o.id(o.Task)
	if err == nil {
		err = o.modelFlags.complete(&id)
	}
	if err != nil {
		return err
	}
	newEnv, err := o.IO.makeTask(id)
	if err != nil {
		return err
	}
	env := newEnv()
	spec := env.Spec()
	if o.Keys {
		printKeys(o.IO.Out, env)
		return nil
	}
	if o.JSON {
		return printJSON(o.IO.Out, spec)
	}
	printSpec(o.IO.Out, spec)
	return nil
}

func printSpec(w io.Writer, s envs.Spec) {
	fmt.Fprintf(w, "%s: %s\n\n", s.Name, s.Summary)
	for _, line := range [][2]string{
		{"reward", s.Reward}, {"start", s.Start}, {"ends", s.Ends},
		{"horizon", fmt.Sprintf("%d steps of %g s", s.Horizon, s.Period)},
		{"action", s.Action.String()}, {"physics", s.Physics}, {"params", paramsOf(s)}, {"source", s.Source},
	} {
		if line[1] != "" {
			fmt.Fprintf(w, "  %-8s %s\n", line[0], line[1])
		}
	}
	if e, err := expert.For(s.Name); err == nil {
		fmt.Fprintf(w, "  %-8s %s. %s\n  %-8s knows %s\n", "expert", e.Card.Method, e.Card.How, "", e.Card.Knows)
	}
	if ref, ok := suite.ReferenceOf(s.Name); ok {
		fmt.Fprintf(w, "  %-8s random %.2f, expert %.2f (mean over 1,000 seeds)\n", "returns", ref.Random.Mean, ref.Expert.Mean)
	}
	fmt.Fprintln(w)
	printChannels(w, "observation", s.Obs)
	fmt.Fprintln(w)
	printChannels(w, "action", s.Act)
}

// paramsOf are the parameters that a task's identity names: "mujoco=4.0, horizon=500".
func paramsOf(s envs.Spec) string {
	var list []string
	for _, p := range s.Params {
		list = append(list, p.Name+"="+p.Value)
	}
	return strings.Join(list, ", ")
}

func printChannels(w io.Writer, title string, channels []envs.Channel) {
	var rows [][]string
	for i, c := range channels {
		rows = append(rows, []string{fmt.Sprint(i), c.Name, c.Unit, fmt.Sprintf("%.6g", c.Lo), fmt.Sprintf("%.6g", c.Hi)})
	}
	report.TextTable(w, 3, []string{"#", title, "unit", "from", "to"}, rows)
}
