package imitation

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

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
