package rl

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// vectorized is the environments of a run, stepped together. Actions are in normalized coordinates.
type vectorized struct {
	pool  *envs.Pool
	spec  envs.Spec
	set   space.Set // C, normalized
	edge  space.Edge
	n     int
	d, k  int
	obs   []float64 // present observations (n×d)
	act   []float64 // in the task's units (n×k)
	tally tally
	fresh bool  // every environment is at the start of an episode
	err   error // why an environment broke down: nothing is learned from then on
}

// tally follows the episodes in progress and sums up those that ended since the last line of metrics.
type tally struct {
	ret    []float64
	length []int
	done   int     // episodes ended
	sum    float64 // of their returns
	steps  int     // of their lengths
}

func newVectorized(newEnv func() envs.Env, n int, seed uint64) *vectorized {
	f := &vectorized{pool: envs.NewPool(n, seed, envs.Online, newEnv), spec: newEnv().Spec(), n: n}
	f.set, f.edge = space.Normalize(f.spec.Action)
	f.d, f.k = len(f.spec.Obs), f.spec.Action.Dim()
	f.obs, f.act = make([]float64, n*f.d), make([]float64, n*f.k)
	f.tally = tally{ret: make([]float64, n), length: make([]int, n)}
	return f
}

// restart begins a new episode everywhere, numbered from the given one on.
func (f *vectorized) restart(episode uint64) {
	f.pool.Seek(episode)
	f.pool.Reset(f.obs)
	clear(f.tally.ret)
	clear(f.tally.length)
	f.fresh, f.err = true, f.pool.Err()
}

// step applies actions p (n×k), projected onto C.
func (f *vectorized) step(p []float32) []envs.Outcome {
	for i := range f.n {
		row := f.act[i*f.k : (i+1)*f.k]
		for j := range row {
			row[j] = float64(p[i*f.k+j])
		}
		f.set.Project(row, row)
		f.edge.Apply(row, row)
	}
	f.fresh = false
	out := f.pool.Step(f.obs, f.act)
	for i, o := range out {
		f.tally.add(i, o)
		if o.End == envs.Diverged && f.err == nil {
			f.err = f.pool.Err()
		}
	}
	return out
}

func (t *tally) add(i int, o envs.Outcome) {
	t.ret[i] += o.Reward
	t.length[i]++
	if o.End == envs.Running {
		return
	}
	t.done++
	t.sum += t.ret[i]
	t.steps += t.length[i]
	t.ret[i], t.length[i] = 0, 0
}

// take returns the mean return and length of the episodes that ended since the last call, and forgets them.
func (t *tally) take() (ret, length float64, episodes int) {
	ret, length, episodes = t.sum/float64(t.done), float64(t.steps)/float64(t.done), t.done
	if t.done == 0 {
		ret, length = 0, 0
	}
	t.done, t.sum, t.steps = 0, 0, 0
	return ret, length, episodes
}

// perturb writes act = mean + e^{logσ}·ξ for rows of v = (μ, log σ) with k of each.
func perturb(act []float32, v net.Matrix[float32], rng *rand.Rand) {
	k := v.Cols / 2
	for i := range v.Rows {
		row := v.Row(i)
		for j := range k {
			act[i*k+j] = row[j] + float32(math.Exp(float64(row[k+j]))*rng.NormFloat64())
		}
	}
}
