package main

import (
	"context"
	"math/rand/v2"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// parallel is work that is shared among goroutines.
type parallel struct {
	what, unit string
	bar        float64
	on         func(workers int) (w work, stop func(), err error) // makes it for so many workers
}

// cores prints what a second core brings.
func (b *bench) cores() error {
	t := b.table("cores", "the same work by one and by two workers, the same bytes", "what", "unit", "one", "two", "ratio")
	if runtime.NumCPU() < 2 {
		b.note("absent: a second core")
		return nil
	}
	for _, p := range []parallel{
		{"Pool, 32 halfcheetahs", "env steps/s", 1.8, func(w int) (work, func(), error) { return pool("halfcheetah", 32, w) }},
		{"Pool, 32 humanoids", "env steps/s", 1.8, func(w int) (work, func(), error) { return pool("humanoid", 32, w) }},
		{"Pool, 256 pendulums", "env steps/s", 0, func(w int) (work, func(), error) { return pool("pendulum", 256, w) }},
		{"Evaluate, 64 halfcheetahs of 250 steps", "episodes/s", 1.8, evaluation},
		{"training step, pairwise, batch 256", "steps/s", 0, func(w int) (work, func(), error) { return cloningOn(256, w) }},
		{"training step, pairwise, batch 1024", "steps/s", 0, func(w int) (work, func(), error) { return cloningOn(1024, w) }},
	} {
		if err := b.coresRow(t, p); err != nil {
			return err
		}
	}
	b.print(t)
	return nil
}

func (b *bench) coresRow(t *table, p parallel) error {
	var contestants []contestant
	for _, workers := range []int{1, 2} {
		before := runtime.GOMAXPROCS(workers)
		w, stop, err := p.on(workers)
		runtime.GOMAXPROCS(before)
		if err != nil {
			return err
		}
		defer stop()
		contestants = append(contestants, func() (float64, error) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
			return b.fastest(w), nil
		})
	}
	rates, err := b.best(contestants...)
	if err != nil {
		return err
	}
	t.add(p.what, p.unit, rates[0], rates[1], rates[1]/rates[0])
	if p.bar > 0 {
		b.atLeast("two workers over one: "+p.what, rates[1]/rates[0], p.bar)
	}
	return nil
}

// pool steps environments under uniform random actions. A Pool has as many workers as GOMAXPROCS when it is made.
func pool(task string, n, _ int) (work, func(), error) {
	newEnv, err := suite.Make(task)
	if err != nil {
		return nil, nil, err
	}
	spec := newEnv().Spec()
	p := envs.NewPool(n, 0, envs.Tuning, newEnv)
	d, k := len(spec.Obs), spec.Action.Dim()
	obs, act := make([]float64, n*d), make([]float64, n*k)
	rng := rand.New(rand.NewPCG(5, 5))
	p.Reset(obs)
	return func() int {
		for i := range n {
			spec.Action.Sample(act[i*k:(i+1)*k], rng)
		}
		p.Step(obs, act)
		return n
	}, p.Close, nil
}

// evaluation plays a task by a policy that has not learned anything: 17 observations, 256-256, pairwise, k = 6. Its last
// part, the bootstrap of the interval, is one goroutine's.
func evaluation(workers int) (work, func(), error) {
	newEnv, err := suite.Make("halfcheetah:horizon=250")
	if err != nil {
		return nil, nil, err
	}
	n, err := policy.New(config("pairwise"), agents.TaskOf(newEnv().Spec()), rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		return nil, nil, err
	}
	o := eval.Default()
	o.Episodes, o.Purpose, o.Workers = 64, envs.Tuning, workers
	return func() int {
		if _, err := eval.Evaluate(context.Background(), newEnv, func() envs.Policy { return n.Clone() }, o); err != nil {
			panic(err) // a policy of finite weights plays to the end
		}
		return o.Episodes
	}, func() {}, nil
}

// cloningOn is the training steps of a run.
func cloningOn(batch, workers int) (work, func(), error) {
	data, err := noise(4096)
	if err != nil {
		return nil, nil, err
	}
	return cloning("pairwise", batch, workers, data)
}
