package recipe

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
)

// tiny is a recipe of every part, at a size of milliseconds.
func tiny() Recipe {
	o := clone.Default()
	o.Policy.Hidden = []int{8}
	o.Batch, o.Reserve = 32, 1
	o.Schedule.Warmup = 2
	setSteps(&o, 20)
	return Recipe{Task: "pendulum", Episodes: 3, PerFile: 2, Eval: 4, Methods: []Method{{Ours, o}, {grid.Squared, squared(o)}}}
}

func run(t *testing.T, dir string) *Outcome {
	t.Helper()
	out, err := tiny().Run(context.Background(), grid.Setting{Seed: 3, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func policyOf(t *testing.T, out *Outcome, method string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(out.Learned(method).Dir, agents.PolicyFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestRecipesCountTheirDemonstrations: what is said is what is learned from, and what is reserved is a number of
// episodes, the same for all methods.
func TestRecipesCountTheirDemonstrations(t *testing.T) {
	for name, want := range map[string]string{
		"hopper": "11 demonstrations and 2 reserved for validation", "pendulum": "45 demonstrations and 5 reserved for validation",
		"particle-2": "500 demonstrations",
	} {
		r, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Demonstrations(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for _, name := range Names() {
		r, _ := Find(name)
		for _, m := range r.Methods {
			if reserve := m.Options.Reserve; reserve != math.Trunc(reserve) || reserve != r.Methods[0].Options.Reserve {
				t.Errorf("%s: %s reserves %v", name, m.Name, reserve)
			}
		}
	}
	if reserved := run(t, t.TempDir()).Learned(Ours).Trained.Kept.Reserved; !strings.HasPrefix(reserved, "1 of ") {
		t.Errorf("%s: reserved were %s", tiny().Demonstrations(), reserved)
	}
}

func TestRecipeRepeatsAndResumes(t *testing.T) {
	dir := t.TempDir()
	first, second := run(t, dir), run(t, t.TempDir())
	finished := run(t, dir)
	for _, m := range []string{Ours, grid.Squared} {
		if policyOf(t, first, m) != policyOf(t, second, m) {
			t.Errorf("%s: the same seed gave another policy", m)
		}
		if a, b := first.Learned(m).Result.Mean, finished.Learned(m).Result.Mean; a != b {
			t.Errorf("%s: a finished run, taken up again, gave %v, not %v", m, b, a)
		}
	}
	if policyOf(t, first, Ours) == policyOf(t, first, grid.Squared) {
		t.Error("two methods learned the same policy")
	}
}

func TestNormalizedScoresShareTheirStarts(t *testing.T) {
	out := run(t, t.TempDir())
	if r := out.Results(); len(r) != 4 || *r[0].Normalized != 0 || *r[1].Normalized != 1 {
		t.Errorf("random and expert are scored %v and %v", *r[0].Normalized, *r[1].Normalized)
	}
	for _, r := range out.Results() {
		for i, row := range r.Rows {
			if row.Index != uint64(i) {
				t.Fatalf("%s: row %d is episode %d", r.Policy, i, row.Index)
			}
		}
	}
}

func TestEveryRecipeIsValid(t *testing.T) {
	for _, name := range Names() {
		r, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Methods {
			if err := m.Options.Validate(); err != nil {
				t.Errorf("%s, %s: %v", name, m.Name, err)
			}
		}
	}
	if _, err := Find("nope"); err == nil {
		t.Error("an unknown recipe was found")
	}
}

func TestSeedsHaveDirectoriesOfTheirOwn(t *testing.T) {
	dir := t.TempDir()
	var seeds []uint64
	err := tiny().Seeds(context.Background(), grid.Setting{Dir: dir}, 5, 2, func(o *Outcome) { seeds = append(seeds, o.Seed) })
	if err != nil || len(seeds) != 2 || seeds[0] != 5 || seeds[1] != 6 {
		t.Fatalf("seeds %v, %v", seeds, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "seed-6", Ours, agents.PolicyFile)); err != nil {
		t.Error(err)
	}
}
