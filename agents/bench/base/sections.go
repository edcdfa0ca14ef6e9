package base

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs"
)

// scores are the normalized scores of one seed.
type scores struct {
	Corrected float64 `json:"corrected"`
	Plain     float64 `json:"plain"`
	Linear    bool    `json:"linear"` // whether a linear policy explained enough to be corrected
}

// row is a task over all seeds.
type row struct {
	Task       string          `json:"task"`
	Seeds      []scores        `json:"seeds"`
	Linear     int             `json:"linear"` // seeds in which there was a policy to correct
	Difference stat.Comparison `json:"difference"`
}

func newRow(task string, seed uint64, seeds []scores) row {
	r := row{Task: task, Seeds: seeds}
	for _, s := range seeds {
		if s.Linear {
			r.Linear++
		}
	}
	r.Difference = stat.Paired(r.corrected(), r.plain(), stat.DefaultBootstrap(), envs.Stream(seed, envs.Resampling, grid.TableStream))
	return r
}

func (r row) corrected() []float64 {
	return r.pick(func(s scores) float64 { return s.Corrected })
}

func (r row) plain() []float64 { return r.pick(func(s scores) float64 { return s.Plain }) }

func (r row) pick(f func(scores) float64) []float64 {
	xs := make([]float64, len(r.Seeds))
	for i, s := range r.Seeds {
		xs[i] = f(s)
	}
	return xs
}

// worse reports whether the difference lies below zero beyond chance.
func (r row) worse() bool { return r.Difference.CI.Hi() < 0 }

// line is printed as soon as the task is done.
func (r row) line() string {
	return fmt.Sprintf("%-26s corrected %6.3f  plain %6.3f  difference %6.3f [%.3f, %.3f]  linear in %d of %d",
		r.Task, stat.Median(r.corrected()), stat.Median(r.plain()), r.Difference.Difference, r.Difference.CI.Lo(), r.Difference.CI.Hi(), r.Linear, len(r.Seeds))
}

// sections are the table and what it says.
func (o *options) sections(rows []row, first uint64) []report.Section {
	s := report.Section{
		Title: fmt.Sprintf("A linear policy to correct: %d demonstrations and 1 reserved, %d steps, %d episodes, seeds %d to %d",
			o.episodes-1, o.steps, o.eval, first, first+uint64(o.seeds)-1),
		Text:  []string{"Normalized scores, medians over seeds. The difference is paired by seed; its 95 % interval is over seeds."},
		Right: 1, Head: []string{"task", "corrected", "plain", "difference", "interval", "linear in"},
	}
	var worse []string
	for _, r := range rows {
		s.Rows = append(s.Rows, []string{
			r.Task, fmt.Sprintf("%.3f", stat.Median(r.corrected())), fmt.Sprintf("%.3f", stat.Median(r.plain())),
			fmt.Sprintf("%.3f", r.Difference.Difference), fmt.Sprintf("%.3f to %.3f", r.Difference.CI.Lo(), r.Difference.CI.Hi()),
			fmt.Sprintf("%d of %d", r.Linear, len(r.Seeds)),
		})
		if r.worse() {
			worse = append(worse, r.Task)
		}
	}
	verdict := "Worse on no task: no interval of the difference lies wholly below 0."
	if len(worse) > 0 {
		verdict = fmt.Sprintf("Worse on %v: there the interval of the difference lies wholly below 0.", worse)
	}
	return []report.Section{s, {Text: []string{verdict}}}
}
