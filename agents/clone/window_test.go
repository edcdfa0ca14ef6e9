package clone

import (
	"context"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
)

// window is what these tests decide on.
var window = policy.Window{History: 2, Chunk: 4, Replan: 2}

// TestWindowsLearn: with windows, too, cloning 10 episodes of the slider brings its expert's return, with every loss that
// is made for actions between bounds, played in lockstep and one by one.
func TestWindowsLearn(t *testing.T) {
	expert := evaluate(t, toy.NewExpert)
	for _, name := range []string{"fenchel-young", "fenchel-young-lifted", "perceptron", "infonce", "squared-unrolled", "squared-implicit", "squared", "gaussian"} {
		t.Run(name, func(t *testing.T) {
			tr := training(t, disktest.NewMemory(), func(tr *trial) {
				tr.Options.Steps, tr.Options.Schedule.Steps, tr.Options.Policy.Window = 400, 400, window
				if err := tr.Options.UseLoss(name); err != nil {
					t.Fatal(err)
				}
			})
			trained, err := tr.Train(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			r := evaluate(t, func() envs.Policy { return trained.Policy.Share() })
			if r.Mean < expert.Mean-0.1 {
				t.Errorf("return %v, the expert's is %v", r.Mean, expert.Mean)
			}
		})
	}
}

// TestWindowOfOneIsNone: a window of one observation and one action, written out, is the run without one, byte for byte.
func TestWindowOfOneIsNone(t *testing.T) {
	files := func(text string) string {
		d := disktest.NewMemory()
		_, err := training(t, d, func(tr *trial) {
			if err := tr.Options.Overlay("", []byte(text)); err != nil {
				t.Fatal(err)
			}
		}).Train(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return learnertest.Contents(t, d)
	}
	none, one := files("seed: 0\n"), files("policy: {window: {history: 1, chunk: 1, replan: 1}}\n")
	if none != one {
		t.Error(learnertest.FirstDifference(none, one))
	}
	if two := files("policy: {window: {history: 2}}\n"); none == two {
		t.Error("a history changes nothing")
	}
}

func TestWindowsAllocateNothing(t *testing.T) {
	o := quick()
	o.Steps, o.Schedule.Steps, o.Policy.Window = 1_000_000, 1_000_000, window
	c, err := New(o, demonstrate(t, 10), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if n := testing.AllocsPerRun(100, func() {
		if _, err := c.Step(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}

func TestWindowsRefuse(t *testing.T) {
	text := []byte("policy:\n  window: {chunk: 2, replan: 3}\n")
	if _, err := ReadConfig("c.yaml", text); err == nil || !strings.Contains(err.Error(), "c.yaml:2") || !strings.Contains(err.Error(), "replan") {
		t.Errorf("3 of 2 actions: error %v", err)
	}
}
