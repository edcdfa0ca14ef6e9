package clone

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// demonstrate records n episodes of the slider's expert in memory.
func demonstrate(t testing.TB, n int) *data.Pairs {
	t.Helper()
	return demonstrateInto(t, data.New(toy.New().Spec()), n)
}

func demonstrateInto(t testing.TB, d *data.Pairs, n int) *data.Pairs {
	t.Helper()
	r := envs.NewRollout(toy.New(), toy.NewExpert())
	for i := range n {
		demo := &demos.Demonstration{Seed: 3, Purpose: envs.Demonstration, Index: uint64(i)}
		demo.Play(r)
		if err := d.Add(fmt.Sprint("episode ", i), demo); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// evaluate plays episodes of the slider.
func evaluate(t *testing.T, p func() envs.Policy) *eval.Result {
	t.Helper()
	o := eval.Default()
	o.Episodes, o.Bootstrap.Resamples = 45, 200
	r, err := eval.Evaluate(context.Background(), toy.New, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// quick is a configuration that learns the slider in a moment.
func quick() Options {
	o := Default()
	o.Task, o.Policy.Hidden, o.Batch = "slider", []int{16}, 32
	o.Steps, o.Schedule.Steps, o.Schedule.Warmup, o.Schedule.Rate = 120, 120, 10, 1e-2
	o.ValidateEvery, o.LogEvery, o.CheckpointEvery = 25, 10, 30
	o.LinearBase = 1 // the tests are of networks alone; TestBase is of what they correct
	return o
}

// trial is what a test may change of a run.
type trial struct {
	Options Options
	Data    *data.Pairs
	Workers int
}

// training is a run in "run" on a disk, resumed if there is one.
func training(t testing.TB, d disk.FS, change func(*trial)) *agents.Training {
	tr := &trial{Options: quick(), Data: demonstrate(t, 10)}
	if change != nil {
		change(tr)
	}
	return &agents.Training{
		Dir: learnertest.Dir, Options: tr.Options, Run: learnertest.On(d),
		Sources: agents.Sources{Pairs: tr.Data, Workers: tr.Workers},
	}
}

// TestTrainLearns: cloning 10 episodes of the slider brings its expert's return, with every loss that is made for
// actions between bounds.
func TestTrainLearns(t *testing.T) {
	expert := evaluate(t, toy.NewExpert)
	for _, name := range []string{"fenchel-young", "fenchel-young-lifted", "squared-unrolled", "squared-implicit", "squared", "gaussian"} {
		t.Run(name, func(t *testing.T) {
			tr := training(t, disktest.NewMemory(), func(tr *trial) {
				tr.Options.Steps, tr.Options.Schedule.Steps = 400, 400
				if err := tr.Options.UseLoss(name); err != nil {
					t.Fatal(err)
				}
			})
			trained, err := tr.Train(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if trained.Kept.Error > 1e-2 {
				t.Errorf("validation error %v", trained.Kept.Error)
			}
			r := evaluate(t, func() envs.Policy { return trained.Policy.Share() })
			if r.Mean < expert.Mean-0.05 {
				t.Errorf("return %v, the expert's is %v", r.Mean, expert.Mean)
			}
		})
	}
}

// TestTrainNeedsItsGradient: descending the wrong way does not bring the expert's return, so the test above can fail.
func TestTrainNeedsItsGradient(t *testing.T) {
	c, err := New(quick(), demonstrate(t, 10), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	first := validate(t, c)
	for !c.Done() {
		c.sample.Next(c.rows)
		c.workers.Do(c.train)
		for _, p := range c.shards[0].grad {
			for i := range p.Data {
				p.Data[i] = -p.Data[i]
			}
		}
		c.adam.Step(c.policy.Params(), c.shards[0].grad, c.o.Schedule.At(c.state.Step))
		c.state.Step++
	}
	if last := validate(t, c); last < first {
		t.Errorf("the error fell from %v to %v along the wrong gradient", first, last)
	}
}

func validate(t *testing.T, c *Learner) float64 {
	t.Helper()
	v, err := c.Measure(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return v.Error
}

func TestContract(t *testing.T) {
	learnertest.Check(t, learnertest.Case{
		Training: func() *agents.Training { return training(t, disktest.NewMemory(), nil) }, Looks: 60, Obs: 2,
	})
}

// TestTrainResumesExactly interrupts runs at random steps, again and again, under other numbers of workers and
// processors, and compares all files with the uninterrupted run's.
func TestTrainResumesExactly(t *testing.T) {
	configs := map[string]func(*trial){
		"pairwise":        nil,
		"two shards":      func(tr *trial) { tr.Options.Batch = 150 },
		"without reserve": func(tr *trial) { tr.Options.Reserve = 0 },
		"windows": func(tr *trial) {
			tr.Options.Policy.Window = policy.Window{History: 2, Chunk: 4, Replan: 2}
		},
		"residual trunk": func(tr *trial) {
			tr.Options.Policy.Trunk = policy.TrunkChoice{Name: "residual", Options: policy.ResidualOptions{Width: 16, Blocks: 1}}
		},
		"early stop": func(tr *trial) {
			tr.Options.Patience, tr.Options.ValidateEvery, tr.Options.Schedule.Rate = 1, 7, 0.5
		},
		"global energy": func(tr *trial) {
			changeGreedy(&tr.Options, func(g *policy.GreedyOptions) { g.Energy = energy.Choose("pairwise-global") })
		},
	}
	if !testing.Short() {
		configs["late fusion"] = func(tr *trial) {
			changeGreedy(&tr.Options, func(g *policy.GreedyOptions) {
				g.Energy = energy.Choice{Name: "late", Options: energy.LateOptions{Embed: 4, Width: []int{8}}}
			})
		}
	}
	for name, change := range configs {
		t.Run(name, func(t *testing.T) {
			learnertest.Resumes(t, 60, func(ctx context.Context, d disk.FS, workers int) error {
				tr := training(t, d, change)
				tr.Sources.Workers = workers
				_, err := tr.Train(ctx)
				return err
			})
		})
	}
}

func TestTrainRefusesOtherData(t *testing.T) {
	d := disktest.NewMemory()
	if _, err := training(t, d, nil).Train(learnertest.NewFuse(40)); !errors.Is(err, agents.ErrInterrupted) {
		t.Fatal(err)
	}
	other := func(tr *trial) { tr.Data = demonstrate(t, 11) }
	_, err := training(t, d, other).Train(context.Background())
	if err == nil || !strings.Contains(err.Error(), "- resolved.data: ") {
		t.Errorf("error %v", err)
	}
	pinned := func(tr *trial) { tr.Options.Resolved.Data = "0123" }
	if _, err := training(t, disktest.NewMemory(), pinned).Train(context.Background()); err == nil || !strings.Contains(err.Error(), "0123") {
		t.Errorf("a configuration for other data: error %v", err)
	}
}

func TestTrainStopsAtNaN(t *testing.T) {
	d := data.New(toy.New().Spec())
	demo := &demos.Demonstration{Obs: []float64{0, 0, 1, math.NaN(), 0, 0}, Act: []float64{0, 0}, Applied: []float64{0, 0}, Reward: []float64{0, 0}}
	if err := d.Add("set: episode 4", demo); err == nil || !strings.HasPrefix(err.Error(), "set: episode 4: step 1: ") {
		t.Errorf("NaN in the data: error %v", err)
	}
	_, err := training(t, disktest.NewMemory(), func(tr *trial) { tr.Options.Schedule.Rate, tr.Options.ClipNorm = 1e30, 1e30 }).Train(context.Background())
	if err == nil || !strings.Contains(err.Error(), ": step ") {
		t.Fatalf("a rate of 1e30: error %v", err)
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	o := quick()
	o.Steps, o.Schedule.Steps = 1_000_000, 1_000_000
	for _, workers := range []int{1, 2} {
		c, err := New(o, demonstrate(t, 10), workers)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		step := func() {
			if _, err := c.Step(); err != nil {
				t.Fatal(err)
			}
		}
		if n := testing.AllocsPerRun(200, step); n != 0 {
			t.Errorf("%v allocations a step with %d workers", n, workers)
		}
	}
}
