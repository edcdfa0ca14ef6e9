package agents

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Training is a run of cloning in a directory: what is learned, from what, and how it is watched. Options and Data
// decide every byte of the result; the rest decides none.
type Training struct {
	Dir     string
	Data    *Data
	Options TrainOptions
	Run     RunOptions
	Workers int   // goroutines; 0: GOMAXPROCS
	Clock   Clock // nil: no timings

	// Progress, if not nil, is told how far the run is whenever there is something new to say.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Step, Steps int
	Loss        float64 // mean over the last interval
	Error       float64 // the last validation error; negative before the first
}

// Trained is what a run has learned.
type Trained struct {
	Policy     *policy.Network
	Split      Split
	Steps      int      // taken
	BestStep   int      // whose weights were kept; Steps where nothing was reserved
	ValidError *float64 // of those weights; nil where nothing was reserved
}

// ErrInterrupted says that a run was stopped by its context and can be resumed.
var ErrInterrupted = errors.New("interrupted: the run can be resumed")

// Train clones the demonstrations, or goes on doing so where a run was interrupted, and writes the run directory. When
// the context ends it saves a checkpoint and returns ErrInterrupted.
func (t *Training) Train(ctx context.Context) (trained *Trained, err error) {
	t.defaults()
	if err := t.Options.Validate(); err != nil {
		return nil, err
	}
	if err := t.resolve(); err != nil {
		return nil, err
	}
	c, err := NewCloner(t.Options, t.Data, t.Workers)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r, from, err := OpenRun(t.Dir, t.Options.YAML(), t.Run)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if from != nil {
		if err := c.Load(from.File); err != nil {
			return nil, fmt.Errorf("%s: %w", r.path(checkpointName{step: from.Step}.String()), err)
		}
	}
	return t.loop(ctx, c, r, from == nil)
}

// defaults fills in what the caller left out of how the run is carried out.
func (t *Training) defaults() {
	if t.Workers == 0 {
		t.Workers = runtime.GOMAXPROCS(0)
	}
	if t.Progress == nil {
		t.Progress = func(Progress) {}
	}
	if t.Run.Disk == nil {
		t.Run.Disk = OS{}
	}
	if t.Run.Note == nil {
		t.Run.Note = func(string) {}
	}
}

// resolve writes into the options what the run depends on beside them. A configuration that names its data accepts no
// other.
func (t *Training) resolve() error {
	is := Resolved{Data: t.Data.Digest(), Kernel: kernel.Path()}
	if was := t.Options.Resolved.Data; was != "" && was != is.Data && !t.Run.Force {
		return fmt.Errorf("the configuration is for data of SHA-256 %s, these have %s", was, is.Data)
	}
	t.Options.Resolved = is
	return nil
}

// loop takes steps until the end of the run or of the context.
func (t *Training) loop(ctx context.Context, c *Cloner, r *Run, fresh bool) (*Trained, error) {
	if fresh {
		if err := r.Log(c.start()); err != nil {
			return nil, err
		}
	}
	begun := t.now()
	defer func() { r.Spend("training", t.now()-begun) }()
	p := Progress{Step: c.Steps(), Steps: t.Options.Steps, Error: -1}
	for !c.Done() {
		if ctx.Err() != nil {
			return nil, errors.Join(ErrInterrupted, r.Interrupt(int64(c.Steps()), c.File()))
		}
		if _, err := c.Step(); err != nil {
			return nil, fmt.Errorf("%s: %w; the last good state is in the newest checkpoint", r.Dir(), err)
		}
		if err := c.account(r, &p); err != nil {
			return nil, err
		}
		if p.Step == c.Steps() {
			t.Progress(p)
		}
	}
	return c.finish(r)
}

func (t *Training) now() time.Duration {
	if t.Clock == nil {
		return 0
	}
	return t.Clock()
}

// account does what is due after a step: a line of metrics, a validation, a checkpoint. The end of the run is an
// occasion for all of them.
func (c *Cloner) account(r *Run, p *Progress) error {
	step := c.state.Step
	due := func(every int) bool { return step%every == 0 || step == c.o.Steps }
	if due(c.o.ValidateEvery) && len(c.split.Valid) > 0 {
		line := c.Validate()
		p.Step, p.Error = step, line.Error
		if err := r.Log(line); err != nil {
			return err
		}
	}
	if due(c.o.LogEvery) || c.Done() {
		line := c.state.Recent.line(step, c.state.Sampler.Epoch, c.o.Schedule.At(step-1))
		p.Step, p.Loss = step, line.Loss
		c.state.Recent = interval{}
		if err := r.Log(line); err != nil {
			return err
		}
	}
	if due(c.o.CheckpointEvery) || c.Done() {
		return r.Checkpoint(int64(step), c.File())
	}
	return nil
}

// finish writes the policy: the best weights where pairs were reserved, else the last.
func (c *Cloner) finish(r *Run) (*Trained, error) {
	out := &Trained{Policy: c.Policy(), Split: c.split, Steps: c.state.Step, BestStep: c.state.Step}
	if len(c.split.Valid) > 0 {
		out.BestStep, out.ValidError = c.state.BestStep, &c.state.Best
	}
	f, err := out.Policy.File()
	if err != nil {
		return nil, err
	}
	return out, r.WriteTensors(PolicyFile, f)
}
