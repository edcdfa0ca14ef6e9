package grid

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
)

// TestInterruptionSaysNothingElse: wherever the end of a context was noticed, and however often, it is said once; what
// failed as well is not lost.
func TestInterruptionSaysNothingElse(t *testing.T) {
	wrap := func(err error) error { return fmt.Errorf("hopper: cell.json: %w", err) }
	full := errors.New("no space left")
	for _, err := range []error{
		context.Canceled, wrap(context.Canceled), wrap(agents.ErrInterrupted), wrap(ErrInterrupted),
		wrap(errors.Join(wrap(context.Canceled), wrap(agents.ErrInterrupted), context.Canceled)),
	} {
		if got := Interruption(err); got != ErrInterrupted {
			t.Errorf("%v became %v", err, got)
		}
	}
	for _, err := range []error{nil, full, wrap(full), wrap(errors.Join(agents.ErrInterrupted, full)), errors.Join(wrap(full), context.Canceled)} {
		if got := Interruption(err); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
}

func TestACellOfAnotherConfigurationIsComputedAgain(t *testing.T) {
	path, calls := filepath.Join(t.TempDir(), "deep", "cell.json"), 0
	run := func(digest string) int {
		found, err := Run(t.Context(), []Cell[int]{{path, digest, func(context.Context) (int, error) { calls++; return calls, nil }}}, 2, func(int, int) {})
		if err != nil {
			t.Fatal(err)
		}
		return found[0]
	}
	for i, test := range []struct {
		digest string
		want   int
	}{{"a", 1}, {"a", 1}, {"b", 2}, {"b", 2}} {
		if got := run(test.digest); got != test.want {
			t.Errorf("call %d found %d, want %d", i, got, test.want)
		}
	}
}
