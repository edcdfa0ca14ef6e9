package rl

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/disk"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
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
	t    *Training
	o    Options
	r    *agents.Run
	l    learner
	best float64 // mean return of the policy that is kept
}

const bestKey = "best"

// Train runs to the end, or goes on where a run was interrupted. When the context ends it returns
// agents.ErrInterrupted; the run then continues from its last checkpoint.
func (t *Training) Train(ctx context.Context) (err error) {
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
	if err := t.checkDemos(spec); err != nil {
		return err
	}
	o.Resolved = Resolved{TaskHash: spec.Hash(), Kernel: kernel.Path(), From: digest(t.From), Demos: digestDemos(t.Demos)}
	r, from, err := agents.OpenRun(t.Dir, o.YAML(), t.Run)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s := &session{t: t, o: o, r: r, l: newLearner(o, t.NewEnv, t.Demos), best: math.Inf(-1)}
	defer s.l.Close()
	switch {
	case from == nil && t.From != nil:
		err = s.startFrom(t.From)
	case from != nil:
		if err := s.load(from.File); err != nil {
			return fmt.Errorf("%s: the checkpoint of step %d: %w", t.Dir, from.Step, err)
		}
	}
	if err != nil {
		return err
	}
	return s.run(ctx)
}

// checkDemos wants demonstrations where they are imitated and nowhere else, and episodes without an early end there.
func (t *Training) checkDemos(spec envs.Spec) error {
	switch {
	case t.Options.Method != "gail" && len(t.Demos) == 0:
		return nil
	case t.Options.Method != "gail":
		return fmt.Errorf("method %s learns from reward alone: demonstrations are for gail", t.Options.Method)
	case len(t.Demos) == 0:
		return errors.New("method gail needs demonstrations")
	case !spec.FixedHorizon && spec.Ends != "":
		t.Run.Note("episodes of " + spec.Name + " can end early, which tells the learner what is good: " + spec.Name + ":fixed-horizon does not")
	}
	for i, d := range t.Demos {
		if d.Len() == 0 || len(d.ObsAt(0)) != len(spec.Obs) || len(d.ActAt(0)) != spec.Action.Dim() {
			return fmt.Errorf("demonstration %d does not fit %s", i, spec.Name)
		}
	}
	return nil
}

// digestDemos names the demonstrations by a SHA-256 over their observations and actions.
func digestDemos(list []*demos.Demonstration) string {
	if len(list) == 0 {
		return ""
	}
	sum := sha256.New()
	var word [8]byte
	for _, d := range list {
		for _, xs := range [][]float64{d.Obs, d.Act} {
			for _, x := range xs {
				binary.LittleEndian.PutUint64(word[:], math.Float64bits(x))
				sum.Write(word[:])
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// startFrom begins with what another run has learned: all of it where the file is a checkpoint, weights and standardizer
// where it is a policy.
func (s *session) startFrom(f *net.File) error {
	if _, ok := f.Meta[s.o.key()]; ok {
		return s.l.Load(f)
	}
	n, err := policy.FromFile(f)
	if err != nil {
		return fmt.Errorf("neither a checkpoint of %s nor a policy: %w", s.o.Method, err)
	}
	var of envs.Spec
	if err := json.Unmarshal(n.Task().Spec, &of); err != nil {
		return fmt.Errorf("the policy to start from: its task: %w", err)
	}
	if err := s.t.NewEnv().Spec().Compatible(of); err != nil {
		return fmt.Errorf("the policy to start from: %w", err)
	}
	return s.l.Adopt(n)
}

// digest names the content of a file by its SHA-256.
func digest(f *net.File) string {
	if f == nil {
		return ""
	}
	sum := sha256.New()
	if _, err := f.WriteTo(sum); err != nil {
		panic("rl: " + err.Error())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (s *session) run(ctx context.Context) error {
	if s.t.Clock != nil {
		begun := s.t.Clock()
		defer func() { s.r.Spend("training", s.t.Clock()-begun) }()
	}
	for s.l.Steps() < s.o.Steps {
		if ctx.Err() != nil {
			return agents.ErrInterrupted
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
	return s.r.Checkpoint(now, s.file())
}

// evaluate plays the tuning episodes and keeps the policy if no other did better. Who imitates knows no reward to choose
// by, and keeps the last.
func (s *session) evaluate(ctx context.Context) (*EvalLine, error) {
	n, err := s.l.Policy()
	if err != nil {
		return nil, err
	}
	o := agents.DefaultEval()
	o.Episodes, o.Seed, o.Purpose, o.Bootstrap.Resamples = s.o.EvalEpisodes, s.o.Seed, envs.Tuning, 1
	res, err := agents.Evaluate(ctx, s.t.NewEnv, func() envs.Policy { return n.Clone() }, o)
	if ctx.Err() != nil {
		return nil, agents.ErrInterrupted
	}
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
func deviation(rows []agents.EpisodeRow) float64 {
	returns := make([]float64, len(rows))
	for i, r := range rows {
		returns[i] = r.Return
	}
	return stat.PopStdDev(returns, nil)
}
