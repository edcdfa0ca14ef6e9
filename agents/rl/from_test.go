package rl

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// checkpoint is that of a moment's training, as another run would start from it.
func checkpoint(t *testing.T, o Options) *net.File {
	t.Helper()
	o.Steps, o.CheckpointEvery, o.EvalEvery, o.EvalEpisodes = 600, 500, 1<<40, 1
	d := disktest.NewMemory()
	if _, err := training(t, o, d).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	entries, err := d.ReadDir(learnertest.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "checkpoint-") {
			text := learnertest.Content(t, d, learnertest.Dir+"/"+e.Name())
			f, _, err := net.Read(bytes.NewReader(text), int64(len(text)), int64(len(text)))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
	}
	t.Fatal("no checkpoint")
	return nil
}

// TestWhatCannotBeStartedFrom is refused with its reason, and leaves no directory behind that the next try would find.
func TestWhatCannotBeStartedFrom(t *testing.T) {
	o := quick("ppo")
	other, tanh, sac := o, o, quick("sac")
	other.Task, tanh.Activation = "inverted-double-pendulum", net.ReLU
	clone := policy.DefaultConfig()
	clone.Hidden, clone.Activation = o.Hidden, o.Activation
	cloned, err := policy.New(clone, agents.TaskOf(taskEnv(t, o.Task)().Spec()), envs.Stream(0, envs.Weights, 0))
	if err != nil {
		t.Fatal(err)
	}
	energy, err := cloned.File()
	if err != nil {
		t.Fatal(err)
	}
	e, err := expert.For("inverted-pendulum")
	if err != nil {
		t.Fatal(err)
	}
	larger, err := e.New().(*policy.Network).File()
	if err != nil {
		t.Fatal(err)
	}
	done := o
	done.Steps = 1
	for _, c := range []struct {
		name string
		o    Options
		from *net.File
		want string
	}{
		{"another task's checkpoint", o, checkpoint(t, other), "inverted-double-pendulum"},
		{"another method's checkpoint", o, checkpoint(t, sac), "of method sac"},
		{"a checkpoint of other units", o, checkpoint(t, tanh), "relu units"},
		{"a finished run's", done, checkpoint(t, o), "want more"},
		{"an energy policy", o, energy, "pairwise energy"},
		{"a larger policy", o, larger, "hidden layers [64 64]"},
	} {
		d := disktest.NewMemory()
		tr := training(t, c.o, d)
		tr.From = c.from
		if _, err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want a word of %q", c.name, err, c.want)
		}
		if _, err := d.ReadDir("run"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: the directory was made (%v)", c.name, err)
		}
	}
}

// TestStartFromAnotherRelease: a policy may go on under other dynamics; a checkpoint, in which episodes are in progress, may
// not.
func TestStartFromAnotherRelease(t *testing.T) {
	o := quick("ppo")
	before := o
	before.Task = "inverted-pendulum:mujoco=3.14:horizon=100"
	before.Steps, before.EvalEvery, before.EvalEpisodes = 600, 500, 1
	d := disktest.NewMemory()
	if _, err := training(t, before, d).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	text := learnertest.Content(t, d, learnertest.Dir+"/"+agents.PolicyFile)
	f, _, err := net.Read(bytes.NewReader(text), int64(len(text)), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	o.Steps, o.EvalEpisodes = 600, 1
	tr := training(t, o, disktest.NewMemory())
	tr.From = f
	if _, err := tr.Train(context.Background()); err != nil {
		t.Errorf("a policy of the other release: %v", err)
	}
	tr = training(t, o, disktest.NewMemory())
	tr.From = checkpoint(t, before)
	if _, err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), `physics version "locomotion/1"`) {
		t.Errorf("a checkpoint of the other release: %v", err)
	}
}

