package envtest

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// pushedAt is the step that is pushed.
const pushedAt = 1

// checkPushes pushes each body of a Perturber for one step: the episode then takes another way, the same one every time,
// and a push that is taken back, or is over, changes nothing.
func (c *checker) checkPushes() {
	e := c.newEnv()
	pusher, ok := envs.As[envs.Perturber](e)
	if !ok {
		return
	}
	c.start(e, seeds[0])
	bodies := pusher.Bodies(nil)
	if len(bodies) == 0 {
		return
	}
	actions := c.actions(seeds[0], min(4, c.spec.Horizon))
	plain := c.pushed(e, actions, nil)
	for i, b := range bodies {
		if !(b.Scale > 0) || !(b.Size > 0) {
			c.add(PushExact, "body %d, %q, has size %v and scale %v", i, b.Name, b.Size, b.Scale)
		}
		push := &envs.Push{Body: i, Force: scene.Vec3{X: b.Scale, Y: 0.7 * b.Scale, Z: 0.5 * b.Scale}}
		once := c.pushed(e, actions, push)
		if plain.differs(once) == "" {
			c.add(PushExact, "a push of body %d, %q, changes nothing", i, b.Name)
		}
		if d := once.differs(c.pushed(e, actions, push)); d != "" {
			c.add(PushExact, "the same push of body %d once more: %s", i, d)
		}
	}
	if d := plain.differs(c.pushed(e, actions, nil)); d != "" {
		c.add(PushExact, "an episode without a push, after one with: %s", d)
	}
	c.checkPushTakenBack(actions, plain)
}

// pushed plays the first episode with a push at one step, nil for none.
func (c *checker) pushed(e envs.Env, actions [][]float64, push *envs.Push) *trace {
	p := c.start(e, seeds[0])
	pusher, _ := envs.As[envs.Perturber](e)
	for i, a := range actions {
		if i == pushedAt && push != nil {
			pusher.Push(*push)
		}
		if !p.step(a) {
			break
		}
	}
	return &p.trace
}

// checkPushTakenBack pushes and then resets, or goes back to a snapshot, before the step.
func (c *checker) checkPushTakenBack(actions [][]float64, plain *trace) {
	e := c.newEnv()
	pusher, _ := envs.As[envs.Perturber](e)
	c.start(e, seeds[0])
	push := envs.Push{Force: scene.Vec3{X: pusher.Bodies(nil)[0].Scale, Y: pusher.Bodies(nil)[0].Scale}}
	pusher.Push(push)
	if d := plain.differs(c.pushed(e, actions, nil)); d != "" {
		c.add(PushExact, "pushed and reset: %s", d)
	}
	s, ok := envs.As[envs.Snapshotter](e)
	if !ok {
		return
	}
	p := c.start(e, seeds[0])
	state := s.SaveState(nil)
	pusher.Push(push)
	if err := s.LoadState(state); err != nil {
		c.add(PushExact, "pushed and restored: %v", err)
		return
	}
	if d := plain.differs(c.rest(p, actions)); d != "" {
		c.add(PushExact, "pushed and restored: %s", d)
	}
	p = c.start(e, seeds[0])
	pusher.Push(push)
	p.step(actions[0])
	state = s.SaveState(nil)
	want := c.rest(&player{env: e, obs: p.obs}, actions[1:])
	if err := s.LoadState(state); err != nil {
		c.add(PushExact, "restored after a pushed step: %v", err)
	} else if d := want.differs(c.rest(&player{env: e, obs: p.obs}, actions[1:])); d != "" {
		c.add(PushExact, "after a pushed step, and restored there: %s", d)
	}
}

// rest plays on.
func (c *checker) rest(p *player, actions [][]float64) *trace {
	for _, a := range actions {
		if !p.step(a) {
			break
		}
	}
	return &p.trace
}
