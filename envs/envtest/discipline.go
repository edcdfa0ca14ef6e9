package envtest

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// longest is how many steps Check is willing to play to see a horizon.
const longest = 20_000

// checkHorizon plays whole episodes and checks when they end.
func (c *checker) checkHorizon() {
	if c.spec.Horizon > longest {
		return
	}
	e := c.newEnv()
	for _, seed := range seeds {
		p := c.start(e, seed)
		for _, a := range c.actions(seed, c.spec.Horizon) {
			if !p.step(a) {
				break
			}
		}
		c.checkTrace(seed, p)
		steps, end := len(p.ends), p.end()
		switch {
		case end == envs.Running:
			c.add(HorizonKept, "seed %d: still running after %d steps, the horizon", seed, steps)
		case end == envs.TimedOut && steps != c.spec.Horizon:
			c.add(HorizonKept, "seed %d: timed out after %d steps, the horizon is %d", seed, steps, c.spec.Horizon)
		case c.spec.FixedHorizon && steps != c.spec.Horizon && end != envs.Diverged:
			c.add(FixedHorizon, "seed %d: %v after %d steps of %d", seed, end, steps, c.spec.Horizon)
		}
	}
}

// checkDiscipline checks that Step after the end panics, and so do slices of a wrong length.
func (c *checker) checkDiscipline() {
	e, a := c.newEnv(), c.actions(seeds[0], 1)[0]
	d, k := len(c.spec.Obs), len(a)
	p := c.start(e, seeds[0])
	bad := append([]float64(nil), a...)
	bad[0] = math.NaN()
	if p.step(bad); p.end() != envs.Running && panics(func() { e.Step(make([]float64, d), a) }) == nil {
		c.add(StepAfterEnd, "after %v, Step did not panic", p.end())
	}
	wrong := []struct {
		name string
		call func()
	}{
		{"Reset with an observation too short", func() { e.Reset(make([]float64, d-1), stream(1)) }},
		{"Reset with an observation too long", func() { e.Reset(make([]float64, d+1), stream(1)) }},
		{"Step with an observation too short", func() { e.Step(make([]float64, d-1), a) }},
		{"Step with an observation too long", func() { e.Step(make([]float64, d+1), a) }},
		{"Step with an action too short", func() { e.Step(make([]float64, d), a[:k-1]) }},
		{"Step with an action too long", func() { e.Step(make([]float64, d), append(append([]float64(nil), a...), 0)) }},
	}
	for _, w := range wrong {
		e = c.newEnv()
		c.start(e, seeds[0])
		if panics(w.call) == nil {
			c.add(WrongLength, "%s did not panic", w.name)
		}
	}
}
