package rl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"

	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Training is a run in a directory: config.yaml, metrics.jsonl, checkpoints, and policy.safetensors, the policy that did
// best on the tuning episodes. Options alone decide the bytes of the result.
type Training struct {
	Dir     string
	Options Options
	NewEnv  func() envs.Env
	Run     agents.RunOptions
	Clock   agents.Clock           // nil: no timings
	Demos   []*demos.Demonstration // gail: the expert's episodes, of a task with the same observations and actions
	From    *net.File              // a policy, or a checkpoint of the same method, to start from; nil for none

	// Progress, if not nil, is told every evaluation, and between them what the last episodes returned.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Line  Line
	Eval  *EvalLine // nil between evaluations
	Steps int64     // in all
}

// session is one process's part of a run.
type session struct {
	t     *Training
	o     Options
	spec  envs.Spec
	r     *agents.Run
	l     learner
	best  float64 // mean return of the policy that is kept
	saved int64   // step of the newest checkpoint
}

const bestKey = "best"

// Train runs to the end, or goes on where a run was interrupted. When the context ends it returns
// agents.ErrInterrupted; the run then continues from its last checkpoint.
func (t *Training) Train(ctx context.Context) error {
	o := t.Options
	if err := o.Validate(); err != nil {
		return err
	}
	if t.Run.Disk == nil {
		t.Run.Disk = disk.OS{}
	}
	if t.Run.Note == nil {
		t.Run.Note = func(string) {}
	}
	spec := t.NewEnv().Spec()
	if err := t.check(spec); err != nil {
		return err
	}
	o.Resolved = t.resolve(spec)
	s := &session{t: t, o: o, spec: spec, l: newLearner(o, t.NewEnv, t.Demos), best: math.Inf(-1)}
	defer s.l.Close()
	if t.From != nil { // before a directory is made that holds nothing
		if err := s.startFrom(t.From); err != nil {
			return fmt.Errorf("to start from: %w", err)
		}
	}
	return s.write(ctx)
}

// write opens the directory and learns, from the checkpoint that it holds or from the beginning.
func (s *session) write(ctx context.Context) (err error) {
	dir := s.t.Dir
	r, from, err := agents.OpenRun(dir, s.o.YAML(), s.t.Run)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s.r = r
	switch {
	case from != nil:
		if err := s.load(from.File); err != nil {
			return fmt.Errorf("%s: the checkpoint of step %d: %w", dir, from.Step, err)
		}
		if s.saved = from.Step; s.l.Steps() >= s.o.Steps {
			return s.finished(ctx)
		}
	case s.t.From == nil && s.o.Resolved.From != "":
		return fmt.Errorf("%s began from a policy and has no checkpoint yet: name the policy again", dir)
	}
	return s.run(ctx)
}

// finished says so of a run that has nothing left to do, and puts its policy back where that is lost and the last one was
// the best.
func (s *session) finished(ctx context.Context) error {
	s.t.Run.Note(fmt.Sprintf("%s is finished: it took %d steps", s.t.Dir, s.l.Steps()))
	path := filepath.Join(s.t.Dir, agents.PolicyFile)
	f, err := s.t.Run.Disk.Open(path)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	n, res, err := s.measure(ctx)
	switch {
	case err != nil:
		return err
	case s.o.Method != "gail" && res.Mean != s.best:
		return fmt.Errorf("%s is lost: the checkpoint holds the last policy, which was not the best: begin anew", path)
	}
	s.t.Run.Note(path + " was lost and is restored")
	return s.keep(n)
}

func (s *session) run(ctx context.Context) error {
	if s.t.Clock != nil {
		begun := s.t.Clock()
		defer func() { s.r.Spend("training", s.t.Clock()-begun) }()
	}
	for s.l.Steps() < s.o.Steps {
		if ctx.Err() != nil {
			return s.interrupted()
		}
		before := s.l.Steps()
		line, err := s.l.Update()
		if err != nil {
			return fmt.Errorf("%s: step %d: %w; the newest checkpoint holds the last good state", s.t.Dir, s.l.Steps(), err)
		}
		if err := s.r.Log(line); err != nil {
			return err
		}
		if err := s.account(ctx, line, before); err != nil {
			return err
		}
	}
	return nil
}

// account does what is due after an update: an evaluation, a checkpoint.
func (s *session) account(ctx context.Context, line Line, before int64) error {
	now := s.l.Steps()
	due := func(every int64) bool { return now/every > before/every || now >= s.o.Steps }
	p := Progress{Line: line, Steps: s.o.Steps}
	if due(s.o.EvalEvery) {
		eval, err := s.evaluate(ctx)
		if err != nil {
			return err
		}
		p.Eval = eval
	}
	if s.t.Progress != nil {
		s.t.Progress(p)
	}
	if !due(s.o.CheckpointEvery) {
		return nil
	}
	s.l.Rest()
	s.saved = now
	return s.r.Checkpoint(now, s.file())
}

// interrupted says where the run goes on: at a checkpoint, since only there no episode is in progress.
func (s *session) interrupted() error {
	return fmt.Errorf("step %d: %w from step %d", s.l.Steps(), agents.ErrInterrupted, s.saved)
}

// evaluate plays the tuning episodes and keeps the policy if no other did better. Who imitates knows no reward to choose
// by, and keeps the last.
func (s *session) evaluate(ctx context.Context) (*EvalLine, error) {
	n, res, err := s.measure(ctx)
	if err != nil {
		return nil, err
	}
	line := &EvalLine{Step: s.l.Steps(), Mean: res.Mean, Std: deviation(res.Rows), Best: res.Mean > s.best || s.o.Method == "gail"}
	if line.Best {
		s.best = res.Mean
		if err := s.keep(n); err != nil {
			return nil, err
		}
	}
	return line, s.r.Log(line)
}

// measure plays the tuning episodes by the present policy.
func (s *session) measure(ctx context.Context) (*policy.Network, *eval.Result, error) {
	n, err := s.l.Policy()
	if err != nil {
		return nil, nil, err
	}
	o := eval.Default()
	o.Episodes, o.Seed, o.Purpose, o.Bootstrap.Resamples = s.o.EvalEpisodes, s.o.Seed, envs.Tuning, 1
	res, err := eval.Evaluate(ctx, s.t.NewEnv, func() envs.Policy { return n.Clone() }, o)
	if ctx.Err() != nil {
		err = s.interrupted()
	}
	return n, res, err
}

func (s *session) keep(n *policy.Network) error {
	f, err := n.File()
	if err != nil {
		return err
	}
	return s.r.WriteTensors(agents.PolicyFile, f)
}

func (s *session) file() *net.File {
	f := s.l.File()
	text, err := json.Marshal(s.best)
	if err != nil {
		text = []byte("null") // no evaluation yet
	}
	f.Meta[bestKey] = string(text)
	if text, err = json.Marshal(origin{s.o.Method, s.o.Activation, s.spec}); err != nil {
		panic("rl: a task that JSON cannot hold: " + err.Error())
	}
	f.Meta[originKey] = string(text)
	return f
}

func (s *session) load(f *net.File) error {
	var best *float64
	if err := json.Unmarshal([]byte(f.Meta[bestKey]), &best); err != nil {
		return fmt.Errorf("the best return so far: %w", err)
	}
	if best != nil {
		s.best = *best
	}
	return s.l.Load(f)
}

// deviation is that of the episodes' returns.
func deviation(rows []eval.Row) float64 {
	returns := make([]float64, len(rows))
	for i, r := range rows {
		returns[i] = r.Return
	}
	return stat.PopStdDev(returns, nil)
}
