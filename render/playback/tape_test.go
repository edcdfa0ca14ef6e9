package playback_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/render/playback"
)

func TestTape(t *testing.T) {
	var tape playback.Tape
	next := func() [2]float64 {
		a := [2]float64{9, 9}
		tape.Act(a[:], nil)
		return a
	}
	if a := next(); a != [2]float64{} {
		t.Errorf("an empty tape sends %v", a)
	}
	tape.Play([]float64{1, 2, 3, 4})
	first := tape.SaveState([]byte("head"))
	for i, want := range [][2]float64{{1, 2}, {3, 4}, {3, 4}} {
		if a := next(); a != want {
			t.Errorf("step %d: %v, want %v", i, a, want)
		}
	}
	if err := tape.LoadState(first[len("head"):]); err != nil || next() != [2]float64{1, 2} {
		t.Errorf("rewound it does not begin again: %v", err)
	}
	if tape.LoadState([]byte("short")) == nil {
		t.Error("loaded what is no position")
	}
}

// TestTapeKeepsTheContract, so that a viewer can go back in a recording.
func TestTapeKeepsTheContract(t *testing.T) {
	newTape := func() envs.Policy {
		var tape playback.Tape
		tape.Play([]float64{0.5, -1, 2})
		return &tape
	}
	if err := envtest.CheckPolicy(pendulum, newTape); err != nil {
		t.Error(err)
	}
}
