package eval

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// Options says which episodes a policy is measured on, and how they are played.
type Options struct {
	Episodes int          // how many; 100
	Seed     uint64       // of the run of episodes; 0
	Purpose  envs.Purpose // envs.Evaluation, disjoint from whatever was trained on
	First    uint64       // index of the first episode; 0

	// Batch is how many episodes one worker advances in lockstep, at most, when envs.Batch finds a batch policy; 32. It is
	// part of the result to the last bits, since matrix products of another shape round differently. 1 plays them one
	// by one, and so are those of environments outside this program (envs.Fallible), of which each worker has one.
	Batch int

	Workers   int // goroutines; GOMAXPROCS. Changes nothing but the time taken.
	Bootstrap stat.BootstrapOptions

	// Progress, if not nil, is told the number of episodes played so far. Calls do not overlap.
	Progress func(played int)
}

// Default is 100 episodes of seed 0 on every core.
func Default() Options {
	return Options{Episodes: 100, Purpose: envs.Evaluation, Batch: 32, Workers: runtime.GOMAXPROCS(0), Bootstrap: stat.DefaultBootstrap()}
}

// maxEpisodes bounds the rows that a result holds in memory.
const maxEpisodes = 10_000_000

// Validate names what is wrong with the options.
func (o Options) Validate() error {
	return config.Join(
		config.Range("episodes", o.Episodes, 1, maxEpisodes),
		config.AtLeast("batch", o.Batch, 1),
		config.AtLeast("workers", o.Workers, 1),
	)
}

// Evaluate plays the episodes and returns what they say, the same bytes for any number of workers. Environments and
// policies are made before the first step, by the caller's goroutine. A canceled context ends the evaluation between two
// steps with the context's error, an environment or a policy that breaks down (envs.Fallible) with its own; an episode
// whose return is not a finite number is an error that names it.
func Evaluate(ctx context.Context, newEnv func() envs.Env, newPolicy func() envs.Policy, o Options) (*Result, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if outside(newEnv()) {
		o.Batch = 1
	}
	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	e := &evaluation{ctx: inner, stop: stop, o: o, rows: make([]Row, o.Episodes), block: 1}
	workers := e.workers(newEnv, newPolicy)
	defer closeAll(workers)
	parallel.Together(len(workers), func(i int, panics *parallel.Panics) { e.drain(workers[i], panics) })
	if err := cmp.Or(ctx.Err(), context.Cause(inner)); err != nil {
		return nil, err
	}
	for _, r := range e.rows {
		if !envs.Finite([]float64{r.Return}) {
			return nil, fmt.Errorf("episode %d of seed %d has a return of %v after %d steps", r.Index, o.Seed, r.Return, r.Steps)
		}
	}
	return newResult(workers[0].rollouts[0].Env(), o, e.rows), nil
}

// outside reports whether an environment runs outside this program, and lets go of it.
func outside(e envs.Env) bool {
	defer envs.CloseEnv(e)
	_, yes := envs.As[envs.Fallible](e)
	return yes
}

// evaluation is one call of Evaluate: the episodes are cut into blocks whose size no worker count
// enters.
type evaluation struct {
	ctx    context.Context
	stop   context.CancelCauseFunc
	o      Options
	rows   []Row
	block  int          // episodes that a worker takes at a time
	next   atomic.Int64 // first episode that no worker has taken
	mu     sync.Mutex
	played int
}

func (e *evaluation) workers(newEnv func() envs.Env, newPolicy func() envs.Policy) []*evalWorker {
	first := newPolicy()
	if batch, _ := envs.Batch(first); batch != nil && e.o.Batch > 1 {
		e.block = lockstepBlock(e.o.Episodes, e.o.Batch)
	}
	n := min(e.o.Workers, (e.o.Episodes+e.block-1)/e.block)
	ws := make([]*evalWorker, n)
	for i := range ws {
		p := first
		if i > 0 {
			p = newPolicy()
		}
		if e.block > 1 {
			ws[i] = newLockstep(newEnv, newPolicy, p, e.block)
		} else {
			ws[i] = newSerial(newEnv(), p)
		}
	}
	return ws
}

// lockstepBlock cuts episodes into an even number of blocks of at most batch, as equal as can be, so that two or four
// workers end together: 100 episodes are four blocks of 25, not three of 32 and a rest. (What a block costs in matrix
// products grows little when it is smaller.)
func lockstepBlock(episodes, batch int) int {
	blocks := (episodes + batch - 1) / batch
	blocks += blocks % 2
	return max((episodes+blocks-1)/blocks, min(episodes, 2)) // one by one is another way of acting
}

func (e *evaluation) drain(w *evalWorker, panics *parallel.Panics) {
	for e.ctx.Err() == nil && !panics.Caught() {
		lo := int(e.next.Add(int64(e.block))) - e.block
		if lo >= len(e.rows) {
			return
		}
		rows := e.rows[lo:min(lo+e.block, len(e.rows))]
		for i := range rows {
			rows[i].Index = e.o.First + uint64(lo+i)
		}
		if err := w.play(e.ctx, rows, e.o.Seed, e.o.Purpose); err != nil {
			e.stop(err)
		}
		if e.ctx.Err() == nil {
			e.report(len(rows))
		}
	}
}

func (e *evaluation) report(n int) {
	if e.o.Progress == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.played += n
	e.o.Progress(e.played)
}
