package agents

import (
	"context"
	"math"

	gonum "gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// Evaluation is what a policy returned on the tuning episodes.
type Evaluation struct {
	Step    int64
	Mean    float64
	Std     float64 // of the episodes' returns
	Watched bool    // it decides nothing
	Best    bool    // this policy is kept: its mean is the largest so far, or the last policy is kept whatever it returns
}

func (e Evaluation) line() Line {
	line := Line{{"step", e.Step}, {"eval_return", e.Mean}, {"eval_std", e.Std}}
	if e.Watched {
		return line
	}
	return line.Add("best", e.Best)
}

// evaluate plays the tuning episodes with the policy that would be kept now, and writes it if it is the best.
func (s *session) evaluate(ctx context.Context) error {
	p, err := s.l.Policy()
	if err != nil {
		return err
	}
	res, err := s.measure(ctx, p)
	if err != nil {
		return err
	}
	e := Evaluation{Step: s.p.Done, Mean: res.Mean, Std: gonum.PopStdDev(res.Measures(), nil), Watched: s.plan.Watch}
	e.Best = !s.plan.Watch && (res.Mean > s.bestSoFar() || s.plan.KeepLast)
	if e.Best {
		s.best = &e.Mean
		if err := s.keep(p); err != nil {
			return err
		}
	}
	s.p.Eval = &e
	return s.r.Log(e.line())
}

func (s *session) bestSoFar() float64 {
	if s.best == nil {
		return math.Inf(-1)
	}
	return *s.best
}

// measure plays the tuning episodes.
func (s *session) measure(ctx context.Context, p policy.Saved) (*eval.Result, error) {
	o := eval.Default()
	o.Episodes, o.Seed, o.Purpose, o.Bootstrap.Resamples = s.plan.Episodes, s.plan.Seed, envs.Tuning, 1
	return eval.Evaluate(ctx, s.src.NewEnv, func() envs.Policy { return p.Share() }, o)
}
