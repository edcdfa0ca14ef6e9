package imitation

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// TestTheLeastErrorIsChosen: a mean over the tuning's seeds, the first of equals, with the steps of all trainings.
func TestTheLeastErrorIsChosen(t *testing.T) {
	run := &taskRun{bench: &Config{Tune: Tune{Demos: 4, Seeds: 2}}}
	m := &Method{Name: "x", Candidates: []grid.Changes{nil, grid.Changes("{steps: 2}"), nil}}
	trial := func(e float64) Cell { return Cell{ValidError: e, Steps: 10} }
	tuned, err := run.choose(m, []Cell{trial(1), trial(3), trial(0), trial(2), trial(2), trial(0)})
	if err != nil {
		t.Fatal(err)
	}
	if tuned.Chosen != 1 || tuned.Least() != 1 || tuned.Steps() != 60 || string(tuned.Candidates[1].Changes) != "{\"steps\": 2}\n" {
		t.Errorf("chosen is %d of %+v", tuned.Chosen, tuned.Candidates)
	}
}

// TestTuningHasSeedsOfItsOwn: no training of tuning has a seed of the benchmark.
func TestTuningHasSeedsOfItsOwn(t *testing.T) {
	for _, name := range []string{"imitation", "quick", "smoke"} {
		b, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range b.Demos {
			if d.Seeds > tuningSeeds {
				t.Errorf("%s: %d seeds reach those of tuning", name, d.Seeds)
			}
		}
	}
}
