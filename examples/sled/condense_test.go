package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
)

// TestCondenserKeepsTheContract: a policy that is no network is learned like any other.
func TestCondenserKeepsTheContract(t *testing.T) {
	p := pairs(t)
	learnertest.Check(t, learnertest.Case{
		Looks: 15, Obs: 2,
		Training: func() *agents.Training {
			return &agents.Training{Options: condenserOptions{Tolerance: 0.05}, Sources: agents.Sources{Pairs: p}}
		},
	})
}

// TestCondenserKeepsWhatItErrsOn: every demonstrated action that was skipped is within the tolerance of the policy's at
// the end of a second pass that keeps nothing more.
func TestCondenserKeepsWhatItErrsOn(t *testing.T) {
	o := condenserOptions{Tolerance: 0.05}
	l, err := o.New(&agents.Sources{Pairs: pairs(t)})
	if err != nil {
		t.Fatal(err)
	}
	c := l.(*condenser)
	for c.step < c.obs.Rows {
		if _, err := c.Update(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.kept.len(); n < 2 || n >= c.obs.Rows {
		t.Errorf("%d of %d pairs are kept", n, c.obs.Rows)
	}
	act := make([]float64, 1)
	for i := range c.kept.len() {
		c.kept.Act(act, c.kept.obs[2*i:2*i+2])
		if act[0] != c.kept.act[i] {
			t.Errorf("at the observation that it keeps as number %d it does %v, not %v", i, act[0], c.kept.act[i])
		}
	}
}

// TestPolicyThatIsNoNetwork goes through every command that takes a policy, and through an interruption.
func TestPolicyThatIsNoNetwork(t *testing.T) {
	t.Chdir(t.TempDir())
	run(t, "record sled -o demos -n 4", "4 episodes")
	run(t, "train demos -o run --method condense --eval 2", "learned from 4 episodes of sled")
	run(t, "eval run -n 3 --against expert", "3 episodes of seed 0")
	run(t, "eval run --json -n 1", `"policy": "run"`)
	run(t, "watch run --energy --step 3 --save run.png", "run.png: 3 steps")
	run(t, "record sled --policy run -o again -n 1", "1 episode of sled by run")
	report, err := os.ReadFile("run/report.html")
	if err != nil || !bytes.Contains(report, []byte("A nearest of")) {
		t.Errorf("the report does not say which policy it is of: %v", err)
	}
	whole, err := os.ReadFile("run/policy.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove("run/policy.safetensors"); err != nil {
		t.Fatal(err)
	}
	run(t, "eval run -n 1", "its last checkpoint") // which holds the policy, too
	run(t, "train demos -o run --method condense --resume --eval 0", "learned from")
	if again, err := os.ReadFile("run/policy.safetensors"); err != nil || !slices.Equal(again, whole) {
		t.Errorf("resumed, the policy is another: %v", err)
	}
	run(t, "train demos -o more --method condense --from-policy run --eval 0", "learned from")
}

// TestFlagsOfOwnMethods: a flag sets the field of a method's options that has its name, and is refused by name where
// there is none.
func TestFlagsOfOwnMethods(t *testing.T) {
	t.Chdir(t.TempDir())
	run(t, "record sled -o demos -n 2", "2 episodes")
	run(t, "train demos -o climb --method climb --steps 40 --seed 7 --eval 0", "in 40 steps")
	if text, err := os.ReadFile("climb/config.yaml"); err != nil || !bytes.Contains(text, []byte("seed: 7\nsteps: 40\n")) {
		t.Errorf("%s%v", text, err)
	}
	run(t, "train demos -o climb --resume --eval 0", "in 40 steps") // its configuration says whose it is
	for args, want := range map[string]string{
		"--method climb --rate 0.1":          "--rate does nothing here: method climb has no setting schedule.rate",
		"--method climb --eval-every 10":     "--eval-every does nothing here: method climb has no setting eval_every",
		"--method climb --steps 0":           "climb: steps and noise: want positive numbers",
		"--method condense --steps 10":       "--steps does nothing here: method condense has no setting steps",
		"--method condense --dagger-beta .5": "--dagger-beta does nothing here: method condense has no setting dagger.beta",
	} {
		if status, _, complaint := call("train demos -o x " + args); status != 2 || !strings.Contains(complaint, want) {
			t.Errorf("%s: status %d, %s", args, status, complaint)
		}
	}
	for _, name := range []string{"x", "x/config.yaml"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}
