package imitation

import (
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// draw draws the scores over the number of demonstrations, each task by itself and all together.
func (t *Table) draw(dir string) error {
	for _, task := range append([]TaskFacts{{}}, t.Tasks...) {
		name := "curves"
		if task.Task != "" {
			name += "-" + task.Task
		}
		if err := grid.WriteChart(filepath.Join(dir, name), t.chart(task.Task)); err != nil {
			return err
		}
	}
	return nil
}

// chart has a line for each method, with its interval.
func (t *Table) chart(task string) report.Chart {
	c := report.Chart{Title: grid.ChartTitle("Cloning on "+place(t, task), t.Citable), X: "expert episodes", Y: "normalized score (IQM)", LogX: true}
	for _, m := range t.Methods {
		s := report.Series{Name: m.Name, Points: true}
		for _, n := range demoCounts(t) {
			r := t.Row(task, n, m.Name)
			s.X, s.Y = append(s.X, float64(n)), append(s.Y, r.IQM)
			s.Lo, s.Hi = append(s.Lo, r.CI95.Lo()), append(s.Hi, r.CI95.Hi())
		}
		c.Series = append(c.Series, s)
	}
	return c
}
