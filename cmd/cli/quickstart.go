package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
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
	"github.com/fenchel-gym/fenchel/render/playback"
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
	if err := os.MkdirAll(o.Dir, 0o777); err != nil {
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
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	out, err := experiment.Run(ctx, grid.Setting{Seed: o.Seed, Dir: dir, Clock: o.IO.clock(), Progress: bars.set, Training: bars.tell})
	bars.stop()
	if err != nil {
		return err
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
	ours := out.Learned(recipe.Ours)
	film, err := o.film(ctx, ours, filepath.Join(dir, "rollout.gif"))
	if err != nil {
		return err
	}
	page.Image("image/gif", film, "The energy policy acts; at the right Φ(v,·) − Ω over the action, with p*, the action applied and the expert's.")
	for _, l := range out.Methods {
		curves, err := readCurves(filepath.Join(l.Dir, agents.MetricsFile))
		if err != nil {
			return err
		}
		for _, chart := range curves.charts(l.Trained) {
			if chart.Title != "Loss" && chart.Title != "Validation" {
				continue
			}
			chart.Title += " of " + l.Name
			if err := page.Chart(chart, ""); err != nil {
				return err
			}
		}
	}
	return o.energies(page, ours)
}

// The size of the quickstart's animation, pixels.
const (
	filmWidth  = 720
	filmHeight = 360
)

// film writes the first evaluation episode of a policy as an animation, with its energy, and returns it.
func (o *quickstartOptions) film(ctx context.Context, l *recipe.Learned, path string) ([]byte, error) {
	p, err := o.player(l)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := film(ctx, playback.NewCamera(filmWidth, filmHeight, true), &b, p, 1, o.IO); err != nil {
		return nil, err
	}
	return b.Bytes(), disk.WriteFile(disk.OS{}, path, b.Bytes())
}

func (o *quickstartOptions) player(l *recipe.Learned) (*playback.Player, error) {
	newEnv, err := suite.Make(l.Result.Task)
	if err != nil {
		return nil, err
	}
	env := newEnv()
	return playback.New(env, l.Network().Clone(), playback.Options{Name: l.Name, Seed: o.Seed, Expert: teacherOf(env)}), nil
}

// shownSteps are the moments of the first episode whose energy the report shows.
var shownSteps = []int{0, 10, 30}

// energies adds Φ(v,·) − Ω over each action axis at a few moments.
func (o *quickstartOptions) energies(page *report.Page, l *recipe.Learned) error {
	p, err := o.player(l)
	if err != nil {
		return err
	}
	act := p.Rollout().Env().Spec().Act
	charts := make([]report.Chart, len(act))
	for _, step := range shownSteps {
		p.Seek(step)
		land := p.Landscape(p.Rollout().Obs())
		if land == nil {
			return nil
		}
		for i := range charts {
			s := report.Series{Name: fmt.Sprintf("step %d", p.Rollout().Steps())}
			s.X = append(s.X, land.At.Row(i)...)
			for _, y := range land.Values.Row(i) {
				s.Y = append(s.Y, y-land.Value)
			}
			charts[i].Series = append(charts[i].Series, s)
		}
	}
	for i, c := range act {
		charts[i].Title, charts[i].X, charts[i].Y = "Energy over "+c.Name, c.Name, "Φ(v,p) − Ω(p), less its maximum"
		if c.Unit != "" && c.Unit != "1" {
			charts[i].X += ", " + c.Unit
		}
		caption := ""
		if i == len(act)-1 {
			caption = "Where a curve is highest the policy acts. What is steep around its top is decided firmly."
		}
		if err := page.Chart(charts[i], caption); err != nil {
			return err
		}
	}
	return nil
}
