package agents

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/policy"
)

// session is one process's part of a training: a learner at work in a run directory.
type session struct {
	t       *Training
	src     *Sources
	o       Options // resolved
	plan    Plan
	r       *Run
	l       Learner // nil before it is made
	p       Progress
	due     due
	best    *float64 // mean return of the policy that is kept; nil before the first evaluation
	resumed bool     // from a checkpoint of this run
	first   int64    // steps taken before this process
	since   int64    // step of the phase at which the update in progress began
	began   bool     // the last update took no step of the phase: it began one
	saved   int64    // step of the newest checkpoint
}

// due is what a step owes: it is done in the order of the fields, and what an interruption leaves is done first when the
// run is resumed.
type due struct {
	Validate   bool            `json:"validate,omitempty"`
	Line       json.RawMessage `json:"line,omitempty"` // the learner's
	Evaluate   bool            `json:"evaluate,omitempty"`
	Checkpoint bool            `json:"checkpoint,omitempty"`
	Since      *int64          `json:"since,omitempty"` // step of the phase at which the update began that is in progress
}

func (d due) any() bool {
	return d.Validate || d.Line != nil || d.Evaluate || d.Checkpoint || d.Since != nil
}

func (s *session) makeLearner() error {
	s.src.Stopwatch = s.stopwatch
	l, err := s.o.New(s.src)
	if err != nil {
		return err
	}
	if s.l = l; s.t.From == nil {
		return nil
	}
	if err := startFrom(s.l, s.t.From); err != nil {
		return fmt.Errorf("to start from: %w", err)
	}
	return nil
}

func (s *session) close() {
	if s.l != nil {
		s.l.Close()
	}
}

// begin goes to where a checkpoint was taken, or to the start.
func (s *session) begin(from *Checkpoint) error {
	if from == nil {
		if err := s.journal(); err != nil {
			return err
		}
		return s.start()
	}
	if err := s.load(from.File); err != nil {
		return fmt.Errorf("%s: the checkpoint of step %d: %w", s.r.Dir(), from.Step, err)
	}
	s.first, s.p.Total = s.l.Progress()
	if s.first != from.Step {
		return fmt.Errorf("%s: the checkpoint of step %d holds the state of step %d", s.r.Dir(), from.Step, s.first)
	}
	if err := s.journal(); err != nil {
		return err
	}
	s.resumed, s.saved, s.p.Done = true, from.Step, s.first
	if s.since, _ = s.phase(); s.due.Since != nil {
		s.since, s.due.Since = *s.due.Since, nil
	}
	return nil
}

// journal hands the learner the journal of the run, where it takes one.
func (s *session) journal() error {
	l, ok := s.l.(Journaled)
	if !ok {
		return nil
	}
	j, err := s.r.Journal(l.Extent())
	if err != nil {
		return err
	}
	l.Journal(j)
	return nil
}

// start begins at the learner's first step.
func (s *session) start() error {
	if s.src.From == "" && s.src.Resumed && s.plan.From != "" {
		return fmt.Errorf("%s began from a policy and has no checkpoint yet: name the policy again", s.r.Dir())
	}
	s.first, s.p.Total = s.l.Progress()
	s.saved, s.p.Done = s.first, s.first
	s.since, _ = s.phase()
	starter, ok := s.l.(Starter)
	if !ok {
		return nil
	}
	if err := s.r.Log(starter.Start()); err != nil {
		return err
	}
	return s.checkpoint() // from here on the run holds its configuration twice
}

// run updates the learner until the run's end or the context's.
func (s *session) run(ctx context.Context) error {
	defer s.stopwatch("")()
	if err := s.settle(ctx); err != nil {
		return err
	}
	for {
		if s.p.Done, s.p.Total = s.l.Progress(); s.p.Done >= s.p.Total {
			return nil
		}
		line, err := s.l.Update(ctx)
		s.p.Done, s.p.Total = s.l.Progress()
		switch {
		case err != nil && ctx.Err() != nil:
			return s.interrupted()
		case err != nil:
			return fmt.Errorf("%s: step %d: %w; the newest checkpoint holds the last good state", s.t.Dir, s.p.Done, err)
		}
		if err := s.owe(line); err != nil {
			return err
		}
		if err := s.settle(ctx); err != nil {
			return err
		}
	}
}

// phase is the progress by which the schedule counts.
func (s *session) phase() (done, total int64) {
	if l, ok := s.l.(Phased); ok {
		return l.Phase()
	}
	return s.l.Progress()
}

// owe notes what is due after an update. The end of a phase is an occasion for all of it.
func (s *session) owe(line Line) (err error) {
	before := s.since
	now, total := s.phase()
	s.since = now
	if s.p.Line = line; line != nil {
		if s.due.Line, err = json.Marshal(line); err != nil {
			return fmt.Errorf("%s: step %d: %w", s.t.Dir, s.p.Done, err)
		}
	}
	if s.began = now <= before; s.began {
		return nil
	}
	occasion := func(every int64) bool { return every > 0 && (now/every > before/every || now >= total) }
	_, validates := s.validator()
	s.due.Validate = validates && occasion(s.plan.Validate)
	s.due.Evaluate = occasion(s.plan.Evaluate)
	s.due.Checkpoint = occasion(s.plan.Checkpoint)
	return nil
}

