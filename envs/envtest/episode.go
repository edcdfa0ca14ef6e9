package envtest

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// rangeSlack forgives rounding at the ends of a channel's range, relative to its bounds.
const rangeSlack = 1e-9

// checkEpisodes plays each seed twice in one environment, once in another along with a third, and compares.
func (c *checker) checkEpisodes() {
	e := c.newEnv()
	for _, seed := range seeds {
		actions := c.actions(seed, episodeSteps)
		once := c.play(e, seed, actions)
		c.checkTrace(seed, once)
		if d := once.differs(&c.play(e, seed, actions).trace); d != "" {
			c.add(StepDeterminism, "seed %d, played again: %s", seed, d)
		}
		if d := once.differs(&c.play(c.newEnv(), seed, actions).trace); d != "" {
			c.add(StepDeterminism, "seed %d, played in a new environment: %s", seed, d)
		}
		if d := once.differs(c.interleaved(seed, actions)); d != "" {
			c.add(Isolation, "seed %d, with another environment stepping in between: %s", seed, d)
		}
		if d := once.differs(c.overwritten(seed, actions)); d != "" {
			c.add(Retention, "seed %d, with obs and act overwritten between calls: %s", seed, d)
		}
	}
	if e.Spec().Hash() != c.spec.Hash() {
		c.add(SpecConstant, "after a few episodes the Spec is another one")
	}
}

// checkTrace checks what every step of an episode must show.
func (c *checker) checkTrace(seed uint64, p *player) {
	c.checkObs(seed, -1, p.first, true)
	for i, obs := range p.trace.obs {
		end := p.ends[i]
		if end > envs.Diverged {
			c.add(EndValid, "%s: End is %d", place(seed, i), end)
		}
		if end != envs.Diverged && !envs.Finite(p.rewards[i:i+1]) {
			c.add(ObsFinite, "%s: reward %v", place(seed, i), p.rewards[i])
		}
		c.checkObs(seed, i, obs, end != envs.Diverged)
	}
}

func (c *checker) checkObs(seed uint64, step int, obs []float64, finite bool) {
	for j, x := range obs {
		ch := c.spec.Obs[j]
		slack := rangeSlack * (1 + math.Max(math.Abs(ch.Lo), math.Abs(ch.Hi)))
		switch {
		case isUnwritten(x):
			c.add(ObsWritten, "%s: entry %d (%s) is not written", place(seed, step), j, ch.Name)
		case !finite:
		case math.IsNaN(x) || math.IsInf(x, 0):
			c.add(ObsFinite, "%s: %s = %v", place(seed, step), ch.Name, x)
		case x < ch.Lo-slack || x > ch.Hi+slack:
			c.add(ObsInRange, "%s: %s = %v, its range is [%v, %v]", place(seed, step), ch.Name, x, ch.Lo, ch.Hi)
		}
	}
}

// interleaved plays an episode while another environment plays another one, step by step.
func (c *checker) interleaved(seed uint64, actions [][]float64) *trace {
	e, other := c.newEnv(), c.newEnv()
	p, q := c.start(e, seed), c.start(other, seed+100)
	for i, a := range actions {
		if !q.step(actions[len(actions)-1-i]) {
			q = c.start(other, seed+101+uint64(i))
		}
		if !p.step(a) {
			break
		}
	}
	return &p.trace
}

// overwritten plays an episode through one pair of slices, which it fills with rubbish after every call.
func (c *checker) overwritten(seed uint64, actions [][]float64) *trace {
	e := c.newEnv()
	obs, act := blank(len(c.spec.Obs)), make([]float64, c.spec.Action.Dim())
	var t trace
	rng := rand.NewPCG(seed, 0xE27)
	e.Reset(obs, rand.New(rng))
	t.first = slices.Clone(obs)
	after, _ := rng.MarshalBinary()
	for i, a := range actions {
		fill(obs, -1e9)
		copy(act, a)
		reward, end := e.Step(obs, act)
		if !same(act, a) {
			c.add(Retention, "%s: act was written", place(seed, i))
		}
		t.obs, t.rewards, t.ends = append(t.obs, slices.Clone(obs)), append(t.rewards, reward), append(t.ends, end)
		fill(act, 1e9)
		if end != envs.Running {
			break
		}
	}
	if now, _ := rng.MarshalBinary(); !bytes.Equal(now, after) {
		c.add(RandomInReset, "seed %d: Step drew from the stream of Reset", seed)
	}
	return &t
}

func fill(xs []float64, x float64) {
	for i := range xs {
		xs[i] = x
	}
}

// checkReset checks that Reset forgets what was before: the middle of an episode, the end of one.
func (c *checker) checkReset() {
	e := c.newEnv()
	for _, seed := range seeds {
		want := c.start(c.newEnv(), seed).first
		if got := c.start(e, seed).first; !same(got, want) {
			c.add(ResetDeterminism, "seed %d: first observation %v in a new environment, %v after another episode", seed, want, got)
		}
		c.play(e, seed+7, c.actions(seed, 5))
	}
}
