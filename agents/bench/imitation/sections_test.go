package imitation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
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
