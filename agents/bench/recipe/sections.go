package recipe

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// row is a method under one seed.
type row struct {
	Seed       uint64   `json:"seed"`
	Method     string   `json:"method"`
	Mean       float64  `json:"mean"`
	Normalized float64  `json:"normalized"`
	Success    *float64 `json:"success,omitempty"`
}

// line is printed as soon as the seed is done.
func (r row) line() string {
	text := fmt.Sprintf("seed %d: %-14s mean %9.2f  normalized %6.3f", r.Seed, r.Method, r.Mean, r.Normalized)
	if r.Success != nil {
		text += fmt.Sprintf("  success %.3f", *r.Success)
	}
	return text
}

// score is what methods are compared by: success where the task has it, else the normalized score.
func (r row) score() float64 {
	if r.Success != nil {
		return *r.Success
	}
	return r.Normalized
}

// sections say how each method's scores vary over n seeds from the first on, and in how many of them the first method is
// above each of the others.
func (r Recipe) sections(rows []row, first uint64, n int) []report.Section {
	s := report.Section{
		Title: fmt.Sprintf("%s: %s, %d episodes, seeds %d to %d", r.Task, r.Demonstrations(), r.Eval, first, first+uint64(n)-1),
		Right: 1, Head: []string{"normalized / success", "min", "median", "max", "min", "median", "max"},
	}
	for _, m := range r.Methods {
		var scores, success []float64
		for _, r := range rows {
			if r.Method != m.Name {
				continue
			}
			scores = append(scores, r.Normalized)
			if r.Success != nil {
				success = append(success, *r.Success)
			}
		}
		line := append([]string{m.Name}, grid.SpreadColumns("%.3f", scores)...)
		s.Rows = append(s.Rows, append(line, grid.SpreadColumns("%.3f", success)...))
	}
	all := []report.Section{s}
	for _, m := range r.Methods[1:] {
		above, of := seedsAbove(rows, r.Methods[0].Name, m.Name)
		all = append(all, report.Section{Text: []string{fmt.Sprintf("%s above %s in %d of %d seeds", r.Methods[0].Name, m.Name, above, of)}})
	}
	return all
}

// seedsAbove counts the seeds in which one method scores above another. A tie is not above.
func seedsAbove(rows []row, method, other string) (above, of int) {
	scores := map[uint64]float64{}
	for _, r := range rows {
		if r.Method == method {
			scores[r.Seed] = r.score()
		}
	}
	for _, r := range rows {
		if r.Method == other {
			of++
			if scores[r.Seed] > r.score() {
				above++
			}
		}
	}
	return above, of
}
