package learnertest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"path"
	"runtime"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// Dir is the directory of every run.
const Dir = "run"

// On opens runs on a disk, resuming what is there.
func On(d disk.FS) agents.RunOptions {
	o := agents.DefaultRun()
	o.Disk, o.Resume = d, true
	return o
}

// Resumes compares the files of a run that is interrupted at random, each time after up to most looks at the context,
// and resumed under other numbers of workers and processors, with those of a run that is not interrupted. A run that
// ends before its first interruption shows nothing: that one comes within nine tenths of the looks of the whole run.
func Resumes(t *testing.T, most int, run func(ctx context.Context, d disk.FS, workers int) error) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	whole, unburnt := disktest.NewMemory(), NewFuse(math.MaxInt)
	if err := run(unburnt, whole, 1); err != nil {
		t.Fatal(err)
	}
	want, first := Contents(t, whole), max(1, min(most, unburnt.Burnt()*9/10))
	rng := rand.New(rand.NewPCG(11, 0))
	for range 3 {
		d := disktest.NewMemory()
		stops := []int{rng.IntN(first)}
		for err := agents.ErrInterrupted; err != nil; stops = append(stops, rng.IntN(most)) {
			runtime.GOMAXPROCS(1 + rng.IntN(4))
			if err = run(NewFuse(stops[len(stops)-1]), d, 1+rng.IntN(3)); err != nil && !errors.Is(err, agents.ErrInterrupted) {
				t.Fatal(err)
			}
		}
		if stops = stops[:len(stops)-1]; len(stops) < 2 {
			t.Fatalf("interrupted after %v looks, the run had ended: nothing was tested", stops)
		}
		if got := Contents(t, d); got != want {
			t.Fatalf("interrupted after %v, the files differ:\n%s", stops, FirstDifference(got, want))
		}
	}
}

// Contents is a run's directory as text: the names and bytes of all files in it, and of those in its data.
func Contents(t testing.TB, d disk.FS) string {
	t.Helper()
	var b strings.Builder
	for _, dir := range []string{Dir, path.Join(Dir, "data")} {
		entries, err := d.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		for _, e := range entries {
			fmt.Fprintf(&b, "== %s/%s\n%s\n", dir, e.Name(), Content(t, d, path.Join(dir, e.Name())))
		}
	}
	return b.String()
}

// Content is a file.
func Content(t testing.TB, d disk.FS, name string) []byte {
	t.Helper()
	data, err := disk.ReadFile(d, name, nil, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// FirstDifference is the first line in which two texts differ.
func FirstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d: %.300q\nwant    %.300q", i, x[i], y[i])
		}
	}
	return "one is longer"
}
