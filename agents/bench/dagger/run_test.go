package dagger

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

func TestDAggerCountsEveryQueryAndRepeats(t *testing.T) {
	if _, err := Load("dagger"); err != nil {
		t.Error(err)
	}
	run := func() Curve {
		b, err := Load("smoke")
		if err != nil {
			t.Fatal(err)
		}
		var found *TaskResult
		err = b.Run(t.Context(), grid.Setting{Seed: 1, Dir: t.TempDir()}, func(f *TaskResult) error { found = f; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Curves) != 2 || !found.Scale.Defined() {
			t.Fatalf("%d curves on the scale %+v", len(found.Curves), found.Scale)
		}
		return found.Curves[1]
	}
	first := run()
	if want := []int{200, 400, 600}; !slices.Equal(first.Queries, want) || len(first.Returns) != 3 {
		t.Errorf("the expert was queried %v times, want %v; returns %v", first.Queries, want, first.Returns)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if second := run(); !slices.Equal(first.Returns, second.Returns) {
		t.Errorf("the same seed gave %v and %v", first.Returns, second.Returns)
	}
}

func TestConfigurationsAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Config){
		`tasks[0] is "multilabel:../toys": want a name of`:   func(b *Config) { b.Tasks = []string{"multilabel:../toys"} },
		`tasks[1] is "hopper": want a name that occurs once`: func(b *Config) { b.Tasks = []string{"hopper", "hopper"} },
		"demos is 0: want 1 or more":                         func(b *Config) { b.Demos = 0 },
	} {
		b, err := Load("smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(b)
		if err := b.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestEpisodesAreShortenedWhereNothingEndsThem, and where the benchmark says how far.
func TestEpisodesAreShortenedWhereNothingEndsThem(t *testing.T) {
	for _, c := range []struct {
		task    string
		horizon int
		want    int // steps of an episode with expert queries
		parts   int
	}{{"halfcheetah", 250, 250, 4}, {"halfcheetah", 0, 1000, 1}, {"hopper", 250, 1000, 1}, {"pendulum", 100, 100, 2}} {
		b := smoke(t)
		b.Tasks, b.Horizon = []string{c.task}, c.horizon
		r := &taskRun{b: b, task: c.task}
		if err := r.makeTask(); err != nil {
			t.Fatal(err)
		}
		if got := r.queried().Spec().Horizon; got != c.want || r.parts != c.parts {
			t.Errorf("%s at %d: episodes of %d steps, %d for one, want %d and %d", c.task, c.horizon, got, r.parts, c.want, c.parts)
		}
	}
}
