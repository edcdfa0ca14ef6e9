package suite_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

func TestContract(t *testing.T) {
	for _, task := range suite.All() {
		for _, id := range task.IDs() {
			t.Run(id, func(t *testing.T) {
				newEnv, err := suite.Make(id)
				if err != nil {
					t.Fatal(err)
				}
				if got := newEnv().Spec().Name; got != id {
					t.Errorf("Make(%q) makes %q", id, got)
				}
				if testing.Short() && task.Has("locomotion") {
					t.Skip("its own package checks it")
				}
				if err := envtest.Check(newEnv); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, task := range suite.All() {
		if seen[task.Name] {
			t.Errorf("two rows called %q", task.Name)
		}
		seen[task.Name] = true
		if len(task.Tags) == 0 {
			t.Errorf("%s has no tags", task.Name)
		}
	}
}

func TestMakeVariants(t *testing.T) {
	tests := []struct {
		id      string
		name    string
		horizon int
		fixed   bool
	}{
		{"pendulum", "pendulum", 200, false},
		{"cartpole:fixed-horizon", "cartpole:fixed-horizon", 500, true},
		{"acrobot:horizon=7", "acrobot:horizon=7", 7, false},
		{"acrobot:horizon=500", "acrobot", 500, false},
		{"cartpole:horizon=7:fixed-horizon", "cartpole:fixed-horizon:horizon=7", 7, true},
		{"particle-3", "particle-3", 50, false},
		{"particle-3:multimodal", "particle-3:multimodal", 50, false},
		{"particle-2:fixed-horizon:multimodal", "particle-2:multimodal:fixed-horizon", 50, true},
	}
	for _, test := range tests {
		newEnv, err := suite.Make(test.id)
		if err != nil {
			t.Errorf("%s: %v", test.id, err)
			continue
		}
		s := newEnv().Spec()
		if s.Name != test.name || s.Horizon != test.horizon || s.FixedHorizon != test.fixed {
			t.Errorf("Make(%q) makes %q, horizon %d, fixed %v", test.id, s.Name, s.Horizon, s.FixedHorizon)
		}
	}
}

func TestMakeOffersNearNames(t *testing.T) {
	tests := []struct {
		id   string
		want string // part of the error
	}{
		{"pendulm", `unknown task "pendulm": did you mean pendulum?`},
		{"CartPole", "did you mean cartpole?"},
		{"mountain-car", "did you mean mountaincar?"},
		{"particle-0", "did you mean particle-2 or particle-8"},
		{"zzzzzz", `unknown task "zzzzzz"`},
		{"", `unknown task ""`},
		{"pendulum:fixed", `unknown variant "fixed": did you mean fixed-horizon?`},
		{"pendulum:fixed-horizn", "did you mean fixed-horizon?"},
		{"pendulum:multimodal", `unknown variant "multimodal": want one of fixed-horizon, horizon=N`},
		{"pendulum:horizon=0", `horizon "0": want a number of steps`},
		{"pendulum:horizon=x", `horizon "x": want a number of steps`},
		{"multilabel:", "want the path of a file behind multilabel:"},
		{"absent.xml:fixed", `unknown variant "fixed"`},
	}
	for _, test := range tests {
		_, err := suite.Make(test.id)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Make(%q): %v, want an error with %q", test.id, err, test.want)
		}
		if !errors.As(err, new(*suite.UnknownTask)) && !errors.As(err, new(*suite.BadVariant)) {
			t.Errorf("Make(%q): %v, of type %T", test.id, err, err)
		}
	}
	if _, err := suite.Make("absent.xml"); errors.As(err, new(*suite.UnknownTask)) || errors.As(err, new(*suite.BadVariant)) {
		t.Errorf("a file that is not there is a misread id: %v", err)
	}
	var unknown *suite.UnknownTask
	if _, err := suite.Make("hoppper"); !errors.As(err, &unknown) || unknown.ID != "hoppper" {
		t.Errorf("Make of an unknown task returns %v", err)
	}
}

func TestMakesSeparateEnvironments(t *testing.T) {
	newEnv, err := suite.Make("pendulum")
	if err != nil {
		t.Fatal(err)
	}
	a, b := newEnv(), newEnv()
	obsA, obsB := make([]float64, 3), make([]float64, 3)
	a.Reset(obsA, envs.Stream(0, envs.Tuning, 0))
	b.Reset(obsB, envs.Stream(0, envs.Tuning, 1))
	want := slices.Clone(obsA)
	b.Step(obsB, []float64{1})
	if !slices.Equal(obsA, want) || slices.Equal(obsA, obsB) {
		t.Error("two environments of one constructor share their state")
	}
}
