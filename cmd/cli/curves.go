package cli

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// curves are the metrics of a run as lines over its steps.
type curves struct {
	loss, gap, grad, valid, eval report.Series

	others map[string]report.Series // by the name of the metric, what a method has besides
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
	c := &curves{valid: report.Series{Points: true}, eval: report.Series{Points: true}, others: map[string]report.Series{}}
	lines, n := bufio.NewScanner(src), 1
	for ; lines.Scan(); n++ {
		var m metric
		var all map[string]any
		err := json.Unmarshal(lines.Bytes(), &m)
		if err == nil {
			err = json.Unmarshal(lines.Bytes(), &all)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		c.addOthers(m.Step, all)
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

// drawn are the metrics that have a chart of their own or none.
var drawn = []string{"step", "loss", "grad_norm", "gap", "valid_error", "eval_return", "eval_std", "episodes", "epoch"}

// titles are those of metrics whose names are short or of an earlier time; the others' are their names.
var titles = map[string]string{
	"alpha": "Entropy temperature", "critic": "Critic's loss", "judge": "Discriminator's loss", "kl": "KL divergence", "rate": "Step size",
	"return": "Return of the training episodes", "length": "Length of the training episodes", "std": "Standard deviation of the actions", "iters": "Iterations of the inner solver", "no_bound": "Inner solutions without a bound",
}

// ofEpisodes are means over the episodes that ended since the line before: without any they are no numbers.
var ofEpisodes = []string{"return", "length"}

// addOthers adds the numbers of a line that no field of metric has.
func (c *curves) addOthers(step float64, line map[string]any) {
	episodes, counted := line["episodes"].(float64)
	for name, value := range line {
		y, ok := value.(float64)
		if !ok || slices.Contains(drawn, name) || counted && episodes == 0 && slices.Contains(ofEpisodes, name) {
			continue
		}
		s := c.others[name]
		s.X, s.Y = append(s.X, step), append(s.Y, y)
		c.others[name] = s
	}
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
	for _, name := range slices.Sorted(maps.Keys(c.others)) {
		s := c.others[name]
		if slices.Min(s.Y) == slices.Max(s.Y) { // says nothing
			continue
		}
		title := strings.ReplaceAll(name, "_", " ")
		title = cmp.Or(titles[name], strings.ToUpper(title[:1])+title[1:])
		list = append(list, report.Chart{Title: title, Series: []report.Series{s}})
	}
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
