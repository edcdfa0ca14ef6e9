package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/recipe"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type quickstartOptions struct {
	IO   *stdio
	Task string
	Dir  string
	Seed uint64
}

func newCmdQuickstart(streams *stdio, run func(context.Context, *quickstartOptions) error) *cobra.Command {
	o := &quickstartOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "quickstart [TASK]",
		Short: "See it work: record, train, compare, draw, in a minute",
		Long: "Record expert episodes, train an energy policy with the generalized Fenchel-Young loss and another with squared\n" +
			"error, compare both with the expert and with random actions on the same starts, and write a report with an\n" +
			"animation. Without a TASK it does so on hopper, from 11 episodes of an expert that fenchel trained itself; on\n" +
			strings.Join(quickstartTasks[1:], " and ") + " when they are named.",
		Example: "  fenchel quickstart\n  fenchel quickstart pendulum -o pendulum",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.Task = args[0]
			}
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVarP(&o.Dir, "output", "o", "quickstart", "directory for all that is written; a finished or interrupted one is continued")
	cmd.Flags().Uint64Var(&o.Seed, "seed", 0, "seed of demonstrations, training and comparison")
	return cmd
}

// quickstartTasks are the recipes that a quickstart can show; the first is the default.
var quickstartTasks = []string{"hopper", "pendulum", "particle-2"}

func runQuickstart(ctx context.Context, o *quickstartOptions) error {
	if o.Task == "" {
		o.Task = quickstartTasks[0]
	}
	if !slices.Contains(quickstartTasks, o.Task) {
		return misused("quickstart shows %s, not %q", strings.Join(quickstartTasks, ", "), o.Task)
	}
	if err := disk.MakeDirs(disk.OS{}, o.Dir); err != nil {
		return err
	}
	lock, err := disk.OS{}.Lock(filepath.Join(o.Dir, "quickstart.lock"))
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := disk.RefuseLinks(disk.OS{}, o.Dir); err != nil {
		return err
	}
	page := &report.Page{Title: "fenchel quickstart", Command: fmt.Sprintf("fenchel quickstart %s --seed %d", o.Task, o.Seed),
		Lead: "Policies that choose an action by maximizing an energy, trained on a few demonstrations with generalized " +
			"Fenchel-Young losses, beside their expert, random actions and squared-error cloning."}
	if err := o.show(ctx, o.Task, page); err != nil {
		return err
	}
	path := filepath.Join(o.Dir, reportFile)
	if err := writePage(path, page); err != nil {
		return err
	}
	fmt.Fprintf(o.IO.Out, "\n%s has the curves, the energies and the animation.\nWatch it live: fenchel watch %s --energy\n",
		path, filepath.Join(o.Dir, o.Task, recipe.Ours))
	return nil
}

// show carries out one recipe and adds what it found to the page.
func (o *quickstartOptions) show(ctx context.Context, task string, page *report.Page) error {
	experiment, err := recipe.Find(task)
	if err != nil {
		return err
	}
	dir := filepath.Join(o.Dir, task)
	if err := disk.MakeDirs(disk.OS{}, dir); err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	out, err := experiment.Run(ctx, grid.Setting{Seed: o.Seed, Dir: dir, Clock: o.IO.clock(), Progress: bars.set, Training: bars.tell})
	bars.stop()
	if err != nil {
		return grid.Interruption(err)
	}
	lead := fmt.Sprintf("%s: %s, then %d episodes of seed %d for everyone", experiment.Task, experiment.Demonstrations(), experiment.Eval, o.Seed)
	fmt.Fprintf(o.IO.Out, "%s\n\n", lead)
	printResults(o.IO.Out, out.Results())
	return o.describe(ctx, page, experiment, out, dir, lead)
}

// describe adds a recipe's table, animation, curves and energies to the page.
func (o *quickstartOptions) describe(ctx context.Context, page *report.Page, experiment recipe.Recipe, out *recipe.Outcome, dir, lead string) error {
	page.Heading(experiment.Task)
	page.Text(lead + ". Normalized: 0 is random, 1 the expert, on the same starts.")
	head, rows := resultTable(out.Results())
	page.Table(report.Table{Head: head, Rows: rows}, "")
	shown, err := o.rollout(out.Learned(recipe.Ours))
	if err != nil {
		return err
	}
	film, err := shown.addFilm(ctx, page, o.IO)
	if err != nil {
		return err
	}
	if err := disk.WriteFile(disk.OS{}, filepath.Join(dir, "rollout.gif"), film); err != nil {
		return err
	}
	page.Heading("Training")
	charts, err := comparedCurves(out.Methods)
	if err != nil {
		return err
	}
	if err := page.Side(charts, "Losses are of different kinds; the validation error is the same for both."); err != nil {
		return err
	}
	return shown.addEnergies(page)
}

// comparedCurves are the loss of each method, over one axis of steps, and the validation of all in one chart.
func comparedCurves(methods []recipe.Learned) ([]report.Drawing, error) {
	valid := report.Chart{Title: "Validation", X: "step", Y: "error of the decoded action", LogY: true}
	var charts []report.Drawing
	for _, l := range methods {
		curves, err := readCurves(filepath.Join(l.Dir, agents.MetricsFile))
		if err != nil {
			return nil, err
		}
		steps := report.Span{Hi: float64(l.Trained.Steps)}
		charts = append(charts, report.Chart{Title: "Loss of " + l.Name, X: "step", Y: "mean over the interval", LogY: true,
			XSpan: steps, Series: []report.Series{curves.loss}})
		curves.valid.Name, curves.valid.Points = l.Name, false
		valid.Series, valid.XSpan = append(valid.Series, curves.valid), steps
	}
	return append(charts, valid), nil
}

// rollout is the first evaluation episode of a policy.
func (o *quickstartOptions) rollout(l *recipe.Learned) (*rollout, error) {
	newEnv, err := suite.Make(l.Result.Task)
	if err != nil {
		return nil, err
	}
	return newRollout(newEnv(), l.Network().Clone(), l.Name, o.Seed), nil
}
