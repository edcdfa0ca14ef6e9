package recipe

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

func TestOptionsAreChecked(t *testing.T) {
	for _, c := range []struct {
		name  string
		seeds int
		want  string // "": valid
	}{
		{"pendulum", 1, ""},
		{"particle-16-full", 10, ""},
		{"nope", 1, `no recipe is called "nope"`},
		{"pendulum", 0, "--seeds 0: want at least 1"},
	} {
		o := &options{seeds: c.seeds}
		err := o.Validate(c.name)
		if c.want == "" && (err != nil || o.recipe.Task == "") || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s under %d seeds: got %v, want %q", c.name, c.seeds, err, c.want)
		}
	}
}

// TestRunPrintsEverySeed as soon as it is done, and at the end how the scores vary.
func TestRunPrintsEverySeed(t *testing.T) {
	o := &options{seeds: 2, name: "tiny", recipe: tiny()}
	var lines []string
	found, err := o.Run(t.Context(), grid.Setting{Seed: 7, Dir: t.TempDir(), Line: func(text string) { lines = append(lines, text) }})
	if err != nil {
		t.Fatal(err)
	}
	rows := found.JSON.([]row)
	if len(lines) != 4 || len(rows) != 4 || rows[0].Seed != 7 || rows[3].Seed != 8 || lines[1] != rows[1].line() {
		t.Errorf("printed %q of %+v", lines, rows)
	}
	if title := found.Sections[0].Title; title != "pendulum: 2 demonstrations and 1 reserved for validation, 4 episodes, seeds 7 to 8" {
		t.Errorf("the table is called %s", title)
	}
}

// TestInterruptedRecipesGoOn: the run of the method that was interrupted is resumed, to the same policies.
func TestInterruptedRecipesGoOn(t *testing.T) {
	whole, dir := run(t, t.TempDir()), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := tiny().Run(ctx, grid.Setting{Seed: 3, Dir: dir, Progress: func(what string, _, _ int) {
		if what == "train "+grid.Squared {
			cancel()
		}
	}})
	if err == nil || !errors.Is(grid.Interruption(err), grid.ErrInterrupted) {
		t.Fatalf("an interrupted recipe ended with %v", err)
	}
	resumed := run(t, dir)
	for _, m := range []string{Ours, grid.Squared} {
		if policyOf(t, whole, m) != policyOf(t, resumed, m) {
			t.Errorf("%s: another policy after an interruption", m)
		}
		if a, b := *whole.Learned(m).Result.Normalized, *resumed.Learned(m).Result.Normalized; a != b {
			t.Errorf("%s scores %v, after an interruption %v", m, a, b)
		}
	}
}

// TestSections: what the table of two seeds says, with success and without.
func TestSections(t *testing.T) {
	share := func(x float64) *float64 { return &x }
	r := tiny()
	rows := []row{
		{Seed: 0, Method: Ours, Normalized: 0.9}, {Seed: 0, Method: grid.Squared, Normalized: 0.8},
		{Seed: 1, Method: Ours, Normalized: 0.7}, {Seed: 1, Method: grid.Squared, Normalized: 0.75},
	}
	var text strings.Builder
	report.Write(&text, r.sections(rows, 0, 2), report.Text)
	want := `pendulum: 2 demonstrations and 1 reserved for validation, 4 episodes, seeds 0 to 1

normalized / success    min  median    max  min  median  max  
──────────────────────────────────────────────────────────────
fenchel-young         0.700   0.800  0.900                    
squared               0.750   0.775  0.800                    

fenchel-young above squared in 1 of 2 seeds
`
	if text.String() != want {
		t.Errorf("got\n%s\nwant\n%s", text.String(), want)
	}
	for i := range rows {
		rows[i].Success = share(rows[i].Normalized)
	}
	if got := r.sections(rows, 0, 2)[0].Rows[0]; got[4] != "0.700" || got[6] != "0.900" {
		t.Errorf("success is %v", got)
	}
	if line := rows[0].line(); line != "seed 0: fenchel-young  mean      0.00  normalized  0.900  success 0.900" {
		t.Errorf("a line is %q", line)
	}
}
