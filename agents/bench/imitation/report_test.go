package imitation

import (
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// fabricatedTable is a table of two tasks, on which the energy "low" is named and reaches one bar of two.
func fabricatedTable() *Table {
	b := fabricatedBench()
	b.Name, b.Citable, b.Mode, b.Episodes, b.Recorded, b.Reserve, b.Tune = "imitation", true, Stochastic, 2, 6, 2, Tune{Demos: 4, Seeds: 1}
	b.Methods[0].About = "squared error"
	b.Bars = []Bar{{Demos: 4, Margin: 0.05}, {Demos: 4, Tasks: []string{"b"}, Score: 0.9}, {Demos: 9, Score: 0.9}}
	errors := map[string]float64{grid.Squared: 0.1, "low": 0.05, "high": 0.2}
	var found []*TaskResult
	for i, task := range []string{"a", "b"} {
		f := fabricated(task, map[string]float64{grid.Squared: 0.5 + 0.2*float64(i), "low": 0.6, "high": 0.9}, errors)
		f.Actor, f.Demos = "PPO", []float64{10, 12}
		for name, tuned := range f.Tuned {
			tuned.Candidates[0].Changes, tuned.Candidates[0].Steps = []byte("{\n \"gamma\": 4}"), 30
			f.Tuned[name] = tuned
		}
		found = append(found, f)
	}
	return b.Table(7, found)
}

// TestSections: every part of the report, with what each has to say.
func TestSections(t *testing.T) {
	text := &strings.Builder{}
	report.Write(text, fabricatedTable().Sections(), report.Text)
	for _, want := range []string{
		"Scores: 0 is uniform random actions, 1 the stochastic expert that recorded the demonstrations, all on the same 2 starts of seed 7.",
		"Validation: the last 2 of 6 recorded expert episodes",
		"task  expert  demonstrations  expert  random",
		"a     PPO              11.00   11.00    1.00",
		"normalized score on all 2 tasks\n",
		"normalized score on a\n\nmethod                4 demos  \n───────────────────────────────\nsquared  0.510 [0.500, 0.520]  \nlow      0.610 [0.600, 0.620]",
		"difference from squared error on b\n",
		"low     -0.100 [-0.100, -0.100]",
		"a     squared           1     30  0.1000  { \"gamma\": 4}",
		"before any return was looked at: low.",
		"squared                         1.000  \nlow                             0.500  \nhigh                            2.000",
		"4      lower end of the difference from squared error on all 2 tasks  > -0.05   -0.003  pass",
		"4      score on b                                                      ≥ 0.90    0.610  miss",
		"9      score on all 2 tasks                                            ≥ 0.90  not run",
		"methods\n\nmethod   what           \n────────────────────────\nsquared  squared error",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("missing is\n%s\nin\n%s", want, text)
		}
	}
	if strings.Contains(text.String(), grid.NotForCitation) {
		t.Error("the benchmark itself is not for citation")
	}
}

// TestChart: a line for each method, within its interval.
func TestChart(t *testing.T) {
	c := fabricatedTable().chart("a")
	if c.Title != "Cloning on a" || len(c.Series) != 3 || !c.LogX {
		t.Fatalf("%s with %d lines", c.Title, len(c.Series))
	}
	for _, s := range c.Series {
		for i := range s.X {
			if s.X[i] != 4 || s.Lo[i] > s.Y[i] || s.Hi[i] < s.Y[i] {
				t.Errorf("%s: %v within [%v, %v] at %v", s.Name, s.Y[i], s.Lo[i], s.Hi[i], s.X[i])
			}
		}
	}
}
