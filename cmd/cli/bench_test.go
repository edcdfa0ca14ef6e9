package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/adversarial"
	"github.com/fenchel-gym/fenchel/agents/bench/energies"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
)

// TestInterruptedBenchmarksSaySoOnce: whatever they were at.
func TestInterruptedBenchmarksSaySoOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	adversarial := adversarial.Default()
	adversarial.Tasks = []string{"reacher"}
	for name, run := range map[string]func(dir string) error{
		"recipe": func(dir string) error {
			return runBenchRecipe(ctx, &benchRecipeOptions{IO: quiet(), Recipe: "pendulum", Dir: dir, Seeds: 1})
		},
		"imitation": func(dir string) error {
			return runBenchImitation(ctx, &benchImitationOptions{IO: quiet(), Dir: dir, Smoke: true})
		},
		"energies": func(dir string) error {
			return runBenchEnergies(ctx, &benchEnergiesOptions{IO: quiet(), Dir: dir, Smoke: true})
		},
		"dagger": func(dir string) error {
			return runBenchDAgger(ctx, &benchDAggerOptions{IO: quiet(), Dir: dir, Smoke: true})
		},
		"adversarial": func(dir string) error {
			return runBenchAdversarial(ctx, &benchAdversarialOptions{IO: quiet(), Dir: dir, Bench: adversarial})
		},
	} {
		if err := run(t.TempDir()); err == nil || err.Error() != "interrupted: the same command goes on where it was" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSeedsAbove: methods are compared seed by seed, by success where there is one; a tie is not above.
func TestSeedsAbove(t *testing.T) {
	success := func(x float64) *float64 { return &x }
	rows := []benchRow{
		{Seed: 3, Method: "a", Normalized: 0.1, Success: success(0.9)}, {Seed: 3, Method: "b", Normalized: 0.2, Success: success(0.8)},
		{Seed: 4, Method: "a", Success: success(0.9)}, {Seed: 4, Method: "b", Success: success(0.9)},
		{Seed: 5, Method: "a", Normalized: 0.7}, {Seed: 5, Method: "b", Normalized: 0.6},
	}
	if above, of := seedsAbove(rows, "a", "b"); above != 2 || of != 3 {
		t.Errorf("above in %d of %d seeds, want 2 of 3", above, of)
	}
}

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
		err := takeDirectory(dir, c.want)
		if c.fits != (err == nil) {
			t.Errorf("%s: %v", c.name, err)
		}
		if !c.fits {
			want = c.had
			if _, is := err.(misuse); !is || !strings.Contains(err.Error(), dir) {
				t.Errorf("%s: %v: want a misuse that names %s", c.name, err, dir)
			}
		}
		if got, _ := os.ReadFile(path); string(got) != string(want) {
			t.Errorf("%s: config.yaml is now %.60q…", c.name, got)
		}
	}
}
