package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
)

func evaluate(t *testing.T, p func() envs.Policy, change func(*Options)) *Result {
	t.Helper()
	o := Default()
	o.Episodes, o.Bootstrap.Resamples = 45, 200
	if change != nil {
		change(&o)
	}
	r, err := Evaluate(context.Background(), toy.New, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEvaluateSameBytesForAnyWorkers(t *testing.T) {
	policies := map[string]func() envs.Policy{
		"one by one":  toy.NewExpert,
		"with chance": func() envs.Policy { return &toy.Expert{Gain: 1, Noisy: true} },
		"in lockstep": func() envs.Policy { return &toy.Batched{Expert: toy.Expert{Gain: 1}} },
	}
	for name, p := range policies {
		t.Run(name, func(t *testing.T) {
			want := asJSON(t, evaluate(t, p, func(o *Options) { o.Workers, o.Batch = 1, 8 }))
			for _, workers := range []int{2, 3, 8, 100} {
				got := asJSON(t, evaluate(t, p, func(o *Options) { o.Workers, o.Batch = workers, 8 }))
				if !bytes.Equal(got, want) {
					t.Errorf("%d workers changed the result:\n%s\n%s", workers, got, want)
				}
			}
		})
	}
}

// TestLockstepIsTheSameEpisodes: a batch policy whose rows do not round differently gives what it gives one by one.
func TestLockstepIsTheSameEpisodes(t *testing.T) {
	one := evaluate(t, toy.NewExpert, nil)
	many := evaluate(t, func() envs.Policy { return &toy.Batched{Expert: toy.Expert{Gain: 1}} }, func(o *Options) { o.Batch = 7 })
	if !bytes.Equal(asJSON(t, one), asJSON(t, many)) {
		t.Error("lockstep changed the episodes")
	}
}

func TestEvaluateAgainstTheLoop(t *testing.T) {
	r := evaluate(t, toy.NewExpert, func(o *Options) { o.Seed, o.First = 9, 100 })
	for i, row := range r.Rows {
		var sum float64
		steps := 0
		for tr := range envs.Episode(toy.New(), toy.NewExpert(), envs.Stream(9, envs.Evaluation, 100+uint64(i))) {
			sum += tr.Reward
			steps++
		}
		if row.Return != sum || row.Steps != steps || row.Index != 100+uint64(i) || row.End != "timed out" {
			t.Fatalf("row %d is %+v, the episode had return %v in %d steps", i, row, sum, steps)
		}
	}
	if *r.Success != 1 || r.SuccessCI95.Hi() != 1 || r.SuccessCI95.Lo() > 0.99 {
		t.Errorf("success %v %v", *r.Success, *r.SuccessCI95)
	}
}

func TestEvaluateJSON(t *testing.T) {
	r := evaluate(t, toy.NewExpert, nil)
	r.Policy = "expert"
	r.Against(stat.Reference{Random: -10, Expert: r.Mean})
	var got map[string]any
	if err := json.Unmarshal(asJSON(t, r), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"task", "policy", "episodes", "seed", "mean", "median", "iqm", "ci95", "normalized", "success"} {
		if _, ok := got[key]; !ok {
			t.Errorf("the result has no %q", key)
		}
	}
	if got["normalized"] != 1.0 {
		t.Errorf("the expert's own score is %v", got["normalized"])
	}
	if ci, ok := got["ci95"].([]any); !ok || len(ci) != 2 {
		t.Errorf("ci95 is %v, want two numbers", got["ci95"])
	}
}

func TestEvaluateCountsClippedAndEnds(t *testing.T) {
	r := evaluate(t, func() envs.Policy { return constant(0.7) }, nil)
	if r.Clipped != 45*20 || r.Ends["timed out"] != 45 || *r.Success != 0 {
		t.Errorf("clipped %d, ends %v, success %v", r.Clipped, r.Ends, *r.Success)
	}
	r = evaluate(t, func() envs.Policy { return constant(math.NaN()) }, nil)
	if r.Ends["diverged"] != 45 || r.MeanSteps != 1 {
		t.Errorf("a policy of NaN: ends %v after %v steps", r.Ends, r.MeanSteps)
	}
}

type constant float64

func (c constant) Act(dst, _ []float64) { dst[0] = float64(c) }

func TestEvaluateStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	o := Default()
	o.Workers = 1
	o.Progress = func(played int) {
		if played == 3 {
			cancel()
		}
		if played > 3 {
			t.Errorf("%d episodes were played after the context ended", played)
		}
	}
	if _, err := Evaluate(ctx, toy.New, toy.NewExpert, o); err != context.Canceled {
		t.Errorf("error %v", err)
	}
	o.Episodes = 0
	if _, err := Evaluate(ctx, toy.New, toy.NewExpert, o); err == nil {
		t.Error("an evaluation of no episodes was accepted")
	}
}

func TestCompareRefusesOtherEpisodes(t *testing.T) {
	a := evaluate(t, toy.NewExpert, nil)
	b := evaluate(t, func() envs.Policy { return constant(0) }, nil)
	c, err := a.Compare(b, stat.DefaultBootstrap())
	if err != nil || !c.Better() {
		t.Errorf("the expert is not better than rest: %+v, %v", c, err)
	}
	other := evaluate(t, toy.NewExpert, func(o *Options) { o.Seed = 1 })
	if _, err := a.Compare(other, stat.DefaultBootstrap()); err == nil {
		t.Error("results of different seeds were compared")
	}
}

// TestLockstepBlock: no block is larger than asked for, and two workers get the same share up to a few episodes.
func TestLockstepBlock(t *testing.T) {
	for episodes := 1; episodes <= 300; episodes++ {
		for _, batch := range []int{2, 7, 32, 400} {
			block := lockstepBlock(episodes, batch)
			if block < 1 || block > batch {
				t.Fatalf("%d episodes in batches of %d: blocks of %d", episodes, batch, block)
			}
		}
	}
	for _, c := range [][3]int{{100, 32, 25}, {64, 32, 32}, {20, 32, 10}, {2, 32, 2}, {1000, 32, 32}, {1, 32, 1}} {
		if got := lockstepBlock(c[0], c[1]); got != c[2] {
			t.Errorf("%d episodes in batches of %d: blocks of %d, want %d", c[0], c[1], got, c[2])
		}
	}
}

// rounding is a batch policy whose matrix products round differently with the number of rows, and far more than real ones.
type rounding struct{ toy.Expert }

func (p *rounding) ActBatch(dst, obs []float64, n int) {
	for i := range n {
		p.Act(dst[i:i+1], obs[2*i:2*i+2])
		dst[i] += 1e-6 * float64(n)
	}
}

// TestBlocksAreOfAnyWorkers: how many episodes are advanced together, which the last bits depend on, depends on the number
// of episodes and on Batch alone.
func TestBlocksAreOfAnyWorkers(t *testing.T) {
	play := func(workers, batch int) []byte {
		return asJSON(t, evaluate(t, func() envs.Policy { return &rounding{toy.Expert{Gain: 1}} },
			func(o *Options) { o.Workers, o.Batch = workers, batch }))
	}
	want := play(1, 32)
	for _, workers := range []int{2, 3, 8, 100} {
		if got := play(workers, 32); !bytes.Equal(got, want) {
			t.Errorf("%d workers changed the result:\n%s\n%s", workers, got, want)
		}
	}
	if bytes.Equal(play(1, 4), want) {
		t.Error("the size of a block does not show in the result: nothing was tested")
	}
}
