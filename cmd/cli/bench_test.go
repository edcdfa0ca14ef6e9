package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// smokeCall is the cheapest call of a benchmark that has every part, into a directory of its name.
func smokeCall(b grid.Benchmark, more ...string) []string {
	return slices.Concat([]string{"bench", b.Name}, b.Smoke, []string{"-o", b.Name}, more)
}

// TestInterruptedBenchmarksSaySoOnce: whatever they were at.
func TestInterruptedBenchmarksSaySoOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	writeDataset(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, b := range bench.All() {
		root := newCmdRoot(quiet())
		root.SetArgs(smokeCall(b))
		err := root.ExecuteContext(ctx)
		want := "interrupted: the same command goes on where it was"
		if name == "losses" {
			want = "interrupted: what was measured is not kept, the same command begins again"
		}
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBenchmarksPrintTheirTable: what a benchmark prints is the text that it wrote, after the lines it printed on its
// way; a second call prints it again from what is kept, and --json prints the table that it wrote.
func TestBenchmarksPrintTheirTable(t *testing.T) {
	t.Chdir(t.TempDir())
	writeDataset(t)
	for name, file := range map[string]string{"dagger": "table", "energies": "table", "imitation": "table", "losses": "losses"} {
		b, err := bench.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		printed := make([]string, 3)
		for i, args := range [][]string{smokeCall(b), smokeCall(b), smokeCall(b, "--json")} {
			var complaint string
			if _, printed[i], complaint = call(args...); complaint != "" {
				t.Errorf("%s: %s", name, complaint)
			}
		}
		for i, suffix := range []string{".txt", ".txt", ".json"} {
			written, err := os.ReadFile(filepath.Join(name, file+suffix))
			if err != nil || string(written) != printed[i] {
				t.Errorf("%s: call %d printed\n%s\nand wrote\n%s%v", name, i, printed[i], written, err)
			}
		}
	}
}
