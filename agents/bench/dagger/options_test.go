package dagger

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// TestAnInterruptedBenchmarkEndsWithTheSameFiles.
func TestAnInterruptedBenchmarkEndsWithTheSameFiles(t *testing.T) {
	whole, dir := t.TempDir(), t.TempDir()
	run := func(ctx context.Context, s grid.Setting) error {
		o := &options{smoke: true}
		if err := o.Validate(""); err != nil {
			t.Fatal(err)
		}
		_, err := o.Run(ctx, s)
		return err
	}
	if err := run(t.Context(), grid.Setting{Seed: 1, Dir: whole}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := run(ctx, grid.Setting{Seed: 1, Dir: dir, Progress: func(what string, done, _ int) {
		if what == "pendulum" && done == 1 {
			cancel()
		}
	}})
	if err != grid.ErrInterrupted {
		t.Fatalf("interrupted: %v", err)
	}
	if err := run(t.Context(), grid.Setting{Seed: 1, Dir: dir}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"table.json", "table.md", "curves.svg", "curves/pendulum/seed-0.json", "curves/pendulum/seed-1.json"} {
		a, errA := fs.ReadFile(os.DirFS(whole), name)
		b, errB := fs.ReadFile(os.DirFS(dir), name)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%s differs after an interruption: %v, %v", name, errA, errB)
		}
	}
}

func TestOptions(t *testing.T) {
	o := &options{smoke: true, tasks: []string{"pendulmu"}}
	if err := o.Validate(""); err == nil || !strings.Contains(err.Error(), "pendulum") {
		t.Errorf("got %v, want a near name", err)
	}
	o.tasks = []string{"pendulum", "pendulum"}
	if err := o.Validate(""); err == nil || !strings.Contains(err.Error(), "tasks[1]") {
		t.Errorf("got %v", err)
	}
	o = &options{}
	if err := o.Validate(""); err != nil || !o.bench.Citable {
		t.Errorf("the benchmark itself: %v", err)
	}
}
