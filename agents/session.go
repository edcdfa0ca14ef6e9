package agents

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// session is one process's part of a training: a Cloner at work in a run directory. A round of DAgger has a Cloner of
// its own, round 0 the demonstrations alone.
type session struct {
	t      *Training
	r      *Run
	dagger *DAgger // nil for plain cloning
	c      *Cloner // nil before it is hired
	round  int
	taken  int // steps of this process
	p      Progress
}

const roundKey = "round"

// begin goes to where a checkpoint was taken, or to the start of round 0.
func (s *session) begin(from *Checkpoint) error {
	if from != nil {
		most := s.t.Options.DAgger.Rounds
		if err := json.Unmarshal([]byte(from.File.Meta[roundKey]), &s.round); err != nil || s.round < 0 || s.round > most {
			return fmt.Errorf("%s: the checkpoint of step %d names no round from 0 to %d", s.r.Dir(), from.Step, most)
		}
	}
	if s.round > 0 {
		if err := s.dagger.recall(s); err != nil {
			return err
		}
	}
	if s.c == nil {
		if err := s.hire(); err != nil {
			return err
		}
	}
	if from == nil {
		if err := s.r.Log(s.start()); err != nil {
			return err
		}
		return s.r.Checkpoint(0, s.c.file(s.round)) // from here on the run holds its configuration twice
	}
	if err := s.c.Load(from.File); err != nil {
		return fmt.Errorf("%s: the checkpoint of step %d: %w", s.r.Dir(), from.Step, err)
	}
	if s.p.Step = s.step(); int64(s.p.Step) != from.Step {
		return fmt.Errorf("%s: the checkpoint of step %d holds the state of step %d", s.r.Dir(), from.Step, s.p.Step)
	}
	return nil
}

// hire makes the round's Cloner.
func (s *session) hire() (err error) {
	s.p = Progress{Step: s.p.Step, Steps: s.t.Options.Steps * (1 + s.t.Options.DAgger.Rounds), Error: -1}
	s.c, err = newCloner(s.t.Options, s.t.Data, uint64(s.round), s.t.Workers)
	return err
}

// close ends the Cloner's goroutines.
func (s *session) close() {
	if s.c != nil {
		s.c.Close()
	}
}

// step is the number of steps taken in all rounds.
func (s *session) step() int { return s.round*s.t.Options.Steps + s.c.Steps() }

// clone takes steps until the round's end or the context's.
func (s *session) clone(ctx context.Context) error {
	if s.c.Done() {
		return nil
	}
	begun := s.now()
	defer func() { s.r.Spend("training", s.now()-begun) }()
	for !s.c.Done() {
		if ctx.Err() != nil {
			return errors.Join(ErrInterrupted, s.r.Interrupt(int64(s.step()), s.c.file(s.round)))
		}
		if _, err := s.c.Step(); err != nil {
			return fmt.Errorf("%s: %w; the newest checkpoint holds the last good state", s.r.Dir(), err)
		}
		s.taken++
		if err := s.account(); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) now() time.Duration {
	if s.t.Clock == nil {
		return 0
	}
	return s.t.Clock()
}

// account does what is due after a step: a validation, a line of metrics, a checkpoint. The end of a round is an
// occasion for all of them.
func (s *session) account() error {
	c, news := s.c, false
	due := func(every int) bool { return c.Steps()%every == 0 || c.Done() }
	if due(c.o.ValidateEvery) && len(c.split.Valid) > 0 {
		line, err := c.Validate()
		if err != nil {
			return err
		}
		line.Step, s.p.Error, news = s.step(), line.Error, true
		if err := s.r.Log(line); err != nil {
			return err
		}
	}
	if due(c.o.LogEvery) {
		line := c.Recent()
		line.Step, s.p.Loss, news = s.step(), line.Loss, true
		if err := s.r.Log(line); err != nil {
			return err
		}
	}
	if news {
		s.p.Step = s.step()
		s.t.Progress(s.p)
	}
	if due(c.o.CheckpointEvery) {
		return s.r.Checkpoint(int64(s.step()), c.file(s.round))
	}
	return nil
}

// start is the first line of metrics of a round.
func (s *session) start() StartLine {
	line := s.c.start()
	line.Step, line.Round = s.step(), s.round
	return line
}

// finish writes the policy.
func (s *session) finish() (*Trained, error) {
	out := &Trained{Policy: s.c.Policy(), Split: s.c.split, Steps: s.step(), Now: s.taken, BestStep: s.step()}
	if len(s.c.split.Valid) > 0 {
		out.BestStep, out.ValidError = s.step()-s.c.Steps()+s.c.state.BestStep, &s.c.state.Best
	}
	f, err := out.Policy.File()
	if err != nil {
		return nil, err
	}
	return out, s.r.WriteTensors(PolicyFile, f)
}
