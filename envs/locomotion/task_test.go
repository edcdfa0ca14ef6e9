package locomotion_test

import (
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// Every task keeps the contract, as its source defines it and with a fixed horizon.
func TestContract(t *testing.T) {
	for _, row := range locomotion.Tasks() {
		for _, fixed := range []bool{false, true} {
			o := row.Default()
			o.FixedHorizon = fixed
			o.Horizon = min(o.Horizon, 120) // the contract does not depend on it, the time of the test does
			if testing.Short() {
				o.Horizon = 45
			}
			name := row.New(o).Spec().Name
			t.Run(name, func(t *testing.T) {
				if err := envtest.Check(func() envs.Env { return row.New(o) }); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// Names say which parameters differ from the source's.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		o    locomotion.Options
		want string
	}{
		{locomotion.DefaultHopper(), "hopper"},
		{locomotion.Options{Horizon: 1000, FixedHorizon: true, Release: locomotion.Standard}, "hopper:fixed-horizon"},
		{locomotion.Options{Horizon: 50, Release: locomotion.Standard}, "hopper:horizon=50"},
		{locomotion.Options{Horizon: 50, FixedHorizon: true, Margins: physics.MaxMargins, Release: locomotion.Standard}, "hopper:max-margins:fixed-horizon:horizon=50"},
	} {
		if got := locomotion.NewHopper(c.o).Spec().Name; got != c.want {
			t.Errorf("%+v: %s, want %s", c.o, got, c.want)
		}
	}
}

// A hopper that is not driven falls: the task ends as Failed, the fixed-horizon task goes on to its horizon, and from
// the fall on it is not paid for being alive. A fall is one in the last step before the horizon, too: no value is
// bootstrapped there.
func TestFall(t *testing.T) {
	episode := func(fixed bool, horizon int) (rewards []float64, end envs.End, healthy []bool) {
		o := locomotion.DefaultHopper()
		o.FixedHorizon, o.Horizon = fixed, horizon
		e := locomotion.NewHopper(o)
		obs, act := make([]float64, 11), make([]float64, 3)
		e.Reset(obs, rand.New(rand.NewPCG(1, 1)))
		for end == envs.Running {
			var r float64
			r, end = e.Step(obs, act)
			rewards, healthy = append(rewards, r), append(healthy, e.Healthy())
		}
		return rewards, end, healthy
	}
	short, end, _ := episode(false, 300)
	if end != envs.Failed || len(short) >= 300 {
		t.Fatalf("%v after %d steps", end, len(short))
	}
	if last, end, _ := episode(false, len(short)); end != envs.Failed || len(last) != len(short) {
		t.Errorf("a fall in the last step before the horizon: %v after %d steps, want %v", end, len(last), envs.Failed)
	}
	long, end, healthy := episode(true, 300)
	if end != envs.TimedOut || len(long) != 300 {
		t.Fatalf("fixed horizon: %v after %d steps", end, len(long))
	}
	for i, r := range short {
		if r != long[i] {
			t.Fatalf("step %d pays %v, with a fixed horizon %v", i, r, long[i])
		}
	}
	if healthy[len(short)-1] || long[len(short)-1] > 0.9 {
		t.Errorf("the last step before the fall: healthy %v, reward %v", healthy[len(short)-1], long[len(short)-1])
	}
}

// A step of the largest task allocates nothing.
func TestAllocations(t *testing.T) {
	e := locomotion.NewHumanoid(locomotion.DefaultHumanoid())
	obs, act := make([]float64, 348), make([]float64, 17)
	rng := rand.New(rand.NewPCG(1, 1))
	e.Reset(obs, rng)
	n := testing.AllocsPerRun(100, func() {
		if _, end := e.Step(obs, act); end != envs.Running {
			e.Reset(obs, rng)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations in a step", n)
	}
}

func BenchmarkStep(b *testing.B) {
	for _, row := range locomotion.Tasks() {
		b.Run(row.Name, func(b *testing.B) {
			e := row.New(row.Default())
			spec := e.Spec()
			obs, act := make([]float64, len(spec.Obs)), make([]float64, spec.Action.Dim())
			rng := rand.New(rand.NewPCG(1, 1))
			e.Reset(obs, rng)
			b.ReportAllocs()
			for b.Loop() {
				spec.Action.Sample(act, rng)
				if _, end := e.Step(obs, act); end != envs.Running {
					e.Reset(obs, rng)
				}
			}
		})
	}
}
