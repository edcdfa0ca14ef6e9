package agents

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Training is a run of cloning in a directory: what is learned, from what, and how it is watched. Options and Data
// decide every byte of the result; the rest decides none.
type Training struct {
	Dir     string
	Data    *data.Pairs
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
	Split      data.Split
	Steps      int      // taken
	Now        int      // of them in this process; 0: the run was finished before
	BestStep   int      // whose weights were kept; Steps where nothing was reserved
	ValidError *float64 // of those weights; nil where nothing was reserved
}

// ErrInterrupted says that a run was stopped by its context and can be resumed.
var ErrInterrupted = errors.New("interrupted: the run can be resumed")

// Train clones the demonstrations, or goes on doing so where a run was interrupted, and writes the run directory. When
// the context ends it saves a checkpoint and returns ErrInterrupted.
func (t *Training) Train(ctx context.Context) (*Trained, error) {
	if t.Options.DAgger.Rounds > 0 {
		return nil, errors.New("the configuration asks for rounds of DAgger, which needs an expert to ask")
	}
	return t.train(ctx, nil)
}

// train opens the run directory and learns there, in rounds if there is an expert to ask.
func (t *Training) train(ctx context.Context, d *DAgger) (trained *Trained, err error) {
	t.defaults()
	if err := t.Options.Validate(); err != nil {
		return nil, err
	}
	if err := t.resolve(); err != nil {
		return nil, err
	}
	s := &session{t: t, dagger: d}
	defer func() { s.close() }()
	if !t.begun() { // what cannot begin leaves no directory behind
		if err := s.hire(); err != nil {
			return nil, err
		}
	}
	r, from, err := OpenRun(t.Dir, t.Options.YAML(), t.Run)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s.r = r
	if err := s.begin(from); err != nil {
		return nil, err
	}
	for {
		if err := s.clone(ctx); err != nil {
			return nil, err
		}
		if s.round == t.Options.DAgger.Rounds {
			return s.finish()
		}
		if err := s.advance(ctx); err != nil {
			return nil, err
		}
	}
}

// defaults fills in what the caller left out of how the run is carried out.
func (t *Training) defaults() {
	if t.Workers == 0 {
		t.Workers = runtime.GOMAXPROCS(0)
	}
	if t.Options.Task == "" {
		t.Options.Task = t.Data.Spec().Name
	}
	if t.Progress == nil {
		t.Progress = func(Progress) {}
	}
	if t.Run.Disk == nil {
		t.Run.Disk = disk.OS{}
	}
	if t.Run.Note == nil {
		t.Run.Note = func(string) {}
	}
}

// resolve writes into the options what the run depends on beside them. A configuration that names its data accepts no
// other; where a run is resumed, opening it compares all that the configurations say.
func (t *Training) resolve() error {
	is := Resolved{Data: t.Data.Digest(), Kernel: kernel.Path()}
	if was := t.Options.Resolved.Data; was != "" && was != is.Data && !t.Run.Force && !t.begun() {
		return fmt.Errorf("the configuration is for data of SHA-256 %s, these have %s", was, is.Data)
	}
	t.Options.Resolved = is
	return nil
}

// begun reports whether there is a run to resume.
func (t *Training) begun() bool {
	if !t.Run.Resume {
		return false
	}
	f, err := t.Run.Disk.Open(filepath.Join(t.Dir, ConfigFile))
	if err != nil {
		return false
	}
	f.Close()
	return true
}
