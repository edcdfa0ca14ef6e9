package envtest

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// actionSteps is how many steps are taken with each kind of unusual action.
const actionSteps = 10

// checkActions checks that a relaxed or out-of-bounds action moves the task as its rounded one does, and that one
// which is not finite ends the episode.
func (c *checker) checkActions() {
	rng := rand.New(rand.NewPCG(1, 0x0DD))
	for _, seed := range seeds {
		sent, rounded := c.start(c.newEnv(), seed), c.start(c.newEnv(), seed)
		for i := range actionSteps {
			a := relaxed(c.spec.Action, rng)
			if i%2 == 1 {
				for j := range a {
					a[j] = 3*a[j] + 0.7
				}
			}
			applied := make([]float64, len(a))
			c.spec.Action.Round(applied, a)
			going := sent.step(a)
			if rounded.step(applied) != going || !same(sent.trace.obs[i], rounded.trace.obs[i]) {
				c.add(ActionRounded, "%s: action %v leads to %v, its rounding %v to %v", place(seed, i), a, sent.trace.obs[i], applied, rounded.trace.obs[i])
				break
			}
			if !going {
				break
			}
		}
	}
	for _, x := range [...]float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		c.checkNotFinite(x)
	}
}

// checkNotFinite sends one entry that is not a finite number, as first action and in the middle of an episode.
func (c *checker) checkNotFinite(x float64) {
	for before := range 2 {
		p := c.play(c.newEnv(), seeds[0], c.actions(seeds[0], before))
		if p.end() != envs.Running {
			continue
		}
		a := c.actions(seeds[0], 1)[0]
		a[len(a)-1] = x
		p.step(a)
		if p.end() != envs.Diverged {
			c.add(NaNDiverges, "%s: after action %v the episode is %v", place(seeds[0], before), a, p.end())
		}
		c.checkObs(seeds[0], before, p.trace.obs[before], false)
	}
}
