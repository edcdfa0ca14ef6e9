package bench

import (
	"math"
	"math/rand/v2"
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

// TestTheFirstConditionIsUndisturbed: its expert is the unit of all scores.
func TestTheFirstConditionIsUndisturbed(t *testing.T) {
	for name, change := range map[string]func(*Condition){
		"disturbed":  func(c *Condition) { c.Disturb = Disturbance{Gaussian, 0.2} },
		"widened":    func(c *Condition) { c.Widen = 20 },
		"stochastic": func(c *Condition) { c.Mode = Stochastic },
	} {
		s, err := LoadStudy("energies-smoke")
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
		act, who := d.apply(func() envs.Policy { return constant{0.5, 0.5} }, nil, demos.Actor{Name: "expert"}, set)
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
	for _, bad := range []Disturbance{{"noise", 1}, {Gaussian, 0}, {Slips, 1.5}, {Experts, 1.5}, {Experts, 0}, {Correlated, math.NaN()}} {
		if bad.Validate() == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}

// drawing acts by what it drew at Reset, and counts its episodes.
type drawing struct {
	sign     float64
	episodes int
	drawn    uint64
}

func (d *drawing) Reset(rng *rand.Rand) { d.episodes, d.drawn = d.episodes+1, rng.Uint64() }

func (d *drawing) Act(dst, _ []float64) { dst[0] = d.sign }

// TestTwoExpertsShareTheEpisodes: each plays whole episodes, the second as many as the scale says; who plays is one draw
// of the episode's own stream, so an episode repeats whatever was played before.
func TestTwoExpertsShareTheEpisodes(t *testing.T) {
	first, second := &drawing{sign: 1}, &drawing{sign: -1}
	d := Disturbance{Experts, 0.3}
	act, who := d.apply(func() envs.Policy { return first }, func() envs.Policy { return second }, demos.Actor{Name: "expert", Detail: "both"}, space.Box{})
	if want := "both; with probability 0.3 an episode is the second expert's"; who.Detail != want || who.Noise != "" {
		t.Errorf("recorded as %+v", who)
	}
	p := act()
	const n = 4000
	played := make([]float64, n)
	for i := range n {
		p.(envs.Resetter).Reset(envs.Stream(7, envs.Demonstration, uint64(i)))
		a := []float64{0}
		p.Act(a, nil)
		played[i] = a[0]
		for range 5 {
			if p.Act(a, nil); a[0] != played[i] {
				t.Fatalf("episode %d: the expert changed on the way", i)
			}
		}
	}
	if share := float64(second.episodes) / n; first.episodes+second.episodes != n || math.Abs(share-d.Scale) > 0.03 {
		t.Errorf("of %d episodes the first played %d, the second %d", n, first.episodes, second.episodes)
	}
	for _, i := range []int{n - 1, 5, 0} {
		rng := envs.Stream(7, envs.Demonstration, uint64(i))
		p.(envs.Resetter).Reset(rng)
		a := []float64{0}
		if p.Act(a, nil); a[0] != played[i] {
			t.Errorf("episode %d was played by another expert when it was repeated", i)
		}
		again := envs.Stream(7, envs.Demonstration, uint64(i))
		again.Float64()
		if who := map[float64]*drawing{1: first, -1: second}[played[i]]; who.drawn != again.Uint64() {
			t.Errorf("episode %d: choosing the expert took other than one draw", i)
		}
	}
}

// TestTwoExpertsWantASecond: where a task has none, that is said before anything is recorded.
func TestTwoExpertsWantASecond(t *testing.T) {
	s, err := LoadStudy("energies-smoke")
	if err != nil {
		t.Fatal(err)
	}
	s.Conditions[0].Disturb = Disturbance{Experts, 0.5}
	want := `task "pendulum" has no second expert`
	if err := s.Validate(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := s.Run(t.Context(), Setting{Dir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
