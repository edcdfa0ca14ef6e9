package losses

import (
	"context"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// TestInterruptedInEveryPart: wherever it is, it says so and nothing else, and writes nothing.
func TestInterruptedInEveryPart(t *testing.T) {
	for _, part := range []string{"cost of a step", "gradients", "solvers", "training"} {
		o := &options{task: "pendulum", quick: true}
		if err := o.Validate(""); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		found, err := o.Run(ctx, grid.Setting{Dir: "/nonexistent", Progress: func(what string, _, _ int) {
			if what == part {
				cancel()
			}
		}})
		if err != errInterrupted || found != nil {
			t.Errorf("interrupted at %s: %v", part, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for task, want := range map[string]string{"pendulmu": "pendulum", "": "task"} {
		if err := (&options{task: task}).Validate(""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", task, err, want)
		}
	}
}
