package imitation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// imitationOf is one of fenchel's own benchmarks, as if nothing had been found on each of its tasks.
func imitationOf(t *testing.T, name string) (*Config, []*TaskResult) {
	t.Helper()
	b, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	var found []*TaskResult
	for _, task := range b.Tasks {
		found = append(found, foundNothing(b, task))
	}
	return b, found
}

// TestShortVersionsSaySo: everything that the quick imitation benchmark writes says that it is not for citation, and
// nothing of the benchmark itself does.
func TestShortVersionsSaySo(t *testing.T) {
	for name, citable := range map[string]bool{"quick": false, "smoke": false, "imitation": true} {
		b, found := imitationOf(t, name)
		s := grid.Setting{Dir: t.TempDir()}
		table := b.Table(0, found)
		if err := b.write(s, table); err != nil {
			t.Fatal(err)
		}
		files := map[string]string{
			"table.txt": grid.NotForCitation, "table.md": grid.NotForCitation, "table.json": `"citable": false`, "curves.svg": "(not for citation)",
		}
		for _, task := range b.Tasks {
			files["curves-"+task+".svg"] = "(not for citation)"
		}
		for file, mark := range files {
			text, err := os.ReadFile(filepath.Join(s.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), mark) == citable {
				t.Errorf("%s of %q says %s: %v", file, b.Name, mark, citable)
			}
		}
		for _, task := range append([]string{""}, b.Tasks...) {
			if title := table.chart(task).Title; strings.HasSuffix(title, "(not for citation)") == citable {
				t.Errorf("a chart of %q is called %s", b.Name, title)
			}
		}
		if strings.Contains(string(b.YAML()), "citable: false") == citable {
			t.Errorf("config.yaml of %q does not say whether it may be cited", b.Name)
		}
	}
}

// TestTheOnlyTaskIsNamed: "all tasks" is said of several.
func TestTheOnlyTaskIsNamed(t *testing.T) {
	for name, want := range map[string]string{"smoke": "Cloning on pendulum (not for citation)", "imitation": "Cloning on all 4 tasks"} {
		b, found := imitationOf(t, name)
		if title := b.Table(0, found).chart("").Title; title != want {
			t.Errorf("a chart is called %q, want %q", title, want)
		}
	}
}

// foundNothing is a task on which every training scored the same.
func foundNothing(b *Config, task string) *TaskResult {
	f := &TaskResult{Task: task, Demos: []float64{1}, Random: []float64{0}, Expert: []float64{1}, Tuned: map[string]Tuned{}, Cells: map[CellName]Cells{}}
	for _, m := range b.Methods {
		f.Tuned[m.Name] = Tuned{Candidates: []Candidate{{Changes: []byte("{}"), Error: 1}}}
		for _, d := range b.Demos {
			for s := range d.Seeds {
				name := CellName{Method: m.Name, Demos: d.Episodes}
				f.Cells[name] = append(f.Cells[name], Cell{Seed: uint64(s), Returns: []float64{0.5}})
			}
		}
	}
	return f
}

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