// validator is the learner, where it has data to validate on.
func (s *session) validator() (Validator, bool) {
	v, ok := s.l.(Validator)
	if ok {
		_, ok = v.Kept()
	}
	return v, ok
}

// settle does what is due.
func (s *session) settle(ctx context.Context) error {
	news := s.due.Validate || s.due.Line != nil && !s.began || s.due.Evaluate
	s.p.Eval = nil
	if s.due.Validate {
		v, _ := s.validator()
		line, err := v.Validate(ctx)
		if err != nil {
			return s.stopped(ctx, err)
		}
		s.p.Error, _ = line.Get("valid_error")
		s.due.Validate = false
		if err := s.r.Log(line); err != nil {
			return err
		}
		if err := s.conclude(ctx); err != nil {
			return err
		}
	}
	if s.due.Line != nil {
		if err := s.r.Log(s.due.Line); err != nil {
			return err
		}
		s.due.Line = nil
	}
	if s.due.Evaluate {
		if err := s.evaluate(ctx); err != nil {
			return s.stopped(ctx, err)
		}
		s.due.Evaluate = false
	}
	if news {
		s.t.Progress(s.p)
	}
	if !s.due.Checkpoint {
		return nil
	}
	s.due.Checkpoint = false
	if l, ok := s.l.(Rester); ok {
		l.Rest()
	}
	s.saved = s.p.Done
	return s.checkpoint()
}

// conclude is for a phase that a validation has ended: what is left to say is said now.
func (s *session) conclude(ctx context.Context) error {
	if now, total := s.phase(); now < total {
		return nil
	}
	s.due.Checkpoint = s.plan.Checkpoint > 0
	s.p.Done, s.p.Total = s.l.Progress()
	if s.due.Line != nil {
		return nil
	}
	line, err := s.l.Update(ctx)
	if err != nil || line == nil {
		return err
	}
	s.p.Line = line
	s.due.Line, err = json.Marshal(line)
	return err
}

// checkpoint saves where the run is.
func (s *session) checkpoint() error {
	f, err := s.state()
	if err != nil {
		return err
	}
	return s.r.Checkpoint(s.p.Done, s.p.Total, f)
}

// stopped is what an error means that came while the context may have ended.
func (s *session) stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return s.interrupted()
	}
	return err
}

// interrupted saves where the run is, and says from where it goes on.
func (s *session) interrupted() error {
	if now, _ := s.phase(); now != s.since {
		s.due.Since = &s.since
	}
	f, err := s.state()
	if err != nil {
		return errors.Join(ErrInterrupted, err)
	}
	if f == nil {
		return fmt.Errorf("step %d: %w from step %d", s.p.Done, ErrInterrupted, s.saved)
	}
	return errors.Join(ErrInterrupted, s.r.Interrupt(s.p.Done, s.p.Total, f))
}

// finish writes the policy, or says of a run that evaluates that it had nothing left to do.
func (s *session) finish(ctx context.Context) (*Trained, error) {
	p, err := s.l.Policy()
	if err != nil {
		return nil, err
	}
	out := &Trained{Policy: p, Steps: s.p.Done, Now: s.p.Done - s.first}
	if v, ok := s.validator(); ok {
		kept, _ := v.Kept()
		out.Kept = &kept
	}
	switch {
	case s.plan.Evaluate == 0 || s.plan.Watch:
		return out, s.keep(p)
	case out.Now == 0 && s.resumed:
		return out, s.restore(ctx, p)
	}
	return out, nil
}

// restore says that a run is finished, and puts its policy back where that is lost and the last one was the best.
func (s *session) restore(ctx context.Context, p policy.Saved) error {
	s.t.Run.Note(fmt.Sprintf("%s is finished: it took %d steps", s.t.Dir, s.p.Done))
	path := filepath.Join(s.t.Dir, PolicyFile)
	f, err := s.t.Run.Disk.Open(path)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	res, err := s.measure(ctx, p)
	switch {
	case err != nil:
		return s.stopped(ctx, err)
	case !s.plan.KeepLast && (s.best == nil || res.Mean != *s.best):
		return fmt.Errorf("%s is lost: the checkpoint holds the last policy, which was not the best: begin again", path)
	}
	s.t.Run.Note(path + " was lost and is restored")
	return s.keep(p)
}

func (s *session) keep(p policy.Saved) error {
	f, err := p.File()
	if err != nil {
		return err
	}
	return s.r.WriteTensors(PolicyFile, f)
}

// stopwatch books the time until it is stopped: on training, or on something else in its place.
func (s *session) stopwatch(what string) (stop func()) {
	if s.t.Clock == nil {
		return func() {}
	}
	begun := s.t.Clock()
	return func() {
		spent := s.t.Clock() - begun
		if what != "" {
			s.r.Spend(what, spent)
			spent = -spent
		}
		s.r.Spend("training", spent)
	}
}
