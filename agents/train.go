package agents

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Training is a run of a method in a directory: what is learned, from what, and how it is watched. Options and Sources
// decide every byte of the result; the rest decides none.
type Training struct {
	Dir     string
	Options Options
	Sources Sources
	From    *net.File // a policy, or a checkpoint of the same method, to start from; nil for none
	Run     RunOptions
	Clock   Clock // nil: no timings

	// Progress, if not nil, is told how far the run is whenever there is something new to say.
	Progress func(Progress)

	// Conclude, if not nil, is called once the run has ended, with what was learned. The directory is still locked then:
	// what it writes there is the run's.
	Conclude func(*Trained) error
}

// Progress is how far a run is.
type Progress struct {
	Done, Total int64
	Line        Line        // the learner's newest; nil where the news is another
	Error       float64     // of the last validation; negative before the first
	Eval        *Evaluation // nil between evaluations
}

// Trained is what a run has learned.
type Trained struct {
	Policy policy.Saved
	Steps  int64 // taken
	Now    int64 // of them in this process; 0: the run was finished before
	Kept   *Kept // nil where nothing was reserved for validation
}

// ErrInterrupted says that a run was stopped by its context and can be resumed.
var ErrInterrupted = errors.New("interrupted: the run can be resumed")

// Train runs the method to its end, or goes on where the run was interrupted, and writes the run directory. When the
// context ends it saves what it can and returns ErrInterrupted.
func (t *Training) Train(ctx context.Context) (trained *Trained, err error) {
	s, err := t.plan()
	if err != nil {
		return nil, err
	}
	defer s.close()
	if !s.src.Resumed { // what cannot begin leaves no directory behind
		if err := s.makeLearner(); err != nil {
			return nil, err
		}
	}
	if u, ok := s.o.(Upgrader); ok {
		t.Run.Upgrade = u.Upgrade
	}
	r, from, err := OpenRun(t.Dir, s.o.YAML(), t.Run)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s.r = r
	if s.l == nil {
		if err := s.makeLearner(); err != nil {
			return nil, err
		}
	}
	if err := s.begin(from); err != nil {
		return nil, err
	}
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	if trained, err = s.finish(ctx); err != nil || t.Conclude == nil {
		return trained, err
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	return trained, t.Conclude(trained)
}

// plan resolves the options.
func (t *Training) plan() (*session, error) {
	if err := t.Options.Validate(); err != nil {
		return nil, err
	}
	s := &session{t: t, src: t.sources(), p: Progress{Error: -1}}
	var err error
	if s.o, err = t.Options.Resolve(s.src); err != nil {
		return nil, err
	}
	if s.plan = s.o.Plan(); s.plan.Evaluate > 0 && s.src.NewEnv == nil {
		return nil, errors.New("evaluation during training needs the task to play in")
	}
	return s, nil
}

// sources fills in what the caller left out, and what the driver knows.
func (t *Training) sources() *Sources {
	if t.Progress == nil {
		t.Progress = func(Progress) {}
	}
	if t.Run.Disk == nil {
		t.Run.Disk = disk.OS{}
	}
	if t.Run.Note == nil {
		t.Run.Note = func(string) {}
	}
	src := t.Sources
	if src.Workers == 0 {
		src.Workers = runtime.GOMAXPROCS(0)
	}
	src.Dir, src.Disk, src.Note, src.Force = t.Dir, t.Run.Disk, t.Run.Note, t.Run.Force
	src.Resumed, src.From = t.begun(), digest(t.From)
	return &src
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

// startFrom begins with what another run has learned: all of it where the file is a checkpoint, the policy where it is
// one.
func startFrom(l Learner, f *net.File) error {
	if isCheckpoint(f) {
		if err := l.Load(f); err != nil {
			return fmt.Errorf("the checkpoint: %w", err)
		}
		if done, total := l.Progress(); done >= total {
			return fmt.Errorf("the checkpoint is of step %d, and steps, which count from the beginning, are %d: want more", done, total)
		}
		return nil
	}
	p, err := policy.Read(f)
	if err != nil {
		return fmt.Errorf("neither a checkpoint nor a policy: %w", err)
	}
	return l.Adopt(p)
}
