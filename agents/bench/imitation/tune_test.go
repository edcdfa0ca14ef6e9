package imitation

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
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

// TestWidenedTasksActAlike: only the bounds of the first coordinate are wider, which the name of the task says, and the
// task clips as before.
func TestWidenedTasksActAlike(t *testing.T) {
	newEnv, err := suite.Make("pendulum")
	if err != nil {
		t.Fatal(err)
	}
	wider, err := widen(newEnv, 20)
	if err != nil {
		t.Fatal(err)
	}
	plain, wide := newEnv().Spec(), wider().Spec()
	a, b := plain.Action.(space.Box), wide.Action.(space.Box)
	if b.Lo[0] != 20*a.Lo[0] || b.Hi[0] != 20*a.Hi[0] || len(wide.Params) != len(plain.Params)+1 {
		t.Errorf("widened is %+v with %+v", b, wide.Params)
	}
	discrete, err := suite.Make("cartpole")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := widen(discrete, 20); err == nil {
		t.Error("the actions of cartpole were widened")
	}
}

// TestATrainingThatDivergesEndsWithWhatItHad: the cell says why, and its error is that of the last good weights.
func TestATrainingThatDivergesEndsWithWhatItHad(t *testing.T) {
	b, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	run := &taskRun{bench: b, s: grid.Setting{Dir: t.TempDir()}, task: "pendulum"}
	if err := run.prepare(t.Context(), &TaskResult{}); err != nil {
		t.Fatal(err)
	}
	defer run.data.Close()
	o, err := run.options(&b.Methods[0], 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	o.Schedule.Rate, o.ClipNorm = 1e30, 1e30
	_, out, err := run.train(t.Context(), o, 1)
	if err != nil {
		t.Fatal(err)
	}
	if out.Trouble == "" || out.Steps >= o.Steps {
		t.Errorf("a training at a rate of 1e30 found %+v", out)
	}
}
