package envs

import (
	"math/rand/v2"
	"runtime"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// Pool steps n environments in parallel. When an episode ends the pool resets that environment in the same step: the
// observation it returns is the next episode's first, and the terminal one is in the Outcome.
//
// Environment i plays the episodes of index i, i+n, i+2n, … of the pool's stream. Work is cut by index into blocks of
// fixed size, so the same seed gives the same bytes for any GOMAXPROCS.
type Pool struct {
	envs     []Env
	d, k     int
	seed     uint64
	purpose  Purpose
	played   []uint64     // episodes started by each environment (n)
	sources  []*rand.PCG  // of each environment's resets (n)
	rngs     []*rand.Rand // the sources, to draw from (n)
	outcomes []Outcome
	obs, act []float64 // the call in progress
	workers  *parallel.Pool
	resets   func(i int) // reset and step as values: made once, since making them allocates
	steps    func(i int)
}

// Outcome is what a step of one environment of a pool gave.
type Outcome struct {
	Reward float64
	End    End
	Final  []float64 // the observation after the step, also when the episode ended (d); valid until the next step
}

// poolBlock is how many environments one goroutine takes at a time: few enough to balance unequal ones, many enough that
// two workers seldom meet at the counter or at neighboring rows.
const poolBlock = 8

// NewPool makes n environments and the goroutines that step them. Close ends the goroutines.
func NewPool(n int, seed uint64, purpose Purpose, newEnv func() Env) *Pool {
	if n < 1 {
		panic("envs: a Pool of no environments")
	}
	p := &Pool{
		envs: make([]Env, n), seed: seed, purpose: purpose, played: make([]uint64, n), outcomes: make([]Outcome, n),
		sources: make([]*rand.PCG, n), rngs: make([]*rand.Rand, n),
	}
	for i := range p.envs {
		p.envs[i] = newEnv()
		p.sources[i] = Source(seed, purpose, 0)
		p.rngs[i] = rand.New(p.sources[i])
	}
	spec := p.envs[0].Spec()
	p.d, p.k = len(spec.Obs), spec.Action.Dim()
	finals := make([]float64, n*p.d)
	for i := range p.outcomes {
		p.outcomes[i].Final = finals[i*p.d : (i+1)*p.d : (i+1)*p.d]
	}
	p.workers, p.resets, p.steps = parallel.NewPool(runtime.GOMAXPROCS(0), n, poolBlock), p.reset, p.step
	return p
}

// Len is n.
func (p *Pool) Len() int { return len(p.envs) }

// Env is the i-th environment, for its optional powers; it must not be stepped directly.
func (p *Pool) Env(i int) Env { return p.envs[i] }

// Reset starts an episode in every environment and writes the first observations (n×d).
func (p *Pool) Reset(obs []float64) {
	p.check(obs, p.d)
	p.obs = obs
	p.workers.Do(p.resets)
}

// Step takes one step in every environment: row i of act (n×k) in environment i, its next observation to row i of obs
// (n×d). The outcomes are the pool's own and valid until the next step.
func (p *Pool) Step(obs, act []float64) []Outcome {
	p.check(obs, p.d)
	p.check(act, p.k)
	p.obs, p.act = obs, act
	p.workers.Do(p.steps)
	return p.outcomes
}

// Episodes is the first index that no environment's next episode is below: Seek(Episodes()) repeats none.
func (p *Pool) Episodes() uint64 {
	return slices.Max(p.played) * uint64(len(p.envs))
}

// Seek makes the next Reset begin episodes of indexes from first on, rounded up to a multiple of n.
func (p *Pool) Seek(first uint64) {
	n := uint64(len(p.envs))
	for i := range p.played {
		p.played[i] = (first + n - 1) / n
	}
}

// Err is why an environment has broken down, the first of them; nil where none has.
func (p *Pool) Err() error {
	for _, e := range p.envs {
		if err := EnvErr(e); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the pool's goroutines and lets go of what its environments hold. The pool must not be used afterwards.
func (p *Pool) Close() {
	p.workers.Close()
	for _, e := range p.envs {
		CloseEnv(e)
	}
}

func (p *Pool) check(rows []float64, width int) {
	if len(rows) != len(p.envs)*width {
		panic("envs: Pool: rows of a wrong length")
	}
}

func (p *Pool) row(rows []float64, i, width int) []float64 { return rows[i*width : (i+1)*width] }

func (p *Pool) reset(i int) {
	index := uint64(i) + p.played[i]*uint64(len(p.envs))
	p.played[i]++
	Reseed(p.sources[i], p.seed, p.purpose, index)
	StartStream(p.envs[i], p.row(p.obs, i, p.d), p.seed, streamName(p.purpose, index), p.rngs[i])
}

func (p *Pool) step(i int) {
	o := &p.outcomes[i]
	o.Reward, o.End = p.envs[i].Step(o.Final, p.row(p.act, i, p.k))
	if o.End != Running {
		p.reset(i)
		return
	}
	copy(p.row(p.obs, i, p.d), o.Final)
}
