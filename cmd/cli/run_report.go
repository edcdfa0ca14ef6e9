package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs"
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
		lead += fmt.Sprintf(" The weights of step %d are kept: error %.4g on %s.", k.Step, k.Error, k.Reserved)
	}
	return lead
}

// addEvaluation adds the tables of the evaluation.
func (r *runReport) addEvaluation(page *report.Page) {
	result := r.Result
	page.Heading("Evaluation")
	head, rows := resultTable([]*eval.Result{result})
	page.Table(report.Table{Head: head, Rows: rows}, fmt.Sprintf("%d episodes of %s, seed %d.", result.Episodes, result.Task, result.Seed))
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

// curves are the metrics of a run as lines over its steps.
type curves struct {
	loss, gap, grad, valid, eval report.Series
}

// metric is any line of metrics.jsonl.
type metric struct {
	Step     float64  `json:"step"`
	Loss     *float64 `json:"loss"`
	GradNorm *float64 `json:"grad_norm"`
	Gap      *float64 `json:"gap"`
	Valid    *float64 `json:"valid_error"`
	Eval     *float64 `json:"eval_return"`
}

func readCurves(path string) (*curves, error) {
	f, err := disk.OS{}.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return parseCurves(path, f)
}

// parseCurves reads metrics; name is the file, for messages.
func parseCurves(name string, src io.Reader) (*curves, error) {
	c := &curves{gap: report.Series{},
		grad: report.Series{}, valid: report.Series{Points: true}, eval: report.Series{Points: true}}
	lines, n := bufio.NewScanner(src), 1
	for ; lines.Scan(); n++ {
		var m metric
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		for _, p := range []struct {
			s *report.Series
			y *float64
		}{{&c.loss, m.Loss}, {&c.grad, m.GradNorm}, {&c.gap, m.Gap}, {&c.valid, m.Valid}, {&c.eval, m.Eval}} {
			if p.y != nil {
				p.s.X, p.s.Y = append(p.s.X, m.Step), append(p.s.Y, *p.y)
			}
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s:%d: a line of more than %d bytes", name, n, bufio.MaxScanTokenSize)
	} else if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, n, err)
	}
	return c, nil
}

// shownGap is what a gap must exceed to be worth a chart: below it is rounding.
const shownGap = 1e-10

// charts are the curves over one axis of steps.
func (c *curves) charts(learned *agents.Trained) []report.Chart {
	list := []report.Chart{{Title: "Loss", Y: "mean over the interval", LogY: true, Series: []report.Series{c.loss}}}
	if slices.ContainsFunc(c.gap.Y, func(gap float64) bool { return gap > shownGap }) {
		list = append(list, report.Chart{Title: "Gap of the inner solution", Y: "mean over the interval", LogY: true, Series: []report.Series{c.gap}})
	}
	if len(c.valid.X) > 0 {
		list = append(list, report.Chart{Title: "Validation", Y: "error of the decoded action", LogY: true,
			Series: []report.Series{c.valid}, Marks: []report.Mark{{Name: "kept", X: float64(keptStep(learned))}}})
	}
	if len(c.eval.X) > 0 {
		list = append(list, report.Chart{Title: "Return", Y: "mean of the tuning episodes", Series: c.returns(learned)})
	}
	list = append(list, report.Chart{Title: "Gradient", Y: "norm before clipping", LogY: true, Series: []report.Series{c.grad}})
	for i := range list {
		list[i].X, list[i].XSpan = "step", report.Span{Hi: float64(learned.Steps)}
	}
	return list
}

// returns are the return while learning, between those of random actions and of the expert.
func (c *curves) returns(learned *agents.Trained) []report.Series {
	list := []report.Series{c.eval}
	var of envs.Spec
	if learned.Policy == nil || json.Unmarshal(learned.Policy.Task().Spec, &of) != nil {
		return list
	}
	ref, ok := suite.ReferenceOf(of.Name)
	if !ok {
		return list
	}
	list[0].Name = "policy"
	for _, level := range []struct {
		name string
		mean float64
	}{{"expert", ref.Expert.Mean}, {"random", ref.Random.Mean}} {
		list = append(list, report.Series{Name: level.name, X: []float64{0, float64(learned.Steps)}, Y: []float64{level.mean, level.mean}})
	}
	return list
}
