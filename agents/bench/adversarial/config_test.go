package adversarial

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/rl"
)

func TestAdversarialIsChecked(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*Config){
		"tasks is empty": func(b *Config) { b.Tasks = nil },
		`tasks[1] is "hopper": want a name that occurs once`: func(b *Config) { b.Tasks = []string{"hopper", "hopper"} },
		`tasks[0] is "../hopper": want a name of`:            func(b *Config) { b.Tasks = []string{"../hopper"} },
		"demos is empty":                                 func(b *Config) { b.Demos = nil },
		"demos[0] is 0: want 1 or more":                  func(b *Config) { b.Demos = []int{0} },
		"demos[1] is 1: want a number that occurs once":  func(b *Config) { b.Demos = []int{1, 1} },
		"seeds is 0: want 1 or more":                     func(b *Config) { b.Seeds = 0 },
		"steps is 10000: want more than the first 10000": func(b *Config) { b.Steps = int64(rl.DefaultsOf("gail").SAC.Warmup) },
	} {
		b := Default()
		change(b)
		if err := b.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestBothLearnFromTheSameEpisodes: nothing is reserved, and the options of both are in the digest of the cell.
func TestBothLearnFromTheSameEpisodes(t *testing.T) {
	b := Default()
	if o := b.cloning("hopper", 3); o.Reserve != 0 || o.Steps != b.Clone || o.Seed != 3 {
		t.Errorf("the clone is trained by %+v", o)
	}
	if o := b.imitating("hopper", 3); o.Steps != b.Steps || o.Seed != 3 {
		t.Errorf("adversarial imitation is trained by %+v", o)
	}
	seen := map[string]string{}
	for name, change := range map[string]func(*Config){
		"nothing": func(*Config) {}, "clone": func(b *Config) { b.Clone++ }, "steps": func(b *Config) { b.Steps++ },
		"horizon": func(b *Config) { b.Horizon++ }, "episodes": func(b *Config) { b.Episodes++ },
	} {
		b := Default()
		change(b)
		d := b.digest("hopper", 1, 0)
		if other, ok := seen[d]; ok {
			t.Errorf("a change of %s and one of %s have one digest", name, other)
		}
		seen[d] = name
	}
}

// TestARunOfOtherStepsIsLeftAlone: it is said before anything is written.
func TestARunOfOtherStepsIsLeftAlone(t *testing.T) {
	b, s := Default(), grid.Setting{Dir: t.TempDir()}
	if err := b.CanRun(s); err != nil {
		t.Error(err)
	}
	begun := rl.DefaultsOf("gail")
	begun.Steps = b.Steps
	dir := filepath.Join(s.Dir, "halfcheetah-4-0", "judged")
	for steps, want := range map[int64]string{begun.Steps: "", 20_000: dir + " holds a run that was begun with 20000 steps, not 1000000: choose another directory"} {
		begun.Steps = steps
		if err := grid.WriteFile(filepath.Join(dir, "config.yaml"), begun.YAML()); err != nil {
			t.Fatal(err)
		}
		err := b.CanRun(s)
		if err == nil && want != "" || err != nil && err.Error() != want {
			t.Errorf("%d steps: got %v, want %q", steps, err, want)
		}
	}
	if entries, _ := os.ReadDir(s.Dir); len(entries) != 1 {
		t.Errorf("a check wrote %v", entries)
	}
}
