package bench_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/energies"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
)

// TestADirectoryIsOfOneBenchmark: parts of it and other details of it go where it lies, another one does not, and a
// refusal changes nothing.
func TestADirectoryIsOfOneBenchmark(t *testing.T) {
	benchmark := func(name string) *imitation.Config {
		b, err := imitation.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	study := func(name string) []byte {
		s, err := energies.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		return s.YAML()
	}
	part, longer := benchmark("smoke"), benchmark("smoke")
	if err := part.Select(imitation.Part{Methods: []string{"squared"}, Seeds: 1}); err != nil {
		t.Fatal(err)
	}
	longer.Episodes++
	renamed := benchmark("smoke")
	renamed.Name = "mine"
	smoke, run := benchmark("smoke").YAML(), []byte("task: pendulum\nseed: 3\n")
	for _, c := range []struct {
		name      string
		had, want []byte
		fits      bool
	}{
		{"nothing", nil, smoke, true},
		{"itself", smoke, smoke, true},
		{"a part", smoke, part.YAML(), true},
		{"the whole", part.YAML(), smoke, true},
		{"other details", smoke, longer.YAML(), true},
		{"another version", smoke, benchmark("quick").YAML(), false},
		{"another name", smoke, renamed.YAML(), false},
		{"a study", smoke, study("smoke"), false},
		{"a study again", study("energies"), study("energies"), true},
		{"a short study", study("smoke"), study("energies"), false},
		{"a run", run, smoke, false},
		{"not YAML", []byte("[\n"), smoke, false},
	} {
		dir := filepath.Join(t.TempDir(), "dir")
		path := filepath.Join(dir, "config.yaml")
		want := c.want
		if c.had != nil {
			if err := os.Mkdir(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, c.had, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		taken, err := grid.Take(dir, c.want)
		if err == nil {
			err = taken.Close()
		}
		if c.fits != (err == nil) {
			t.Errorf("%s: %v", c.name, err)
		}
		if !c.fits {
			want = c.had
			if _, is := err.(*grid.UsageError); !is || !strings.Contains(err.Error(), dir) {
				t.Errorf("%s: %v: want a mistake of usage that names %s", c.name, err, dir)
			}
		}
		if got, _ := os.ReadFile(path); string(got) != string(want) {
			t.Errorf("%s: config.yaml is now %.60q…", c.name, got)
		}
	}
}
