package imitation

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

// Sections is the report of the benchmark.
func (t *Table) Sections() []report.Section {
	all := []report.Section{leadSection(t)}
	if len(t.Tasks) > 1 {
		all = append(all, scoreSection(t, ""), differenceSection(t, ""))
	}
	for _, task := range t.Tasks {
		all = append(all, scoreSection(t, task.Task), differenceSection(t, task.Task))
	}
	return append(all, tuningSection(t), namingSection(t), barSection(t), methodSection(t))
}

func leadSection(t *Table) report.Section {
	s := report.Section{Title: t.Name, Right: 2, Head: []string{"task", "expert", "demonstrations", "expert", "random"}}
	if !t.Citable {
		s.Text = append(s.Text, grid.NotForCitation)
	}
	s.Text = append(s.Text,
		fmt.Sprintf("Scores: 0 is uniform random actions, 1 the %s expert that recorded the demonstrations, all on the same %d starts of seed %d.", t.Mode, t.Episodes, t.Seed),
		"Interquartile mean over training seeds, with its 95 % interval bootstrapped over the seeds within each task.",
		fmt.Sprintf("Validation: the last %d of %d recorded expert episodes, reserved for every choice; the first n are the n demonstrations.", t.Reserve, t.Recorded))
	for _, task := range t.Tasks {
		s.Rows = append(s.Rows, []string{task.Task, task.Expert, fixed(task.Demos), fixed(task.Scale.Expert), fixed(task.Scale.Random)})
	}
	return s
}

// fixed is a return.
func fixed(x float64) string { return fmt.Sprintf("%.2f", x) }

// place is a task, or all of them.
func place(t *Table, task string) string {
	switch {
	case task != "":
		return task
	case len(t.Tasks) == 1:
		return t.Tasks[0].Task
	}
	return fmt.Sprintf("all %d tasks", len(t.Tasks))
}

// scoreSection has a row for each method and a column for each number of demonstrations.
func scoreSection(t *Table, task string) report.Section {
	return matrix(t, task, "normalized score on "+place(t, task), func(r *Row) string {
		return fmt.Sprintf("%.3f %s", r.IQM, interval95(r.CI95))
	})
}

func differenceSection(t *Table, task string) report.Section {
	return matrix(t, task, "difference from squared error on "+place(t, task), func(r *Row) string {
		if r.Difference == nil {
			return ""
		}
		return fmt.Sprintf("%+.3f %s", r.Difference.IQM, interval95(r.Difference.CI95))
	})
}

func interval95(i stat.Interval) string { return fmt.Sprintf("[%.3f, %.3f]", i.Lo(), i.Hi()) }

func matrix(t *Table, task, title string, entry func(*Row) string) report.Section {
	s := report.Section{Title: title, Right: 1, Head: []string{"method"}}
	counts := demoCounts(t)
	for _, n := range counts {
		s.Head = append(s.Head, fmt.Sprintf("%d demos", n))
	}
	for _, m := range t.Methods {
		row := []string{m.Name}
		for _, n := range counts {
			row = append(row, entry(t.Row(task, n, m.Name)))
		}
		if strings.Join(row[1:], "") != "" {
			s.Rows = append(s.Rows, row)
		}
	}
	return s
}

func demoCounts(t *Table) []int {
	var counts []int
	for _, r := range t.Pooled {
		if r.Method == t.Methods[0].Name {
			counts = append(counts, r.Demos)
		}
	}
	return counts
}

// tuningSection prints what tuning cost and chose.
func tuningSection(t *Table) report.Section {
	s := report.Section{Title: "tuning", Right: 2, Head: []string{"task", "method", "candidates", "steps", "error", "chosen"},
		Text: []string{fmt.Sprintf("Once for each method and task, at %d demonstrations under %d seed(s) that the benchmark does not use, by the validation error of the decoded action.", t.Tune.Demos, t.Tune.Seeds)}}
	for _, task := range t.Tasks {
		for _, m := range t.Methods {
			tuned := task.Tuned[m.Name]
			s.Rows = append(s.Rows, []string{task.Task, m.Name, strconv.Itoa(len(tuned.Candidates)), strconv.Itoa(tuned.Steps()),
				fmt.Sprintf("%.4f", tuned.Least()), grid.OneLine(tuned.Candidates[tuned.Chosen].Changes)})
		}
	}
	return s
}

func namingSection(t *Table) report.Section {
	s := report.Section{Title: "named by validation", Right: 1, Head: []string{"method", "error beside squared error's"}}
	if t.Named != "" {
		s.Text = []string{fmt.Sprintf("The energy with the least validation error in tuning, before any return was looked at: %s.", t.Named)}
	}
	for _, n := range t.Naming {
		s.Rows = append(s.Rows, []string{n.Method, fmt.Sprintf("%.3f", n.Ratio)})
	}
	return s
}

// barSection compares the named method with the bars.
func barSection(t *Table) report.Section {
	s := report.Section{Title: "bars, for the named method", Right: 2, Head: []string{"demos", "what", "bar", "reached", ""}}
	for _, m := range t.Bars {
		what, bar := "score on "+place(t, m.Task), fmt.Sprintf("≥ %.2f", m.Score)
		if m.Margin > 0 {
			what, bar = "lower end of the difference from squared error on "+place(t, m.Task), fmt.Sprintf("> %.2f", -m.Margin)
		}
		reached, outcome := "not run", ""
		if m.Reached != nil {
			reached, outcome = fmt.Sprintf("%.3f", *m.Reached), "miss"
			if m.Pass {
				outcome = "pass"
			}
		}
		s.Rows = append(s.Rows, []string{strconv.Itoa(m.Demos), what, bar, reached, outcome})
	}
	return s
}

func methodSection(t *Table) report.Section {
	s := report.Section{Title: "methods", Right: 2, Head: []string{"method", "what"}}
	for _, m := range t.Methods {
		s.Rows = append(s.Rows, []string{m.Name, m.About})
	}
	return s
}