// TestRunThatBeganFromAnother goes on without the other, once it has a checkpoint of its own.
func TestRunThatBeganFromAnother(t *testing.T) {
	o := quick("ppo")
	o.Steps, o.CheckpointEvery = 3000, 1000
	from := checkpoint(t, o)
	d := disktest.NewMemory()
	ctx, cancel := context.WithCancel(context.Background())
	tr, updates := training(t, o, d), 0
	tr.From = from
	tr.Progress = func(agents.Progress) {
		if updates++; updates == 3 {
			cancel()
		}
	}
	if _, err := tr.Train(ctx); !errors.Is(err, agents.ErrInterrupted) {
		t.Fatal(err)
	}
	again := training(t, o, d)
	resumed, err := ReadConfig("config.yaml", learnertest.Content(t, d, "run/"+agents.ConfigFile), "ppo")
	if err != nil || resumed.Resolved.From == "" {
		t.Fatal("the run does not say what it began from", err)
	}
	again.Options = resumed
	if _, err := again.Train(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestAdoptedPolicyActsAtOnce: where a policy is given, the replay buffer is filled with its actions, not with random ones.
func TestAdoptedPolicyActsAtOnce(t *testing.T) {
	o := quick("sac")
	first := NewSAC(o, sources(t, o), nil)
	defer first.Close()
	for bias, i := first.actor.Params()[3].Data, 0; i < len(bias); i++ {
		bias[i] = -3 // of μ and log σ: pushes hard to the left, with little noise
	}
	n, err := first.Policy()
	if err != nil {
		t.Fatal(err)
	}
	l := NewSAC(o, sources(t, o), nil)
	defer l.Close()
	if err := l.Adopt(n); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		l.play()
	}
	for i := range l.replay.count {
		if p := l.replay.act.Row(i)[0]; p > -0.9 {
			t.Fatalf("action %d is %v", i, p)
		}
	}
}

// TestMethodsThatWantBoxes: where actions are choices an actor that squashes into a box cannot say what it did.
func TestMethodsThatWantBoxes(t *testing.T) {
	o := quick("sac")
	o.Task = "cartpole"
	tr := training(t, o, disktest.NewMemory())
	tr.Sources.NewEnv = taskEnv(t, "cartpole")
	if _, err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "acts on boxes") {
		t.Error(err)
	}
}

// TestOptionsAreChecked: what would train nothing or could not be held is refused.
func TestOptionsAreChecked(t *testing.T) {
	for text, want := range map[string]string{
		"method: sac\nsteps: 5000":                     "sac.warmup",
		"method: sac\nsac: {replay: 2000000000000}":    "sac.replay",
		"hidden: [100000000]":                          "hidden",
		"method: none":                                 "method",
		"method: gail\ngail: {penalty: -1}":            "gail.penalty",
		"method: sac\nsac: {average: 1}":               "sac.average",
		"method: sac\nsac: {warmup: 10, batch: 256}":   "sac.warmup",
		"method: sac\nsac: {replay: 20, warmup: 1000}": "sac.replay",
	} {
		if _, err := ReadConfig("c.yaml", []byte(text), "ppo"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want a word of %q", text, err, want)
		}
	}
	o, err := ReadConfig("c.yaml", []byte("gail: {penalty: 2}"), "gail")
	if err != nil || o.Method != "gail" || o.SAC.Average != DefaultsOf("gail").SAC.Average || o.GAIL.Penalty != 2 {
		t.Errorf("a configuration without a method: %+v, %v", o, err)
	}
}

// TestLostPolicyIsRestored from the last checkpoint of a finished run, where the last policy was the one that was kept.
func TestLostPolicyIsRestored(t *testing.T) {
	for _, method := range []string{"ppo"} {
		o := quick(method)
		o.Steps, o.EvalEvery = 2000, 2000
		d := disktest.NewMemory()
		if _, err := training(t, o, d).Train(context.Background()); err != nil {
			t.Fatal(err)
		}
		path := "run/" + agents.PolicyFile
		want, err := disk.ReadFile(d, path, nil, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, err := training(t, o, d).Train(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got, err := disk.ReadFile(d, path, nil, 1<<20); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: not the policy that was lost (%v)", method, err)
		}
	}
}
