package agents

import (
	"context"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Learner turns demonstrations, an environment, or both, into a policy. A Training drives it: the driver owns the
// directory, the metrics, the checkpoints, evaluation, interruption and resumption, for every method alike.
type Learner interface {
	// Update works until the next line of metrics is due and returns it; nil where the driver has something else to do
	// first, such as a checkpoint. When the context ends it returns the context's error within 0.3 s, at a point whose
	// State is complete. Any other error ends the run; the newest checkpoint then holds the last good state.
	Update(ctx context.Context) (Line, error)

	// Progress is the number of steps taken and of those the run takes in all; the run is at its end when they are equal,
	// or more were taken.
	Progress() (done, total int64)

	// Policy is what has been learned so far. It shares nothing with the learner.
	Policy() (policy.Saved, error)

	// Adopt starts from a policy, or says why it cannot. It is called before the first Update.
	Adopt(p policy.Saved) error

	// State is everything that affects the future, valid until the next Update. It is nil where an episode is in progress
	// in an environment that cannot be saved: the run then resumes at its last checkpoint.
	State() *net.File

	// Load continues from a State of the same options and data. A file that holds none is an error.
	Load(f *net.File) error

	// Close ends the learner's goroutines.
	Close()
}

// A Learner may have these powers, too.
type (
	// Starter has a line of metrics to begin with, and again after Load it has none: what there is to learn from.
	Starter interface{ Start() Line }

	// Validator measures itself on data reserved for that and keeps what did best, which Policy then is.
	Validator interface {
		Validate(ctx context.Context) (Line, error) // nothing has changed where the error is the context's
		Kept() (k Kept, reserved bool)              // false where nothing is reserved
	}

	// Phased learns in phases of which each has validations and checkpoints of its own, counted from its first step.
	Phased interface{ Phase() (done, total int64) }

	// Rester has episodes in progress. At a scheduled checkpoint it begins new ones, so that the checkpoint needs no state
	// of an environment.
	Rester interface{ Rest() }

	// Journaled learns from rows that it adds one after another, a replay buffer, which are too many for every checkpoint to
	// hold. Once it has a journal it appends each row to it, and its State leaves them out; a State that is loaded has them
	// again, as JournalTensor. Without a journal its State is complete.
	Journaled interface {
		Extent() Extent

		// Journal hands over the journal, after Adopt or Load and before the first Update. Where it is empty the learner first
		// appends the rows that it holds.
		Journal(j *Journal)
	}
)

// Kept is which state a Validator has kept.
type Kept struct {
	Step     int64
	Error    float64 // on the reserved data
	Reserved string  // which those are, in words
}
