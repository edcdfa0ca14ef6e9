package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// pairs are what the driver demonstrates in two episodes.
func pairs(t *testing.T) *data.Pairs {
	t.Helper()
	newEnv, err := suite.Make("sled:horizon=20")
	if err != nil {
		t.Fatal(err)
	}
	p := data.New(newEnv().Spec())
	r := envs.NewRollout(newEnv(), driver{})
	for i := range uint64(2) {
		d := &demos.Demonstration{Purpose: envs.Demonstration, Index: i}
		d.Play(r)
		if err := p.Add("", d); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// TestMethodKeepsTheContract: a run of the method can be interrupted anywhere and ends with the same bytes.
func TestMethodKeepsTheContract(t *testing.T) {
	p := pairs(t)
	learnertest.Check(t, learnertest.Case{
		Looks: 60, Obs: 2,
		Training: func() *agents.Training {
			return &agents.Training{
				Options: climberOptions{Seed: 1, Steps: 260, Noise: 0.03}, Sources: agents.Sources{Pairs: p},
			}
		},
	})
}

// TestMethodLearns: the error falls, in a run that the table and a configuration file describe.
func TestMethodLearns(t *testing.T) {
	method, err := agents.Methods.Find("climb")
	if err != nil {
		t.Fatal(err)
	}
	options, err := method.Read("climb.yaml", []byte("steps: 600\nnoise: 0.05\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := method.Read("climb.yaml", []byte("step: 600\n")); err == nil {
		t.Error("a key that the method does not have is accepted")
	}
	var first, last float64
	training := agents.Training{
		Dir: filepath.Join(t.TempDir(), "run"), Options: options, Sources: agents.Sources{Pairs: pairs(t)},
		Run: agents.DefaultRun(),
		Progress: func(p agents.Progress) {
			if e, ok := p.Line.Get("error"); ok {
				if last = e; first == 0 {
					first = e
				}
			}
		},
	}
	learned, err := training.Train(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if last > first/4 || learned.Steps != 600 {
		t.Errorf("the error is %v after 20 steps and %v after %d", first, last, learned.Steps)
	}
}

// TestMethodFromConfigurationToViewer: every command that takes a method takes this one.
func TestMethodFromConfigurationToViewer(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("climb.yaml", []byte("steps: 100\nnoise: 0.05\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	run(t, "record sled -o demos -n 4", "4 episodes")
	run(t, "train demos -o climb --method climb --config climb.yaml --eval 2", "climb/policy.safetensors")
	run(t, "watch climb --energy --step 3 --save climb.png", "climb.png: 3 steps")
	if status, _, complaint := call("train demos -o x --method clim --config climb.yaml"); status != 2 || !strings.Contains(complaint, "climb") {
		t.Errorf("status %d, %s", status, complaint)
	}
}
