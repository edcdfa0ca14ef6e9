package cli

import (
	"context"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench"
)

// TestInterruptedBenchmarksSaySoOnce: whatever they were at.
func TestInterruptedBenchmarksSaySoOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	adversarial := bench.DefaultAdversarial()
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
