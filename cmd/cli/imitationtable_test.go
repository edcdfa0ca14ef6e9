package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
)

// imitationOf is one of fenchel's own benchmarks, as if nothing had been found on each of its tasks.
func imitationOf(t *testing.T, name string) (*imitation.Config, []*imitation.TaskResult) {
	t.Helper()
	b, err := imitation.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	var found []*imitation.TaskResult
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
		o := &benchImitationOptions{IO: quiet(), Dir: t.TempDir()}
		setting := grid.Setting{Dir: o.Dir}
		table := b.Table(0, found)
		if err := o.write(b, setting, table); err != nil {
			t.Fatal(err)
		}
		files := map[string]string{
			"table.txt": notForCitation, "table.md": notForCitation, "table.json": `"citable": false`, "curves.svg": "(not for citation)",
		}
		for _, task := range b.Tasks {
			files["curves-"+task+".svg"] = "(not for citation)"
		}
		for file, mark := range files {
			text, err := os.ReadFile(filepath.Join(o.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), mark) == citable {
				t.Errorf("%s of %q says %s: %v", file, b.Name, mark, citable)
			}
		}
		for _, task := range append([]string{""}, b.Tasks...) {
			if title := imitationChart(table, task).Title; strings.HasSuffix(title, "(not for citation)") == citable {
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
		if title := imitationChart(b.Table(0, found), "").Title; title != want {
			t.Errorf("a chart is called %q, want %q", title, want)
		}
	}
}

// foundNothing is a task on which every training scored the same.
func foundNothing(b *imitation.Config, task string) *imitation.TaskResult {
	f := &imitation.TaskResult{Task: task, Demos: []float64{1}, Random: []float64{0}, Expert: []float64{1}, Tuned: map[string]imitation.Tuned{}, Cells: map[imitation.CellName]imitation.Cells{}}
	for _, w := range b.Methods {
		f.Tuned[w.Name] = imitation.Tuned{Candidates: []imitation.Candidate{{Changes: []byte("{}"), Error: 1}}}
		for _, d := range b.Demos {
			for s := range d.Seeds {
				name := imitation.CellName{Method: w.Name, Demos: d.Episodes}
				f.Cells[name] = append(f.Cells[name], imitation.Cell{Seed: uint64(s), Returns: []float64{0.5}})
			}
		}
	}
	return f
}
