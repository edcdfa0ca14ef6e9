package rl

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// taskFor is a pole to be balanced for 100 steps. Who is judged must not be able to end the episode.
func taskFor(method string) string {
	if method == "gail" {
		return "inverted-pendulum:fixed-horizon:horizon=100"
	}
	return "inverted-pendulum:horizon=100"
}

// quick is a configuration of each learner that balances a pole for 100 steps in a moment.
func quick(method string) Options {
	o := DefaultOptions()
	o.Task, o.Method, o.Hidden = taskFor(method), method, []int{16}
	o.EvalEpisodes = 8
	o.PPO.Envs, o.PPO.Horizon, o.PPO.Batch, o.PPO.Critic, o.PPO.Rate = 8, 64, 64, []int{16}, 1e-3
	o.ARS.Rate, o.ARS.Noise, o.MinStd = 0.05, 0.1, 0.01
	o.SAC.Envs, o.SAC.Warmup, o.SAC.Batch, o.SAC.Replay, o.SAC.Critic = 2, 500, 32, 4000, []int{32}
	o.SAC.Rate, o.SAC.LogEvery = 2e-3, 500
	if method == "gail" {
		o.SAC.Average = 0.99
	}
	o.GAIL.Hidden, o.GAIL.Rate = []int{16}, 1e-3
	o.Steps, o.EvalEvery, o.CheckpointEvery = 20_000, 5_000, 5_000
	return o
}

func newEnv(t testing.TB, method string) func() envs.Env {
	t.Helper()
	e, err := suite.Make(taskFor(method))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func training(t testing.TB, o Options, d *disktest.Memory) *Training {
	run := agents.DefaultRun()
	run.Disk, run.Resume = d, true
	tr := &Training{Dir: "run", Options: o, NewEnv: newEnv(t, o.Method), Run: run}
	if o.Method == "gail" {
		tr.Demos = demonstrations(t, 2)
	}
	return tr
}

// demonstrations are episodes of the shipped expert.
func demonstrations(t testing.TB, n int) []*demos.Demonstration {
	e, err := expert.For("inverted-pendulum")
	if err != nil {
		t.Fatal(err)
	}
	r := envs.NewRollout(newEnv(t, "gail")(), e.New())
	list := make([]*demos.Demonstration, n)
	for i := range list {
		list[i] = &demos.Demonstration{Purpose: envs.Demonstration, Index: uint64(i)}
		list[i].Play(r)
	}
	return list
}

// TestLearnersLearn: every method that learns from reward finds out how to balance a pole, which random actions hold for
// a few steps.
func TestLearnersLearn(t *testing.T) {
	for _, method := range []string{"ppo", "ars", "sac"} {
		t.Run(method, func(t *testing.T) {
			best := 0.0
			tr := training(t, quick(method), disktest.NewMemory())
			tr.Progress = func(p Progress) {
				if p.Eval != nil {
					best = max(best, p.Eval.Mean)
				}
			}
			if err := tr.Train(context.Background()); err != nil {
				t.Fatal(err)
			}
			if best < 95 {
				t.Errorf("best return %v of 100", best)
			}
		})
	}
}

// TestResumeRepeats: a run that is interrupted again and again, and resumed on another number of cores, leaves the files
// of the uninterrupted one.
func TestResumeRepeats(t *testing.T) {
	for _, method := range Methods() {
		t.Run(method, func(t *testing.T) {
			o := quick(method)
			o.Steps, o.EvalEvery, o.CheckpointEvery, o.SAC.LogEvery = 6000, 2000, 1500, 250
			whole, torn := disktest.NewMemory(), disktest.NewMemory()
			if err := training(t, o, whole).Train(context.Background()); err != nil {
				t.Fatal(err)
			}
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
			for cores, done := 1, false; !done; cores = 3 - cores {
				runtime.GOMAXPROCS(cores)
				ctx, cancel := context.WithCancel(context.Background())
				tr, updates := training(t, o, torn), 0
				tr.Progress = func(Progress) {
					if updates++; updates == 8 {
						cancel()
					}
				}
				err := tr.Train(ctx)
				if done = err == nil; !done && !errors.Is(err, agents.ErrInterrupted) {
					t.Fatal(err)
				}
				cancel()
			}
			same(t, whole, torn)
		})
	}
}

// same compares the files of two run directories.
func same(t *testing.T, a, b *disktest.Memory) {
	t.Helper()
	names := func(d *disktest.Memory) (all []string) {
		entries, err := d.ReadDir("run")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, e.Name())
		}
		return all
	}
	if x, y := names(a), names(b); !slices.Equal(x, y) {
		t.Fatalf("files %v, want %v", y, x)
	}
	for _, name := range names(a) {
		x, errX := disk.ReadFile(a, "run/"+name, nil, 1<<30)
		y, errY := disk.ReadFile(b, "run/"+name, nil, 1<<30)
		if errX != nil || errY != nil {
			t.Fatal(errX, errY)
		}
		if !slices.Equal(x, y) {
			t.Errorf("%s differs from the uninterrupted run's", name)
		}
	}
}

// TestDemonstrationsAreForGAIL: they are refused where reward alone teaches, and asked for where they do.
func TestDemonstrationsAreForGAIL(t *testing.T) {
	tr := training(t, quick("ppo"), disktest.NewMemory())
	tr.Demos = demonstrations(t, 1)
	if err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "reward alone") {
		t.Errorf("ppo with demonstrations: %v", err)
	}
	tr = training(t, quick("gail"), disktest.NewMemory())
	tr.Demos = nil
	if err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "needs demonstrations") {
		t.Errorf("gail without demonstrations: %v", err)
	}
}

// TestExportActsAsTheActor: the policy file and the network that was trained answer alike.
func TestExportActsAsTheActor(t *testing.T) {
	l := newPPO(quick("ppo"), newEnv(t, "ppo"))
	defer l.Close()
	if _, err := l.Update(); err != nil {
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
