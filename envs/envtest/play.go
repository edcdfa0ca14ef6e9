package envtest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// episodeSteps is how long the episodes are that are played several times over.
const episodeSteps = 60

// seeds are the episodes that are played.
var seeds = [...]uint64{1, 2, 3}

// trace is what an episode showed.
type trace struct {
	first   []float64   // observation of Reset
	obs     [][]float64 // after each step
	rewards []float64
	ends    []envs.End
	success []bool // after each step, where the environment is a Succeeder
}

// differs says where two traces part, or is empty.
func (t *trace) differs(u *trace) string {
	if !same(t.first, u.first) {
		return fmt.Sprintf("first observation %v, then %v", t.first, u.first)
	}
	if len(t.ends) != len(u.ends) {
		return fmt.Sprintf("%d steps, then %d", len(t.ends), len(u.ends))
	}
	for i := range t.ends {
		switch {
		case !same(t.obs[i], u.obs[i]):
			return fmt.Sprintf("step %d: observation %v, then %v", i, t.obs[i], u.obs[i])
		case math.Float64bits(t.rewards[i]) != math.Float64bits(u.rewards[i]):
			return fmt.Sprintf("step %d: reward %v, then %v", i, t.rewards[i], u.rewards[i])
		case t.ends[i] != u.ends[i]:
			return fmt.Sprintf("step %d: %v, then %v", i, t.ends[i], u.ends[i])
		case i < min(len(t.success), len(u.success)) && t.success[i] != u.success[i]:
			return fmt.Sprintf("step %d: success %v, then %v", i, t.success[i], u.success[i])
		}
	}
	return ""
}

// same compares bit by bit.
func same(a, b []float64) bool {
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// stream is the random stream of an episode's Reset.
func stream(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0xE27)) }

// actions draws n actions: samples of the set, some of them held for a while.
func (c *checker) actions(seed uint64, n int) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 0xAC7))
	list := make([][]float64, n)
	for i := range list {
		if i > 0 && rng.IntN(2) == 0 {
			list[i] = list[i-1]
			continue
		}
		list[i] = make([]float64, c.spec.Action.Dim())
		c.spec.Action.Sample(list[i], rng)
	}
	return list
}

// player plays one episode step by step and keeps its trace.
type player struct {
	env envs.Env
	obs []float64
	trace
}

// start resets the environment on a seed.
func (c *checker) start(e envs.Env, seed uint64) *player {
	p := &player{env: e, obs: blank(len(c.spec.Obs))}
	e.Reset(p.obs, stream(seed))
	p.first = append([]float64(nil), p.obs...)
	return p
}

// step takes a step, if the episode still runs, and reports whether it goes on.
func (p *player) step(act []float64) bool {
	if n := len(p.ends); n > 0 && p.ends[n-1] != envs.Running {
		return false
	}
	obs := blank(len(p.obs))
	reward, end := p.env.Step(obs, act)
	p.trace.obs = append(p.trace.obs, obs)
	p.rewards, p.ends = append(p.rewards, reward), append(p.ends, end)
	if succeeder, ok := envs.As[envs.Succeeder](p.env); ok {
		p.success = append(p.success, succeeder.Success())
	}
	return end == envs.Running
}

// end is the end of the episode so far.
func (p *player) end() envs.End {
	if len(p.ends) == 0 {
		return envs.Running
	}
	return p.ends[len(p.ends)-1]
}

// play plays the episode of a seed in e for at most len(actions) steps.
func (c *checker) play(e envs.Env, seed uint64, actions [][]float64) *player {
	p := c.start(e, seed)
	for _, a := range actions {
		if !p.step(a) {
			break
		}
	}
	return p
}

// unwritten marks an entry that nobody has written: a NaN of an unusual pattern.
var unwritten = math.Float64frombits(0x7FF8_5EED_0BAD_F00D)

// blank is a slice of n entries that are recognizably not written.
func blank(n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = unwritten
	}
	return xs
}

func isUnwritten(x float64) bool { return math.Float64bits(x) == math.Float64bits(unwritten) }

// relaxed draws a point of the set's hull that is not an action: the mean of two samples.
func relaxed(set space.Set, rng *rand.Rand) []float64 {
	a, b := make([]float64, set.Dim()), make([]float64, set.Dim())
	set.Sample(a, rng)
	set.Sample(b, rng)
	for i := range a {
		a[i] = 0.6*a[i] + 0.4*b[i]
	}
	return a
}
