package cli

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/render/hands"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// succeed calls a command that must succeed, and returns what it says.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	status, stdout, stderr := call(args...)
	if status != exitOK {
		t.Fatalf("%q: status %d, %s", args, status, stderr)
	}
	return stdout
}

// corrections records an episode of the pendulum in which a policy acts, and a person between the steps 40 and 60.
func corrections(t *testing.T, run, dir string) {
	t.Helper()
	who, err := (&stdio{}).findActor(run, "")
	if err != nil {
		t.Fatal(err)
	}
	env, flags := who.task(), handFlags{Person: "script", Device: "keyboard", Tag: "wobbles"}
	driver, options, err := flags.driver(env)
	if err != nil {
		t.Fatal(err)
	}
	options.Policy, options.Name, options.Wait = who.newPolicy(), who.who.Name, 0
	rec, err := demos.Create(dir, demos.NewManifest(env.Spec(), flags.actor(who.who.Name, who.who.Detail), 7), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	s := hands.NewSession(env, driver, rec, options)
	in := scene.Input{Focused: true}
	for s.Phase() != hands.Deciding {
		in.Held, in.Pressed = nil, nil
		if n := s.Rollout().Steps(); n >= 40 && n < 60 {
			in.Held = []string{"ArrowRight"}
			if !s.ByPerson() {
				in.Pressed = []string{"X"}
			}
		} else if s.ByPerson() {
			in.Pressed = []string{"X"}
		}
		s.Tick(&in, env.Spec().Period)
	}
	in.Pressed = []string{"K"}
	s.Tick(&in, 0.05)
	if err := errors.Join(s.Err(), s.Close(), rec.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDAggerByHand: clone, take over, go on from the run with the person's steps.
func TestDAggerByHand(t *testing.T) {
	dir := t.TempDir()
	expert, run, fixed, next := filepath.Join(dir, "demos"), filepath.Join(dir, "run"), filepath.Join(dir, "fixed"), filepath.Join(dir, "next")
	succeed(t, "record", "pendulum", "-o", expert, "-n", "3")
	succeed(t, "train", expert, "-o", run, "--steps", "20", "--reserve", "0", "--hidden", "16", "--eval", "0")
	corrections(t, run, fixed)

	if out := succeed(t, "eval", fixed); !strings.Contains(out, "1 interventions in 1 of 1 episodes") || !strings.Contains(out, "wobbles") {
		t.Errorf("eval says\n%s", out)
	}
	succeed(t, "data", "verify", fixed)
	succeed(t, "data", "replay", fixed)
	if out := succeed(t, "data", "info", fixed); !strings.Contains(out, "person") {
		t.Errorf("info says\n%s", out)
	}
	checkCorrections(t, fixed)
	succeed(t, "train", expert, "--add", fixed, "--from-policy", run, "-o", next, "--eval", "0")
	if text, err := configText(filepath.Join(next, "config.yaml")); err != nil || !strings.Contains(string(text), "steps: 20\n") {
		t.Errorf("the configuration is not that of the run before: %v\n%s", err, text)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"train", expert, "--add", fixed, "-o", filepath.Join(dir, "x")}, "name it with --from-policy"},
		{[]string{"eval", fixed, "--against", "expert"}, "is a recording"},
		{[]string{"watch", fixed, "--record", dir}, "name a policy to take over from"},
	} {
		if status, _, stderr := call(test.args...); status != exitMisused || !strings.Contains(stderr, test.want) {
			t.Errorf("%q: %d, %s", test.args, status, stderr)
		}
	}
}

// checkCorrections looks at the manifest and the episode of corrections.
func checkCorrections(t *testing.T, dir string) {
	t.Helper()
	set, err := demos.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, err := set.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	times, steps := all[0].Interventions()
	if m := set.Manifest; times != 1 || steps < 18 || steps > 22 || m.Format != 3 || m.Actor.Person != "script" || m.Actor.Device != "keyboard" {
		t.Errorf("%d interventions over %d steps, %+v", times, steps, m.Actor)
	}
}
