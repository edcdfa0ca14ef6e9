package agents

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
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
func quick() TrainOptions {
	o := DefaultTrain()
	o.Task, o.Policy.Hidden, o.Batch = "slider", []int{16}, 32
	o.Steps, o.Schedule.Steps, o.Schedule.Warmup, o.Schedule.Rate = 120, 120, 10, 1e-2
	o.ValidateEvery, o.LogEvery, o.CheckpointEvery = 25, 10, 30
	return o
}

// training is a run in "run" on a disk, resumed if there is one.
func training(t testing.TB, d disk.FS, change func(*Training)) *Training {
	tr := &Training{Dir: "run", Data: demonstrate(t, 10), Options: quick(), Run: on(d)}
	if change != nil {
		change(tr)
	}
	return tr
}

// TestTrainLearns: cloning 10 episodes of the slider brings its expert's return, with every loss that is made for
// actions between bounds.
func TestTrainLearns(t *testing.T) {
	expert := evaluate(t, toy.NewExpert)
	for _, name := range []string{"fenchel-young", "fenchel-young-lifted", "squared-unrolled", "squared-implicit", "squared", "gaussian"} {
		t.Run(name, func(t *testing.T) {
			tr := training(t, disktest.NewMemory(), func(tr *Training) {
				tr.Options.Steps, tr.Options.Schedule.Steps = 400, 400
				if err := tr.Options.UseLoss(name); err != nil {
					t.Fatal(err)
				}
			})
			trained, err := tr.Train(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if *trained.ValidError > 1e-2 {
				t.Errorf("validation error %v", *trained.ValidError)
			}
			r := evaluate(t, func() envs.Policy { return trained.Policy.Clone() })
			if r.Mean < expert.Mean-0.05 {
				t.Errorf("return %v, the expert's is %v", r.Mean, expert.Mean)
			}
		})
	}
}

// TestTrainNeedsItsGradient: descending the wrong way does not bring the expert's return, so the test above can fail.
func TestTrainNeedsItsGradient(t *testing.T) {
	c, err := NewCloner(quick(), demonstrate(t, 10), 1)
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

func validate(t *testing.T, c *Cloner) float64 {
	t.Helper()
	line, err := c.Validate()
	if err != nil {
		t.Fatal(err)
	}
	return line.Error
}

// TestTrainResumesExactly interrupts runs at random steps, again and again, under other numbers of workers and
// processors, and compares all files with the uninterrupted run's.
func TestTrainResumesExactly(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	configs := map[string]func(*Training){
		"pairwise":        nil,
		"two shards":      func(tr *Training) { tr.Options.Batch = 150 },
		"without reserve": func(tr *Training) { tr.Options.Reserve = 0 },
		"early stop": func(tr *Training) {
			tr.Options.Patience, tr.Options.ValidateEvery, tr.Options.Schedule.Rate = 1, 7, 0.5
		},
		"global energy": func(tr *Training) { tr.Options.Policy.Energy = "pairwise-global" },
	}
	if !testing.Short() {
		configs["late fusion"] = func(tr *Training) {
			tr.Options.Policy.Energy, tr.Options.Policy.Embed, tr.Options.Policy.EnergyWidth = "late", 4, []int{8}
		}
	}
	for name, change := range configs {
		t.Run(name, func(t *testing.T) {
			resumesExactly(t, 60, func(ctx context.Context, d disk.FS, workers int) error {
				tr := training(t, d, change)
				tr.Workers = workers
				_, err := tr.Train(ctx)
				return err
			})
		})
	}
}

// resumesExactly compares runs that are interrupted at random, each time after up to most looks at the context, with
// one that is not.
func resumesExactly(t *testing.T, most int, run func(ctx context.Context, d disk.FS, workers int) error) {
	t.Helper()
	whole := disktest.NewMemory()
	if err := run(context.Background(), whole, 1); err != nil {
		t.Fatal(err)
	}
	want := contents(t, whole)
	rng := rand.New(rand.NewPCG(11, 0))
	for range 3 {
		d := disktest.NewMemory()
		var stops []int
		for err := ErrInterrupted; err != nil; {
			runtime.GOMAXPROCS(1 + rng.IntN(4))
			stops = append(stops, rng.IntN(most))
			if err = run(newFuse(stops[len(stops)-1]), d, 1+rng.IntN(3)); err != nil && !errors.Is(err, ErrInterrupted) {
				t.Fatal(err)
			}
		}
		if got := contents(t, d); got != want {
			t.Fatalf("interrupted after %v, the files differ:\n%s", stops, firstDifference(got, want))
		}
	}
}

// fuse is a context that ends after it was asked a number of times.
type fuse struct {
	context.Context
	left atomic.Int64
}

func newFuse(left int) *fuse {
	f := &fuse{Context: context.Background()}
	f.left.Store(int64(left))
	return f
}

func (f *fuse) Err() error {
	if f.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d: %.300q\nwant    %.300q", i, x[i], y[i])
		}
	}
	return "one is longer"
}

func TestTrainRefusesOtherData(t *testing.T) {
	d := disktest.NewMemory()
	if _, err := training(t, d, nil).Train(newFuse(40)); !errors.Is(err, ErrInterrupted) {
		t.Fatal(err)
	}
	other := func(tr *Training) { tr.Data = demonstrate(t, 11) }
	_, err := training(t, d, other).Train(context.Background())
	if err == nil || !strings.Contains(err.Error(), "- resolved.data: ") {
		t.Errorf("error %v", err)
	}
	pinned := func(tr *Training) { tr.Options.Resolved.Data = "0123" }
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
	_, err := training(t, disktest.NewMemory(), func(tr *Training) { tr.Options.Schedule.Rate, tr.Options.ClipNorm = 1e30, 1e30 }).Train(context.Background())
	if err == nil || !strings.Contains(err.Error(), ": step ") {
		t.Fatalf("a rate of 1e30: error %v", err)
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	o := quick()
	o.Steps, o.Schedule.Steps = 1_000_000, 1_000_000
	for _, workers := range []int{1, 2} {
		c, err := NewCloner(o, demonstrate(t, 10), workers)
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
