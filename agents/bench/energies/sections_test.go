package energies

import (
	"context"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

// fabricated is a table in which one energy is above squared error, one below, and one cannot be told apart.
func fabricated() *Table {
	row := func(condition, method string, difference *imitation.Difference) imitation.Row {
		return imitation.Row{Task: condition, Method: method, IQM: 0.5, CI95: stat.Interval{0.25, 0.75}, Difference: difference}
	}
	t := &Table{
		Name: "energies", Citable: true, Task: "hopper", Seed: 3, Demos: 11, Episodes: 50, Scale: stat.Reference{Random: 17.5, Expert: 3600},
		Methods:    []imitation.MethodFacts{{Name: grid.Squared}, {Name: "up", Energy: true}, {Name: "down", Energy: true}, {Name: "level", Energy: true}, {Name: "gaussian"}},
		Conditions: []ConditionFacts{{"quiet", "no noise", 11, 1}, {"few", "one episode", 1, 1}},
	}
	for _, c := range t.Conditions {
		t.Rows = append(t.Rows, row(c.Name, grid.Squared, nil),
			row(c.Name, "up", &imitation.Difference{IQM: 0.1, CI95: stat.Interval{0.01, 0.2}}),
			row(c.Name, "down", &imitation.Difference{IQM: -0.1, CI95: stat.Interval{-0.2, -0.01}}),
			row(c.Name, "level", &imitation.Difference{IQM: 0.02, CI95: stat.Interval{-0.1, 0.1}}),
			row(c.Name, "gaussian", &imitation.Difference{IQM: 0.5, CI95: stat.Interval{0.4, 0.6}}))
	}
	return t
}

// TestSections: an energy is above squared error only where the whole interval is, and a method that is no energy is not
// compared.
func TestSections(t *testing.T) {
	text := &strings.Builder{}
	report.Write(text, fabricated().Sections(), report.Text)
	for _, want := range []string{
		"hopper, 50 episodes on common starts of seed 3.",
		"0 is uniform random actions (17.5), 1 the undisturbed expert (3600.0)",
		"quiet      no noise                 11   1.000",
		"quiet      0.500 [0.250, 0.750]  0.500 [0.250, 0.750]",
		"energies against squared error\n\nquiet: above squared error up (+0.100); below it down (-0.100); not told apart level (+0.020).",
		"few (demonstrations: 1): above squared error up",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("missing is\n%s\nin\n%s", want, text)
		}
	}
	if strings.Contains(text.String(), "gaussian (") {
		t.Error("a method that is no energy is compared")
	}
}

// TestAnInterruptedStudyGoesOn to the table of an undisturbed one.
func TestAnInterruptedStudyGoesOn(t *testing.T) {
	run := func(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
		o := &options{smoke: true}
		if err := o.Validate(""); err != nil {
			t.Fatal(err)
		}
		return o.Run(ctx, s)
	}
	whole, err := run(t.Context(), grid.Setting{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := run(ctx, grid.Setting{Dir: dir, Progress: func(what string, _, _ int) {
		if strings.HasPrefix(what, "correlated: pendulum: train") {
			cancel()
		}
	}}); err != grid.ErrInterrupted {
		t.Fatalf("interrupted: %v", err)
	}
	resumed, err := run(t.Context(), grid.Setting{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	a, b := &strings.Builder{}, &strings.Builder{}
	report.Write(a, whole.Sections, report.Text)
	report.Write(b, resumed.Sections, report.Text)
	if a.String() != b.String() {
		t.Errorf("an interrupted study went on to\n%s\nwant\n%s", b, a)
	}
}
