package adversarial

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

func TestOptions(t *testing.T) {
	o := Benchmark.New().(*options)
	if err := o.Validate(""); err != nil {
		t.Error(err)
	}
	o.bench.Tasks = []string{"hoper"}
	if err := o.Validate(""); err == nil || !strings.Contains(err.Error(), "hopper") {
		t.Errorf("got %v, want a near name", err)
	}
	o.bench = small()
	dir := t.TempDir()
	if err := grid.WriteFile(filepath.Join(dir, "config.yaml"), []byte("name: other\n")); err != nil {
		t.Fatal(err)
	}
	_, err := o.Run(t.Context(), grid.Setting{Dir: dir})
	if _, usage := err.(*grid.UsageError); !usage {
		t.Errorf("the directory of another benchmark: %v", err)
	}
}
