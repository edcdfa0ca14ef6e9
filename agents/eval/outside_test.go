package eval_test

import (
	"context"
	"errors"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/policy"
)

var errGone = errors.New("the simulator is gone")

// fragile is broken from its third episode on.
type fragile struct {
	envs.Env
	episodes int
}

func (f *fragile) Unwrap() envs.Env { return f.Env }

func (f *fragile) Step(obs, act []float64) (float64, envs.End) {
	reward, end := f.Env.Step(obs, act)
	if end != envs.Running {
		f.episodes++
	}
	return reward, end
}

func (f *fragile) Err() error {
	if f.episodes > 2 {
		return errGone
	}
	return nil
}

// TestEvaluateReturnsWhatBrokeDown: an evaluation with an environment that has broken down measures nothing.
func TestEvaluateReturnsWhatBrokeDown(t *testing.T) {
	newEnv := func() envs.Env { return &fragile{Env: classic.NewPendulum(classic.DefaultPendulum())} }
	o := eval.Default()
	o.Episodes = 9
	set := newEnv().Spec().Action
	_, err := eval.Evaluate(context.Background(), newEnv, func() envs.Policy { return policy.NewRandom(set) }, o)
	if err != errGone {
		t.Errorf("error %v, want %v", err, errGone)
	}
}
