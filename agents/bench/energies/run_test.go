package energies

import (
	"math"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
)

// smokeTable runs the smoke version.
func smokeTable(t *testing.T) *Table {
	t.Helper()
	s, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	table, err := s.Run(t.Context(), grid.Setting{Dir: t.TempDir(), Progress: func(string, int, int) {}})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestStudiesAreValidAndTheSmokeVersionRuns(t *testing.T) {
	if _, err := Load("energies"); err != nil {
		t.Error(err)
	}
	table := smokeTable(t)
	if len(table.Conditions) != 6 || len(table.Rows) != 12 {
		t.Fatalf("%d conditions, %d rows", len(table.Conditions), len(table.Rows))
	}
	if quiet, wide := table.Conditions[0].Expert, table.Conditions[4].Expert; quiet != 1 || math.Abs(wide-1) > 1e-6 {
		t.Errorf("the undisturbed expert scores %v, and %v where its bounds are wider: want 1 twice", quiet, wide)
	}
	if noisy := table.Conditions[1].Expert; noisy == 1 {
		t.Error("noise on the expert's actions changed nothing")
	}
	quiet, few := table.Conditions[0], table.Conditions[5]
	if quiet.Demos != 2 || few.Demos != 1 || table.Demos != 2 || quiet.Expert != few.Expert {
		t.Errorf("%+v and %+v: want one demonstration less and the same expert", few, quiet)
	}
	checkFewer(t, table)
}

// checkFewer checks that every method learns something else from fewer demonstrations.
func checkFewer(t *testing.T, table *Table) {
	t.Helper()
	for _, m := range table.Methods {
		a, b := table.Row("quiet", m.Name), table.Row("few", m.Name)
		if a.Demos != 2 || b.Demos != 1 || len(b.Scores[0]) != len(a.Scores[0]) || a.IQM == b.IQM {
			t.Errorf("%s scored %+v, and with few demonstrations %+v", m.Name, a, b)
		}
	}
}

// TestTheFirstConditionIsUndisturbed: its expert is the unit of all scores.
func TestTheFirstConditionIsUndisturbed(t *testing.T) {
	for name, change := range map[string]func(*Condition){
		"disturbed":  func(c *Condition) { c.Disturb = imitation.Disturbance{Kind: imitation.Gaussian, Scale: 0.2} },
		"widened":    func(c *Condition) { c.Widen = 20 },
		"stochastic": func(c *Condition) { c.Mode = imitation.Stochastic },
	} {
		s, err := Load("smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(&s.Conditions[0])
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), "want it undisturbed") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAConditionHasTheDemonstrationsThatItAsksFor(t *testing.T) {
	for name, change := range map[string]func(*Study){
		"imitation.recorded is 3: want 3 demonstrations and 1 reserved": func(s *Study) { s.Conditions[5].Demos = 3 },
		"conditions[5].demos is -1: want 0 or more":                     func(s *Study) { s.Conditions[5].Demos = -1 },
		`conditions[1].name is "..": want a name of`:                    func(s *Study) { s.Conditions[1].Name = ".." },
		`conditions[5].name is "few": want a name that occurs once`:     func(s *Study) { s.Conditions[0].Name = "few" },
	} {
		s, err := Load("smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want an error with %q", err, name)
		}
	}
}

// TestTwoExpertsWantASecond: where a task has none, that is said before anything is recorded.
func TestTwoExpertsWantASecond(t *testing.T) {
	s, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	s.Conditions[0].Disturb = imitation.Disturbance{Kind: imitation.Experts, Scale: 0.5}
	want := `task "pendulum" has no second expert`
	if err := s.Validate(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := s.Run(t.Context(), grid.Setting{Dir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
