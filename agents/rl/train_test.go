package rl

import (
	"context"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// byReward are the methods that the package makes.
var byReward = []string{"ppo", "ars", "sac"}

// quick is a configuration of each method that balances a pole for 100 steps in a moment.
func quick(method string) Options {
	o := DefaultOptions()
	o.Task, o.Method, o.Hidden = "inverted-pendulum:horizon=100", method, []int{16}
	o.EvalEpisodes = 8
	o.PPO.Envs, o.PPO.Horizon, o.PPO.Batch, o.PPO.Critic, o.PPO.Rate = 8, 64, 64, []int{16}, 1e-3
	o.ARS.Rate, o.ARS.Noise, o.MinStd = 0.05, 0.1, 0.01
	o.SAC.Envs, o.SAC.Warmup, o.SAC.Batch, o.SAC.Replay, o.SAC.Critic = 2, 500, 32, 4000, []int{32}
	o.SAC.Rate, o.SAC.LogEvery = 2e-3, 500
	o.Steps, o.EvalEvery, o.CheckpointEvery = 20_000, 5_000, 5_000
	return o
}

func taskEnv(t testing.TB, task string) func() envs.Env {
	t.Helper()
	e, err := suite.Make(task)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// sources are those of a method's task.
func sources(t testing.TB, o Options) *agents.Sources {
	return &agents.Sources{NewEnv: taskEnv(t, o.Task), Workers: 1}
}

func training(t testing.TB, o Options, d disk.FS) *agents.Training {
	return &agents.Training{Dir: learnertest.Dir, Options: o, Sources: *sources(t, o), Run: learnertest.On(d)}
}

func TestContract(t *testing.T) {
	for _, method := range byReward {
		t.Run(method, func(t *testing.T) {
			o := quick(method)
			o.Steps, o.EvalEvery, o.CheckpointEvery, o.SAC.LogEvery = 6000, 2000, 1500, 250
			learnertest.Check(t, learnertest.Case{
				Training: func() *agents.Training { return training(t, o, disktest.NewMemory()) }, Looks: 900, Obs: 4,
			})
		})
	}
}

// TestLearnersLearn: every method that learns from reward finds out how to balance a pole, which random actions hold for
// a few steps.
func TestLearnersLearn(t *testing.T) {
	for _, method := range byReward {
		t.Run(method, func(t *testing.T) {
			best := 0.0
			tr := training(t, quick(method), disktest.NewMemory())
			tr.Progress = func(p agents.Progress) {
				if p.Eval != nil {
					best = max(best, p.Eval.Mean)
				}
			}
			if _, err := tr.Train(context.Background()); err != nil {
				t.Fatal(err)
			}
			if best < 95 {
				t.Errorf("best return %v of 100", best)
			}
		})
	}
}

// TestDemonstrationsAreRefused where reward alone teaches.
func TestDemonstrationsAreRefused(t *testing.T) {
	tr := training(t, quick("ppo"), disktest.NewMemory())
	tr.Sources.Demos = []*demos.Demonstration{{}}
	if _, err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "reward alone") {
		t.Errorf("ppo with demonstrations: %v", err)
	}
}

// TestExportActsAsTheActor: the policy file and the network that was trained answer alike.
func TestExportActsAsTheActor(t *testing.T) {
	o := quick("ppo")
	l := newPPO(o, sources(t, o))
	defer l.Close()
	if _, err := l.Update(context.Background()); err != nil {
		t.Fatal(err)
	}
	n, err := l.Policy()
	if err != nil {
		t.Fatal(err)
	}
	obs := []float64{0.1, -0.05, 0.2, -0.3}
	act := make([]float64, 1)
	n.Act(act, obs)
	x := net.NewMatrix[float32](1, 4)
	l.norm.standardizer().ApplyRow(x.Data, obs)
	want := 3 * float64(l.actor.Forward(l.actor.NewTape(1), x).Data[0]) // the task's bound is 3
	if act[0] != want {
		t.Errorf("the exported policy does %v, the actor %v", act[0], want)
	}
}
