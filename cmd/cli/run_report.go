package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

const reportFile = "report.html"

// runReport is what report.html of a run directory is made of.
type runReport struct {
	IO      *stdio
	Dir     string
	Learned *agents.Trained
	Result  *eval.Result // nil without an evaluation
	Who     *actor       // who acts in the episode that is shown; nil without an evaluation
}

// write writes report.html.
func (r *runReport) write(ctx context.Context) error {
	page := &report.Page{Title: "Training run " + filepath.Base(r.Dir), Command: "fenchel eval " + r.Dir, Lead: runLead(r.Learned)}
	if r.Result != nil {
		r.addEvaluation(page)
		if err := r.addEpisode(ctx, page); err != nil {
			return err
		}
	}
	curves, err := readCurves(filepath.Join(r.Dir, agents.MetricsFile))
	if err != nil {
		return err
	}
	page.Heading("Training")
	var charts []report.Drawing
	for _, chart := range curves.charts(r.Learned) {
		if slices.ContainsFunc(chart.Series, func(s report.Series) bool { return len(s.X) > 0 }) { // else the method has no such metric
			charts = append(charts, chart)
		}
	}
	if err := page.Side(charts, ""); err != nil {
		return err
	}
	return writePage(filepath.Join(r.Dir, reportFile), page)
}

// runLead says in a sentence or two what was learned.
func runLead(learned *agents.Trained) string {
	lead := fmt.Sprintf("A %s policy, %d steps.", learned.Policy.Kind(), learned.Steps)
	if k := learned.Kept; k != nil {
		lead += fmt.Sprintf(" The weights of step %d are kept: error %.4g on %s.", k.Step, k.Error, reservedBriefly(k.Reserved))
	}
	return lead
}

// addEvaluation adds the tables of the evaluation.
func (r *runReport) addEvaluation(page *report.Page) {
	result := r.Result
	page.Heading("Evaluation")
	head, rows := resultTable([]*eval.Result{result})
	page.Table(report.Table{Head: head, Rows: rows}, fmt.Sprintf("%s of %s, seed %d.", episodes(result.Episodes), result.Task, result.Seed))
	if ref, ok := suite.ReferenceOf(result.Task); ok {
		page.Table(baselines(ref, result.Measure), "Normalized: 0 is random, 1 the expert.")
	}
	if head, rows := labelTable([]*eval.Result{result}); len(rows) > 0 {
		page.Table(report.Table{Head: head, Rows: rows}, "Shares and F1 scores of the labels that the policy named.")
	}
}

// addEpisode adds the first evaluation episode as an animation, and its energies. An interrupt leaves them out: what was
// learned is worth a report all the same.
func (r *runReport) addEpisode(ctx context.Context, page *report.Page) error {
	shown := newRollout(r.Who.task(), r.Who.newPolicy(), r.Who.who.Name, r.Result.Seed)
	if shown.steps > 1 {
		if _, err := shown.addFilm(ctx, page, r.IO); err != nil && ctx.Err() == nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return shown.addEnergies(page)
}

// baselines are what random actions and the expert reach on the task, as it is recorded, by a measure.
func baselines(ref suite.Reference, measure string) report.Table {
	t := report.Table{Head: []string{"baseline", "mean " + cmp.Or(measure, "return")}}
	t.Rows = append(t.Rows, []string{"random", number(ref.Random.Mean)}, []string{"expert", number(ref.Expert.Mean)})
	return t
}

func writePage(path string, page *report.Page) error {
	var b bytes.Buffer
	if _, err := page.WriteTo(&b); err != nil {
		return err
	}
	return disk.WriteFile(disk.OS{}, path, b.Bytes())
}
