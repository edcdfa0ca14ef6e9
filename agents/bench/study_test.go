package bench

import (
	"math"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

func TestStudiesAreValidAndTheSmokeVersionRuns(t *testing.T) {
	if _, err := LoadStudy("energies"); err != nil {
		t.Error(err)
	}
	s, err := LoadStudy("energies-smoke")
	if err != nil {
		t.Fatal(err)
	}
	table, err := s.Run(t.Context(), Setting{Dir: t.TempDir(), Resume: true, Progress: func(string, int, int) {}})
	if err != nil {
		t.Fatal(err)
	}
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
		t.Errorf("%+v beside %+v: want one demonstration less and the same expert", few, quiet)
	}
	for _, m := range table.Methods {
		a, b := table.Row("quiet", m.Name), table.Row("few", m.Name)
		if a.Demos != 2 || b.Demos != 1 || len(b.Scores[0]) != len(a.Scores[0]) || a.IQM == b.IQM {
			t.Errorf("%s scored %+v, and with few demonstrations %+v", m.Name, a, b)
		}
	}
}

func TestAConditionHasTheDemonstrationsThatItAsksFor(t *testing.T) {
	for name, change := range map[string]func(*Study){
		"3 demonstrations and 1 reserved of 3 recorded episodes": func(s *Study) { s.Conditions[5].Demos = 3 },
		"few: -1 demonstrations":                                 func(s *Study) { s.Conditions[5].Demos = -1 },
		`two conditions are called "few"`:                        func(s *Study) { s.Conditions[0].Name = "few" },
	} {
		s, err := LoadStudy("energies-smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want an error with %q", err, name)
		}
	}
}

// constant always acts alike.
type constant []float64

func (c constant) Act(dst, _ []float64) { copy(dst, c) }

func TestDisturbancesAreWhatTheySay(t *testing.T) {
	set := space.Box{Lo: []float64{-2, -2}, Hi: []float64{2, 2}}
	for _, test := range []struct {
		kind    string
		changed float64 // share of the steps that are disturbed
		alike   bool    // both coordinates by the same
	}{{Gaussian, 1, false}, {Correlated, 1, true}, {Slips, 0.2, false}} {
		d := Disturbance{test.kind, 0.2}
		act, who := d.apply(func() envs.Policy { return constant{0.5, 0.5} }, demos.Actor{Name: "expert"}, set)
		if who.Noise != test.kind || who.Scale != 0.2 {
			t.Errorf("%s: recorded as %+v", test.kind, who)
		}
		p := act()
		p.(envs.Resetter).Reset(envs.Stream(0, envs.Noise, 0))
		const n = 4000
		a, changed, alike := make([]float64, 2), 0, true
		for range n {
			p.Act(a, nil)
			if a[0] != 0.5 {
				changed++
			}
			alike = alike && math.Abs(a[0]-a[1]) < 1e-12
			if !set.Contains(a, 0) {
				t.Fatalf("%s: action %v outside the set", test.kind, a)
			}
		}
		if share := float64(changed) / n; math.Abs(share-test.changed) > 0.03 || alike != test.alike {
			t.Errorf("%s: %v of the steps disturbed, coordinates alike: %v", test.kind, share, alike)
		}
	}
	for _, bad := range []Disturbance{{"noise", 1}, {Gaussian, 0}, {Slips, 1.5}, {Correlated, math.NaN()}} {
		if bad.Validate() == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}
