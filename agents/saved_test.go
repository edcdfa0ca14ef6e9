package agents_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// cloning is a run of 60 steps in a directory on the disk.
func cloning(t *testing.T, dir string) *agents.Training {
	t.Helper()
	pairs, demo := data.New(toy.New().Spec()), &demos.Demonstration{Seed: 3, Purpose: envs.Demonstration}
	demo.Play(envs.NewRollout(toy.New(), toy.NewExpert()))
	if err := pairs.Add("episode", demo); err != nil {
		t.Fatal(err)
	}
	o := clone.Default()
	o.Task, o.Policy.Hidden, o.Batch, o.Reserve = "slider", []int{8}, 16, 0
	o.Steps, o.Schedule.Steps, o.Schedule.Warmup, o.LogEvery, o.CheckpointEvery = 60, 60, 5, 10, 20
	return &agents.Training{Dir: dir, Options: o, Run: agents.DefaultRun(), Sources: agents.Sources{Pairs: pairs, NewEnv: toy.New}}
}

// acts is what a policy does in a few states.
func acts(t *testing.T, p envs.Policy) []float64 {
	t.Helper()
	var all []float64
	act := []float64{0}
	for _, obs := range [][]float64{{0.3, 0}, {-0.7, 0.2}, {0, -0.5}} {
		p.Act(act, obs)
		all = append(all, act...)
	}
	return all
}

// TestOpenPolicyOfAnyRun: finished, interrupted, at work; and of any checkpoint. Each says which it is.
func TestOpenPolicyOfAnyRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	ctx, stop := context.WithCancel(context.Background())
	tr := cloning(t, dir)
	tr.Progress = func(p agents.Progress) {
		if p.Done == 30 {
			stop()
		}
	}
	if _, err := tr.Train(ctx); !errors.Is(err, agents.ErrInterrupted) {
		t.Fatal(err)
	}
	open := func(path, note string) []float64 {
		t.Helper()
		s, err := agents.OpenPolicy(path, false)
		if err != nil {
			t.Fatal(err)
		}
		if s.Note != note {
			t.Errorf("%s: %q: want %q", path, s.Note, note)
		}
		return acts(t, s.Saved)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	half := open(dir, "interrupted at step 30")
	if err := os.Remove(at("checkpoint-000000030-interrupted.safetensors")); err != nil {
		t.Fatal(err)
	}
	early := open(dir, "at step 20 of 60")
	if slices.Equal(half, early) {
		t.Error("ten steps have changed nothing")
	}
	if got := open(at("checkpoint-000000020.safetensors"), "checkpoint of step 20"); !slices.Equal(got, early) {
		t.Error("the checkpoint acts otherwise than the run")
	}
	tr = cloning(t, dir)
	tr.Run.Resume = true
	if _, err := tr.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	final := open(dir, "")
	if got := open(at("checkpoint-000000060.safetensors"), "checkpoint of step 60"); !slices.Equal(got, final) {
		t.Error("the last checkpoint acts otherwise than the finished run")
	}
	if _, err := agents.OpenPolicy(t.TempDir(), false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty directory: %v", err)
	}
}

// TestOpenPolicySavedByAnotherProgram: the digest does not fit, which is said, and can be accepted.
func TestOpenPolicySavedByAnotherProgram(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := cloning(t, dir).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, agents.PolicyFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again := strings.Replace(string(text), `"sha256":"`, `"sha256":"0`, 1) // the digest of other bytes
	at := strings.Index(again, `"sha256":"`) + len(`"sha256":"`) + 64
	again = again[:at] + again[at+1:]
	if err := os.WriteFile(path, []byte(again), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := agents.OpenPolicy(path, false); !errors.Is(err, net.ErrDigest) || !strings.Contains(err.Error(), "another program has saved it again") {
		t.Errorf("error %v", err)
	}
	if s, err := agents.OpenPolicy(path, true); err != nil || s.Saved == nil {
		t.Errorf("not accepted: %v", err)
	}
}

// TestEvaluationIsWatched: evaluation of a clone while it learns is in the metrics at its steps, and decides nothing: the
// policy is that of the run without.
func TestEvaluationIsWatched(t *testing.T) {
	policies := map[int][]byte{}
	for _, every := range []int{0, 15} {
		dir := filepath.Join(t.TempDir(), "run")
		tr := cloning(t, dir)
		o := tr.Options.(clone.Options)
		o.EvalEvery, o.EvalEpisodes = every, min(every, 2)
		tr.Options = o
		var told []int64
		tr.Progress = func(p agents.Progress) {
			if p.Eval != nil {
				told = append(told, p.Eval.Step)
			}
		}
		if _, err := tr.Train(context.Background()); err != nil {
			t.Fatal(err)
		}
		metrics, err := os.ReadFile(filepath.Join(dir, agents.MetricsFile))
		if err != nil {
			t.Fatal(err)
		}
		want := []int64{15, 30, 45, 60}[:min(every, 4)]
		if !slices.Equal(told, want) || strings.Count(string(metrics), `"eval_return":`) != len(want) {
			t.Errorf("every %d: evaluated at %v, in the metrics:\n%s", every, told, metrics)
		}
		if policies[every], err = os.ReadFile(filepath.Join(dir, agents.PolicyFile)); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(policies[0], policies[15]) {
		t.Error("watching has changed the policy")
	}
	tr := cloning(t, filepath.Join(t.TempDir(), "run"))
	o := tr.Options.(clone.Options)
	o.EvalEvery, o.EvalEpisodes, tr.Sources.NewEnv = 5, 1, nil
	tr.Options = o
	if _, err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "needs the task") {
		t.Errorf("without a task: %v", err)
	}
}
