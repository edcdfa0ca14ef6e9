package dagger

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

// point is the i-th policy over the seeds: the mean number of expert queries, and the scores.
func point(f *TaskResult, i int) (queries float64, scores []float64) {
	for _, c := range f.Curves {
		queries += float64(c.Queries[i]) / float64(len(f.Curves))
		scores = append(scores, f.Scale.Normalize(c.Returns[i]))
	}
	return queries, scores
}

// Sections is the report of the benchmark.
func (b *Config) Sections(found []*TaskResult) []report.Section {
	s := report.Section{Title: b.Name, Right: 1, Head: []string{"task", "round", "# queries", "min", "median", "max"}}
	if !b.Citable {
		s.Text = append(s.Text, grid.NotForCitation)
	}
	s.Text = append(s.Text,
		fmt.Sprintf("From %d demonstration(s), under %d seeds. Scores: 0 is uniform random actions, 1 the expert.", b.Demos, b.Seeds),
		fmt.Sprintf("A policy is scored on %d whole episodes of common starts.", b.Episodes))
	for _, f := range found {
		for i := range f.Curves[0].Queries {
			queries, scores := point(f, i)
			row := []string{f.Task, fmt.Sprint(i), fmt.Sprintf("%.0f", queries)}
			s.Rows = append(s.Rows, append(row, grid.SpreadColumns("%.3f", scores)...))
		}
	}
	return []report.Section{s}
}

// chart draws the median score over the number of expert queries, with the range over the seeds.
func (b *Config) chart(found []*TaskResult) report.Chart {
	c := report.Chart{Title: grid.ChartTitle("DAgger", b.Citable), X: "expert queries", Y: "normalized score (median)"}
	for _, f := range found {
		s := report.Series{Name: f.Task, Points: true}
		for i := range f.Curves[0].Queries {
			queries, scores := point(f, i)
			spread := grid.SpreadOf(scores)
			s.X, s.Y = append(s.X, queries), append(s.Y, stat.Median(scores))
			s.Lo, s.Hi = append(s.Lo, spread.Min), append(s.Hi, spread.Max)
		}
		c.Series = append(c.Series, s)
	}
	return c
}
