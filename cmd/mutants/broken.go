package main

import (
	"context"
	"fmt"
	"io"
)

// brokenLine is a fault that an attack put into the code and no test noticed at the time. Each has a test since.
type brokenLine struct {
	what     string // the promise that it breaks
	file     string
	old, new string // old is in the file once
	pkg      string // whose tests catch it
}

// brokenLines are the faults, in the order in which they were found.
var brokenLines = []brokenLine{
	{"episodes are evaluated in blocks whatever the number of workers", "agents/eval/evaluate.go",
		"e.block = lockstepBlock(e.o.Episodes, e.o.Batch)",
		"e.block = lockstepBlock(e.o.Episodes, max(2, min(e.o.Batch, (e.o.Episodes+e.o.Workers-1)/e.o.Workers)))", "agents/eval"},
	{"ARS that is resumed goes on with the next episode", "agents/rl/ars.go",
		"\tl.envs.pool.Seek(s.Episode)\n", "\t_ = s.Episode\n", "agents/rl"},
	{"a recording of successes goes on with the stream after the last", "demos/recorder.go",
		"r.number, r.index = last.Number+1, last.Index+1", "r.number, r.index = last.Number+1, last.Number+1", "demos"},
	{"an Append that fails leaves no file", "demos/recorder.go",
		"\t\tr.withdraw(name)\n", "", "demos"},
	{"a directory is flushed to the disk", "internal/disk/disk.go",
		"return d.Sync()", "return nil", "internal/disk"},
	{"a new data set is flushed into its parent", "demos/recorder.go",
		"return fsys.SyncDir(filepath.Dir(filepath.Clean(dir)))", "return nil", "demos"},
	{"a recorder sweeps the temporaries that a crash left", "demos/recorder.go",
		"_, err = disk.Sweep(o.FS, dir)", "err = nil", "demos"},
	{"DAgger checks that an episode without labels replays", "agents/dagger/play.go",
		"if d.Len() != was.Len() || d.End != was.End {", "if false {", "agents/dagger"},
	{"a solve goes on to the rounding error of its gap", "policy/solve/box_coordinate.go",
		"return 0x1p-52 * sum", "return 0x1p-42 * sum", "policy/solve"},
	{"a snapshot of a rollout holds the count of clipped actions", "envs/snapshot.go",
		"ret: r.ret, clipped: r.clipped}", "ret: r.ret}", "envs"},
	{"a failure at the horizon is one", "envs/episode/episode.go",
		"if end == envs.Running && e.step >= e.spec.Horizon {", "if e.step >= e.spec.Horizon {", "envs/locomotion"},
}

// tryBroken breaks each line in turn, runs the tests of its package, and prints which of them failed.
func tryBroken(ctx context.Context, t *trials, all []brokenLine, out io.Writer) error {
	missed := 0
	for _, b := range all {
		e, err := replacing(t.root, b.file, b.old, b.new)
		if err != nil {
			return err
		}
		o, by, err := t.try(ctx, e, []string{b.pkg})
		if err != nil {
			return err
		}
		if !o.isCaught() {
			missed++
		}
		fmt.Fprintf(out, "%-9s  %-65s  %s:%d  %s\n", o, b.what, b.file, e.line(t.root), by)
	}
	if missed > 0 {
		return fmt.Errorf("%d of %d broken lines are caught by no test", missed, len(all))
	}
	fmt.Fprintf(out, "%d broken lines, each caught by a test\n", len(all))
	return nil
}
