package base

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

func smoke() *options {
	o := defaults()
	o.tasks, o.seeds, o.steps, o.eval = []string{"inverted-pendulum"}, 2, 20, 2
	return o
}

func TestOptionsAreChecked(t *testing.T) {
	for want, change := range map[string]func(*options){
		"":                           func(*options) {},
		`unknown task "hoper"`:       func(o *options) { o.tasks = []string{"hoper"} },
		"--tasks names none":         func(o *options) { o.tasks = nil },
		"--seeds 1: want at least 2": func(o *options) { o.seeds = 1 },
		"--episodes 1: want":         func(o *options) { o.episodes = 1 },
		"--steps 0: want":            func(o *options) { o.steps = 0 },
		"--eval 0: want":             func(o *options) { o.eval = 0 },
	} {
		o := smoke()
		change(o)
		err := o.Validate("")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestOnlyTheBaseDiffers: the two methods differ in nothing else.
func TestOnlyTheBaseDiffers(t *testing.T) {
	r := smoke().recipe("hopper")
	with, without := r.Methods[0].Options, r.Methods[1].Options
	if with.LinearBase >= 1 || without.LinearBase != 1 {
		t.Errorf("thresholds %v and %v", with.LinearBase, without.LinearBase)
	}
	without.LinearBase = with.LinearBase
	if string(with.YAML()) != string(without.YAML()) {
		t.Error("they differ in more")
	}
}

// TestABaseIsCorrected where the expert is linear, an interrupted benchmark goes on, and finds the same.
func TestABaseIsCorrected(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := smoke().Run(ctx, grid.Setting{Seed: 3, Dir: dir, Progress: func(what string, done, _ int) {
		if what == "inverted-pendulum" && done == 1 {
			cancel()
		}
	}})
	if !errors.Is(err, grid.ErrInterrupted) {
		t.Fatalf("interrupted, it ended with %v", err)
	}
	resumed, err := smoke().Run(t.Context(), grid.Setting{Seed: 3, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := smoke().Run(t.Context(), grid.Setting{Seed: 3, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	a, b := resumed.JSON.([]row)[0], whole.JSON.([]row)[0]
	if a.Linear != 2 || a.line() != b.line() {
		t.Errorf("after an interruption\n%s\nwithout\n%s", a.line(), b.line())
	}
}

func TestSections(t *testing.T) {
	o := smoke()
	better := newRow("a", 0, []scores{{Corrected: 0.9, Plain: 0.5, Linear: true}, {Corrected: 1, Plain: 0.75}})
	worse := newRow("b", 0, []scores{{Corrected: 0.5, Plain: 0.75}, {Corrected: 0.25, Plain: 0.5}})
	var text strings.Builder
	report.Write(&text, o.sections([]row{better}, 3), report.Text)
	for _, want := range []string{"5 demonstrations and 1 reserved, 20 steps, 2 episodes, seeds 3 to 4", "0.950  0.625", "0.325", "1 of 2", "Worse on no task"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	text.Reset()
	report.Write(&text, o.sections([]row{better, worse}, 3), report.Text)
	if !strings.Contains(text.String(), "Worse on [b]") {
		t.Errorf("got\n%s", text.String())
	}
}

// TestTheDoublePendulumBalances: with a policy to correct its clone stands in many episodes, without one it falls within
// a second in all.
func TestTheDoublePendulumBalances(t *testing.T) {
	if testing.Short() {
		t.Skip("trains two policies for 2,500 steps")
	}
	o := defaults()
	o.eval = 5
	out, err := o.recipe("inverted-double-pendulum").Run(t.Context(), grid.Setting{Seed: 2000, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	with, without := *out.Learned(corrected).Result.Normalized, *out.Learned(plain).Result.Normalized
	if with < 0.4 || without > 0.1 {
		t.Errorf("with a policy to correct the score is %v, without one %v", with, without)
	}
}
