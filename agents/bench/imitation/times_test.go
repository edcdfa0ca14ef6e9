package imitation

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// TestTimesOfMethodsWithCommonNames: "pairwise" is the beginning of "pairwise-lowrank".
func TestTimesOfMethodsWithCommonNames(t *testing.T) {
	b := &Config{Tasks: []string{"x"}, Methods: []Method{{Name: "pairwise"}, {Name: "pairwise-lowrank"}}}
	dir := t.TempDir()
	for name, v := range map[string]any{
		"1-pairwise-0": Times{Train: time.Second}, "1-pairwise-lowrank-0": Times{Train: 3 * time.Second},
		"tune-pairwise-lowrank-2-0": Times{Train: 5 * time.Second},
		"decision-pairwise":         time.Microsecond, "decision-pairwise-lowrank": 2 * time.Microsecond,
	} {
		if err := grid.WriteJSON(filepath.Join(dir, "times", "x", name+".json"), v); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.Timings(grid.Setting{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Durations{{"x", "pairwise", 1, 1, 0, 0, 1}, {"x", "pairwise-lowrank", 1, 3, 0, 5, 2}} {
		if got[i].Cells != want.Cells || got[i].Train != want.Train || got[i].Tuning != want.Tuning || got[i].Decision != want.Decision {
			t.Errorf("%+v, want %+v", got[i], want)
		}
	}
}
