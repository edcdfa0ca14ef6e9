package grid

import (
	"context"
	"errors"
	"fmt"
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
