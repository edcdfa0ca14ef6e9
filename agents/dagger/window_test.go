package dagger

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
)

// windowed are rounds of a policy that sees two observations, chooses three actions and carries out two.
func windowed(rounds int) clone.Options {
	o := quick(rounds)
	o.Policy.Window = policy.Window{History: 2, Chunk: 3, Replan: 2}
	return o
}

// TestWindowsContract: rounds of a policy with windows, too, are interrupted and resumed anywhere.
func TestWindowsContract(t *testing.T) {
	learnertest.Check(t, learnertest.Case{
		Training: func() *agents.Training { return training(t, disktest.NewMemory(), Options(windowed(2))) }, Looks: 100, Obs: 2,
	})
}

// TestWindowsLearnWhereCloningHasNotBeen: as without windows.
func TestWindowsLearnWhereCloningHasNotBeen(t *testing.T) {
	expert := evaluate(t, toy.NewExpert)
	trained, err := training(t, disktest.NewMemory(), Options(windowed(3))).Train(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got := evaluate(t, func() envs.Policy { return trained.Policy.Share() })
	if math.Abs(got.Mean-expert.Mean) > 0.01 {
		t.Errorf("return %v after 3 rounds, the expert's is %v", got.Mean, expert.Mean)
	}
}

// TestChunksAreLabelledWhereTheyLed: the label of a chunk is what the expert says in the states that were visited, as far
// as the episode goes.
func TestChunksAreLabelledWhereTheyLed(t *testing.T) {
	d := disktest.NewMemory()
	if _, err := training(t, d, Options(windowed(1))).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	pairs, at := data.New(toy.New().Spec()), 0
	w := policy.Window{History: 2, Chunk: 3, Replan: 2}
	all := recorded(t, d)
	for _, demo := range all {
		if err := pairs.Add("episode", demo); err != nil {
			t.Fatal(err)
		}
	}
	windows := pairs.Windows(w, data.Split{})
	obs, act, known := policy.NewMatrix(1, 4), policy.NewMatrix(1, 3), make([]int, 1)
	for _, demo := range all {
		for i := range demo.Len() {
			if err := windows.Gather(obs, act, known, []int32{int32(at + i)}); err != nil {
				t.Fatal(err)
			}
			if want := min(3, demo.Len()-i); known[0] != want {
				t.Fatalf("step %d of %d: %d actions are labelled, want %d", i, demo.Len(), known[0], want)
			}
			expert, label := toy.NewExpert(), []float64{0}
			for j := range known[0] {
				expert.Act(label, demo.ObsAt(i+j))
				if math.Abs(0.5*act.Data[j]-label[0]) > 1e-12 { // the bound is 0.5
					t.Fatalf("step %d, action %d of the chunk: %v, the expert says %v there", i, j, 0.5*act.Data[j], label[0])
				}
			}
		}
		at += demo.Len()
	}
}

// counting is a learner with memory: its action tells how many observations it has seen since its last decision.
type counting struct{ seen int }

func (c *counting) Act(dst, _ []float64) {
	dst[0] = 10 + float64(c.seen%3)
	c.seen++
}

// TestMixtureKeepsChunksWhole: who acts changes at decisions only, and the learner sees what the expert meets.
func TestMixtureKeepsChunksWhole(t *testing.T) {
	m := &mixture{ctx: context.Background(), expert: toy.NewExpert(), learner: &counting{}, beta: 0.5, replan: 3}
	m.Reset(envs.Stream(1, envs.Noise, 0))
	var by []envs.Author
	for i := range 300 {
		act, label := []float64{0}, []float64{0}
		m.Act(act, []float64{0.1, 0.2})
		author := m.Label(label)
		if by = append(by, author); author == envs.TheLearner && act[0] != 10+float64(i%3) {
			t.Fatalf("step %d: the learner does %v: it has not seen every step", i, act[0])
		}
	}
	learner := 0
	for i := 0; i < len(by); i += 3 {
		if by[i] != by[i+1] || by[i] != by[i+2] {
			t.Errorf("steps %d to %d are of %v", i, i+2, by[i:i+3])
		}
		if by[i] == envs.TheLearner {
			learner++
		}
	}
	if learner < 30 || learner > 70 || !slices.Contains(by, envs.TheExpert) {
		t.Errorf("the learner acts in %d of 100 chunks, want about half", learner)
	}
}
