package envs_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
)

var errGone = errors.New("the simulator is gone")

// fragile breaks down at a step of its first episode.
type fragile struct {
	envs.Env
	left   int
	err    error
	closed bool
}

func (f *fragile) Unwrap() envs.Env { return f.Env }
func (f *fragile) Err() error       { return f.err }
func (f *fragile) Close() error     { f.closed = true; return nil }

func (f *fragile) Step(obs, act []float64) (float64, envs.End) {
	if f.left--; f.left < 0 {
		f.err = errGone
		return 0, envs.Diverged
	}
	return f.Env.Step(obs, act)
}

func newFragile(steps int) *fragile {
	return &fragile{Env: classic.NewPendulum(classic.DefaultPendulum()), left: steps}
}

// fragilePolicy acts once.
type fragilePolicy struct{ acted int }

func (p *fragilePolicy) Act(dst, _ []float64) { p.acted++; clear(dst) }
func (p *fragilePolicy) Err() error {
	if p.acted > 1 {
		return errGone
	}
	return nil
}

// through is a policy that acts through another.
type through struct{ envs.Policy }

func (t through) Unwrap() envs.Policy { return t.Policy }

func TestRolloutKnowsWhatBrokeDown(t *testing.T) {
	e := newFragile(3)
	r := envs.NewRollout(e, &fragilePolicy{acted: -9})
	for r.Start(1, envs.Evaluation, 0); r.Next(); {
	}
	if r.Err() != errGone || r.Steps() != 4 || r.End() != envs.Diverged {
		t.Errorf("error %v after %d steps, %v", r.Err(), r.Steps(), r.End())
	}
	if r.Start(1, envs.Evaluation, 1); r.Next() {
		t.Error("an episode began in what has broken down")
	}
	if r.Close(); !e.closed {
		t.Error("the environment was not closed")
	}
	r = envs.NewRollout(classic.NewPendulum(classic.DefaultPendulum()), through{&fragilePolicy{}})
	r.Reset(rand.New(rand.NewPCG(1, 1)))
	if r.Next(); r.Err() != nil {
		t.Error(r.Err())
	}
	if r.Next(); r.Err() != errGone {
		t.Errorf("error %v of a wrapped policy", r.Err())
	}
}

func TestPoolKnowsWhatBrokeDown(t *testing.T) {
	made := 0
	p := envs.NewPool(2, 1, envs.Online, func() envs.Env { made++; return newFragile(made) })
	defer p.Close()
	obs, act := make([]float64, 6), make([]float64, 2)
	p.Reset(obs)
	if p.Step(obs, act); p.Err() != nil {
		t.Error(p.Err())
	}
	if out := p.Step(obs, act); p.Err() != errGone || out[0].End != envs.Diverged {
		t.Errorf("error %v, %v", p.Err(), out[0].End)
	}
}

// named remembers the stream that it is started with.
type named struct {
	envs.Env
	seed, stream uint64
}

func (n *named) StartStream(_ []float64, seed, stream uint64) { n.seed, n.stream = seed, stream }

func TestStartTellsTheNameOfTheStream(t *testing.T) {
	n := &named{Env: classic.NewPendulum(classic.DefaultPendulum())}
	obs := make([]float64, 3)
	rng := envs.Start(n, obs, 7, envs.Evaluation, 5)
	if here := rand.New(rand.NewPCG(n.seed, n.stream)); n.seed != 7 || here.Uint64() != rng.Uint64() {
		t.Errorf("stream %d of seed %d is not the one of the episode", n.stream, n.seed)
	}
}
