package envtest

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// checkSetState sets the state that a Reset led to, in a new environment and after an episode, and plays on from it as
// from the Reset.
func (c *checker) checkSetState() {
	for _, seed := range seeds {
		e := c.newEnv()
		from, ok := envs.As[envs.StateSetter](e)
		if !ok {
			return
		}
		p := c.start(e, seed)
		q, v := from.State()
		q, v = slices.Clone(q), slices.Clone(v)
		actions := c.actions(seed, episodeSteps)
		for _, a := range actions {
			if !p.step(a) {
				break
			}
		}
		used := c.newEnv()
		c.play(used, seed+9, actions)
		for _, target := range [...]envs.Env{c.newEnv(), used} {
			to, _ := envs.As[envs.StateSetter](target)
			r := &player{env: target, obs: blank(len(c.spec.Obs))}
			to.SetState(r.obs, q, v)
			if gotQ, gotV := to.State(); !same(gotQ, q) || !same(gotV, v) {
				c.add(SetStateExact, "seed %d: State after SetState is %v %v, want %v %v", seed, gotQ, gotV, q, v)
			}
			r.first = slices.Clone(r.obs)
			for _, a := range actions {
				if !r.step(a) {
					break
				}
			}
			if d := p.differs(&r.trace); d != "" {
				c.add(SetStateExact, "seed %d: after Reset, then after SetState to the same state: %s", seed, d)
			}
		}
	}
}

// manyStarts is how many starts of a list are tried.
const manyStarts = 5

// checkEnumerator starts from the first and the last few entries of the list, in a new environment and after an
// episode.
func (c *checker) checkEnumerator() {
	list, ok := envs.As[envs.Enumerator](c.newEnv())
	if !ok {
		return
	}
	n := list.Starts()
	if n < 1 {
		c.add(StartsListed, "there are %d starts", n)
		return
	}
	used := c.newEnv()
	actions := c.actions(seeds[0], episodeSteps)
	for i := range min(2*manyStarts, n) {
		if i%2 == 1 {
			i = n - 1 - i/2
		}
		c.play(used, seeds[0], actions)
		again, fresh := c.playFrom(used, i, actions), c.playFrom(c.newEnv(), i, actions)
		if d := fresh.differs(&again.trace); d != "" {
			c.add(StartsListed, "start %d, in a new environment and after an episode: %s", i, d)
		}
		c.checkTrace(uint64(i), fresh)
	}
}

// playFrom plays from a start of the list.
func (c *checker) playFrom(e envs.Env, start int, actions [][]float64) *player {
	list, _ := envs.As[envs.Enumerator](e)
	p := &player{env: e, obs: blank(len(c.spec.Obs))}
	list.ResetTo(p.obs, start)
	p.first = slices.Clone(p.obs)
	for _, a := range actions {
		if !p.step(a) {
			break
		}
	}
	return p
}

// checkScene plays an episode with a Scene before every step, and compares with one without.
func (c *checker) checkScene() {
	e := c.newEnv()
	shower, ok := envs.As[envs.Scener](e)
	if !ok {
		return
	}
	seed := seeds[0]
	actions := c.actions(seed, episodeSteps)
	want := c.play(c.newEnv(), seed, actions)
	var s, again scene.Scene
	p := c.start(e, seed)
	for i, a := range actions {
		s.Reset()
		again.Reset()
		shower.Scene(&s)
		shower.Scene(&again)
		if len(s.Shapes)+len(s.Solids) == 0 {
			c.add(ScenePure, "%s: the scene is empty", place(seed, i))
		}
		if len(s.Shapes) != len(again.Shapes) || len(s.Solids) != len(again.Solids) || len(s.Labels) != len(again.Labels) {
			c.add(ScenePure, "%s: two scenes of one state differ", place(seed, i))
		}
		if !drawable(&s) {
			c.add(ScenePure, "%s: a coordinate is not finite or the view is empty", place(seed, i))
		}
		if !p.step(a) {
			break
		}
	}
	if d := want.differs(&p.trace); d != "" {
		c.add(ScenePure, "seed %d, without and with Scene: %s", seed, d)
	}
}

func drawable(s *scene.Scene) bool {
	for _, sh := range s.Shapes {
		ok := envs.Finite([]float64{sh.A.X, sh.A.Y, sh.B.X, sh.B.Y, sh.R, sh.Width})
		for _, p := range sh.Points {
			ok = ok && envs.Finite([]float64{p.X, p.Y})
		}
		if !ok {
			return false
		}
	}
	for _, so := range s.Solids {
		if !envs.Finite([]float64{so.Pos.X, so.Pos.Y, so.Pos.Z, so.Rot.W, so.Rot.X, so.Rot.Y, so.Rot.Z, so.Size.X, so.Size.Y, so.Size.Z}) {
			return false
		}
	}
	return s.Solid || s.View.Min.X < s.View.Max.X && s.View.Min.Y < s.View.Max.Y
}

// checkAllocations counts allocations of Reset and Step after a warm-up of an episode.
func (c *checker) checkAllocations() {
	e := c.newEnv()
	actions := c.actions(seeds[0], episodeSteps)
	c.play(e, seeds[0], actions)
	obs := make([]float64, len(c.spec.Obs))
	pcg := rand.NewPCG(1, 0)
	rng := rand.New(pcg)
	episode := uint64(0)
	reset := func() {
		episode++
		pcg.Seed(episode, 0xE27)
		e.Reset(obs, rng)
	}
	if n := testing.AllocsPerRun(50, reset); n != 0 {
		c.add(NoAllocation, "Reset allocates %v times", n)
	}
	reset()
	i := 0
	step := func() {
		_, end := e.Step(obs, actions[i%len(actions)])
		if i++; end != envs.Running {
			reset()
		}
	}
	if n := testing.AllocsPerRun(4*episodeSteps, step); n != 0 {
		c.add(NoAllocation, "Step allocates %v times", n)
	}
}
