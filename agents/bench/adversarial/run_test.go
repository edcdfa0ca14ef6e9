package adversarial

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// small is one cell of a second: the steps are hardly more than those of random actions.
func small() *Config {
	b := Default()
	b.Tasks, b.Demos, b.Clone, b.Steps, b.Horizon, b.Episodes = []string{"reacher"}, []int{1}, 120, 10_064, 20, 4
	return b
}

// runSmall is the only result of the small benchmark.
func runSmall(t *testing.T, ctx context.Context, s grid.Setting) (Result, error) {
	t.Helper()
	var found []Result
	err := small().Run(ctx, s, func(r Result) error { found = append(found, r); return nil })
	if err == nil && len(found) != 1 {
		t.Fatalf("%d results", len(found))
	}
	if err != nil {
		return Result{}, err
	}
	return found[0], nil
}

// TestAnInterruptedCellGoesOn: interrupted while it clones and while it imitates, it ends with the undisturbed result.
func TestAnInterruptedCellGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds")
	}
	whole, err := runSmall(t, t.Context(), grid.Setting{Seed: 2, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if name := (Result{Task: whole.Task, Demos: whole.Demos, Seed: whole.Seed}); name != (Result{Task: "reacher", Demos: 1, Seed: 2}) {
		t.Errorf("the cell is %+v", name)
	}
	if !(whole.Random < whole.Expert) || whole.Cloned == whole.Imitated {
		t.Errorf("found %+v", whole)
	}
	dir := t.TempDir()
	for _, stage := range []string{"clone", "adversarial"} {
		if err := interrupt(t, dir, stage); err != grid.ErrInterrupted {
			t.Errorf("interrupted at %s: %v", stage, err)
		}
	}
	resumed, err := runSmall(t, t.Context(), grid.Setting{Seed: 2, Dir: dir})
	if err != nil || resumed != whole {
		t.Errorf("after interruptions %+v, %v, want %+v", resumed, err, whole)
	}
	if err := os.RemoveAll(filepath.Join(dir, "reacher-1-0", clonedDir)); err != nil {
		t.Fatal(err)
	}
	if kept, err := runSmall(t, t.Context(), grid.Setting{Seed: 2, Dir: dir}); err != nil || kept != whole {
		t.Errorf("the kept result is %+v, %v", kept, err)
	}
}

// interrupt runs the small benchmark until a stage reports progress.
func interrupt(t *testing.T, dir, stage string) error {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := runSmall(t, ctx, grid.Setting{Seed: 2, Dir: dir, Progress: func(what string, _, _ int) {
		if strings.HasPrefix(what, stage) {
			cancel()
		}
	}})
	return err
}
