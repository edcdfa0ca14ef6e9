package imitation

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// smoke runs the smoke version and returns all of its files but those of times.
func smoke(t *testing.T, ctx context.Context, dir string) (map[string]string, *Table, error) {
	t.Helper()
	b, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	var found []*TaskResult
	err = b.Run(ctx, grid.Setting{Seed: 3, Dir: dir}, func(f *TaskResult) error {
		found = append(found, f)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	files := map[string]string{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, b.Table(3, found), nil
}

func TestImitationRepeatsOnAnyNumberOfCores(t *testing.T) {
	first, table, err := smoke(t, t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	second, again, err := smoke(t, t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	compareFiles(t, first, second)
	if a, b := table.Rows[0], again.Rows[0]; a.IQM != b.IQM || a.CI95 != b.CI95 {
		t.Errorf("the same cells gave %v and %v", a, b)
	}
}

func TestInterruptedImitationEndsWithTheSameFiles(t *testing.T) {
	whole, _, err := smoke(t, t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	b, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = b.Run(ctx, grid.Setting{Seed: 3, Dir: dir, Progress: func(what string, done, _ int) {
		if what == "pendulum: train" && done == 2 {
			cancel()
		}
	}}, func(*TaskResult) error { return nil })
	if err != grid.ErrInterrupted {
		t.Fatalf("an interrupted benchmark ended with %v", err)
	}
	resumed, _, err := smoke(t, t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	compareFiles(t, whole, resumed)
}

func compareFiles(t *testing.T, a, b map[string]string) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%d files and %d", len(a), len(b))
	}
	for name, text := range a {
		if b[name] != text {
			t.Errorf("%s differs", name)
		}
	}
}
