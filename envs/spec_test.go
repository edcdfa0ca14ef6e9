package envs_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
)

func TestSpecSurvivesJSON(t *testing.T) {
	o := classic.DefaultParticle(3)
	o.Multimodal, o.Horizon = true, 77
	want := classic.NewParticle(o).Spec()
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got envs.Spec
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Hash() != want.Hash() {
		t.Errorf("%s is read as another task", data)
	}
	again, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), string(again)); diff != "" {
		t.Error(diff)
	}
}

// TestSpecHashIsFrozen guards data sets: their manifests hold this hash.
func TestSpecHashIsFrozen(t *testing.T) {
	const want = "4e4c4a9604c6ff789cf2631caf79cb984bd0475c3f9bc50fd8de01dfb291a293"
	if got := newPendulum().Spec().Hash(); got != want {
		t.Errorf("the pendulum's identity hashes to %s, it was %s", got, want)
	}
}

func TestSpecRefuses(t *testing.T) {
	tests := []struct{ json, want string }{
		{`{"name":"x","action":{"kind":"blob","dim":1}}`, "unknown kind of set"},
		{`{"name":"x","action":{"kind":"cube","dim":2},"act":[{"name":"a","unit":"1"}]}`, `task "x" names 1 action channels`},
		{`{"name":3}`, "cannot unmarshal"},
	}
	for _, test := range tests {
		var s envs.Spec
		if err := json.Unmarshal([]byte(test.json), &s); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.json, err, test.want)
		}
	}
}

func TestCompatible(t *testing.T) {
	base := newPendulum().Spec()
	longer := classic.DefaultPendulum()
	longer.Horizon, longer.FixedHorizon = 999, true
	if err := base.Compatible(classic.NewPendulum(longer).Spec()); err != nil {
		t.Errorf("a variant of the same task is refused: %v", err)
	}
	tests := []struct {
		name   string
		change func(*envs.Spec)
		want   []string
	}{
		{"task", func(s *envs.Spec) { s.Name = "cartpole" }, []string{`"cartpole"`, `"pendulum"`}},
		{"physics", func(s *envs.Spec) { s.Physics = "classic/0" }, []string{`"classic/0"`, `"` + base.Physics + `"`}},
		{"content", func(s *envs.Spec) { s.Content = "abc" }, []string{"another file"}},
		{"observation", func(s *envs.Spec) { s.Obs = s.Obs[:2] }, []string{"observations of 2 numbers", "has 3"}},
		{"action", func(s *envs.Spec) { s.Action = newCartPole().Spec().Action }, []string{"simplex", "box"}},
	}
	for _, test := range tests {
		other := base
		test.change(&other)
		err := base.Compatible(other)
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("another %s: %v, want an error with %q", test.name, err, want)
			}
		}
	}
}

// TestOtherDynamics: where nothing but the physics version differs, data are refused by an error that says so, and a policy
// can act.
func TestOtherDynamics(t *testing.T) {
	base := newPendulum().Spec()
	other := base
	other.Physics = "classic/0"
	refused, ok := errors.AsType[*envs.PhysicsError](base.Compatible(other))
	if !ok || *refused != (envs.PhysicsError{Task: "pendulum", Want: base.Physics, Have: "classic/0"}) {
		t.Errorf("data of other dynamics: %v", base.Compatible(other))
	}
	if err := base.Admits(other); err != nil {
		t.Errorf("a policy trained under other dynamics: %v", err)
	}
	other.Obs = other.Obs[:2]
	if _, ok := errors.AsType[*envs.PhysicsError](base.Compatible(other)); ok || base.Admits(other) == nil {
		t.Error("other observations, too, are taken for other dynamics alone")
	}
}

// TestMatches: a stored hash is the task's if it is its own or a former one, which are no part of its identity.
func TestMatches(t *testing.T) {
	s := newPendulum().Spec()
	own := s.Hash()
	s.Former = []string{"abc"}
	if s.Hash() != own {
		t.Error("a former hash changes the identity")
	}
	if !s.Matches(own) || !s.Matches("abc") || s.Matches("") || s.Matches("abd") {
		t.Error("hashes are taken for others")
	}
}

func TestEnds(t *testing.T) {
	for e := envs.Running; e <= envs.Diverged; e++ {
		if got, ok := envs.ParseEnd(e.String()); !ok || got != e {
			t.Errorf("ParseEnd(%q) = %v, %v", e.String(), got, ok)
		}
	}
	if _, ok := envs.ParseEnd("asleep"); ok {
		t.Error("ParseEnd accepts an end that there is not")
	}
	if !envs.Running.Bootstraps() || !envs.TimedOut.Bootstraps() || envs.Failed.Bootstraps() || envs.Reached.Bootstraps() || envs.Diverged.Bootstraps() {
		t.Error("only a running or timed-out episode bootstraps")
	}
}

// wrapper is an Env around another, and hides its powers unless it is unwrapped.
type wrapper struct{ envs.Env }

func (w wrapper) Unwrap() envs.Env { return w.Env }

func TestAsLooksThroughWrappers(t *testing.T) {
	e := wrapper{wrapper{classic.NewMountainCar(classic.DefaultMountainCar())}}
	if _, ok := envs.As[envs.Succeeder](e); !ok {
		t.Error("the mountain car's Success is not found through two wrappers")
	}
	if _, ok := envs.As[envs.Succeeder](wrapper{newPendulum()}); ok {
		t.Error("a pendulum is said to succeed")
	}
	if _, ok := envs.As[envs.Succeeder](nil); ok {
		t.Error("no environment is said to succeed")
	}
}

// TestStreamsAreFrozen guards every recorded seed.
func TestStreamsAreFrozen(t *testing.T) {
	tests := []struct {
		seed    uint64
		purpose envs.Purpose
		index   uint64
		want    uint64
	}{
		{0, envs.Demonstration, 0, 0x73dc25d4840f37f0},
		{0, envs.Demonstration, 1, 0xa462a8f70350f941},
		{0, envs.Evaluation, 0, 0x4fde17b5ed5de659},
		{1, envs.Tuning, 1000, 0xe12d2859240ea2f1},
	}
	for _, test := range tests {
		if got := envs.Stream(test.seed, test.purpose, test.index).Uint64(); got != test.want {
			t.Errorf("Stream(%d, %d, %d) begins with %#x, it was %#x", test.seed, test.purpose, test.index, got, test.want)
		}
	}
}

func TestReseedIsSource(t *testing.T) {
	a, b := envs.Stream(3, envs.Inner, 4), envs.Source(9, envs.Noise, 9)
	b.Uint64()
	envs.Reseed(b, 3, envs.Inner, 4)
	for range 5 {
		if x, y := a.Uint64(), b.Uint64(); x != y {
			t.Fatalf("%d and %d", x, y)
		}
	}
}

// TestEndsEarly: a fixed horizon, or a task that says so, ends at the horizon.
func TestEndsEarly(t *testing.T) {
	for _, s := range []struct {
		spec envs.Spec
		want bool
	}{
		{envs.Spec{Ends: "failed when it falls"}, true}, {envs.Spec{Ends: "failed when it falls", FixedHorizon: true}, false},
		{envs.Spec{Ends: envs.AtHorizon}, false}, {envs.Spec{Ends: envs.Never}, false}, {envs.Spec{}, false},
	} {
		if got := s.spec.EndsEarly(); got != s.want {
			t.Errorf("%+v ends early: %v", s.spec, got)
		}
	}
}
