package envtest

import (
	"bytes"

	"github.com/fenchel-gym/fenchel/envs"
)

// checkSnapshots saves an episode at its start, in its middle and at its end, and goes on from there, once as far as
// the horizon, in the same environment after another episode and in a new one.
func (c *checker) checkSnapshots() {
	if _, ok := envs.As[envs.Snapshotter](c.newEnv()); !ok {
		return
	}
	for _, seed := range seeds {
		actions := c.actions(seed, episodeSteps)
		for _, at := range [...]int{0, 1, min(episodeSteps/3, c.spec.Horizon-1)} {
			c.checkSnapshot(seed, at, actions)
		}
	}
	if c.spec.Horizon <= longest { // the step count shows at the horizon alone
		c.checkSnapshot(seeds[0], 1, c.actions(seeds[0], c.spec.Horizon))
	}
	c.checkSnapshotOfEnd()
	c.checkDamaged()
}

func saver(e envs.Env) envs.Snapshotter {
	s, _ := envs.As[envs.Snapshotter](e)
	return s
}

func (c *checker) checkSnapshot(seed uint64, at int, actions [][]float64) {
	e := c.newEnv()
	p := c.play(e, seed, actions[:at])
	if p.end() != envs.Running {
		return
	}
	prefix := []byte("kept")
	state := saver(e).SaveState(prefix)
	if !bytes.HasPrefix(state, prefix) {
		c.add(SnapshotExact, "%s: SaveState does not append", place(seed, at))
		return
	}
	state = state[len(prefix):]
	want := c.resume(e, p, actions[at:])
	c.play(e, seed+50, actions)
	c.compareResumed(e, state, want, seed, at, actions, "in the same environment after another episode")
	c.compareResumed(c.newEnv(), state, want, seed, at, actions, "in a new environment")
}

// resume plays on from the present state and returns what it then shows.
func (c *checker) resume(e envs.Env, from *player, actions [][]float64) *trace {
	p := &player{env: e, obs: from.obs}
	for _, a := range actions {
		if !p.step(a) {
			break
		}
	}
	return &p.trace
}

func (c *checker) compareResumed(e envs.Env, state []byte, want *trace, seed uint64, at int, actions [][]float64, where string) {
	if err := saver(e).LoadState(state); err != nil {
		c.add(SnapshotExact, "saved at %s, loaded %s: %v", place(seed, at), where, err)
		return
	}
	if !bytes.Equal(saver(e).SaveState(nil), state) {
		c.add(SnapshotExact, "saved at %s, loaded %s and saved again: other bytes", place(seed, at), where)
	}
	got := c.resume(e, &player{obs: make([]float64, len(c.spec.Obs))}, actions[at:])
	if d := want.differs(got); d != "" {
		c.add(SnapshotExact, "saved at %s, resumed %s, counting from there: %s", place(seed, at), where, d)
	}
}

// checkSnapshotOfEnd checks that an ended episode is restored as ended.
func (c *checker) checkSnapshotOfEnd() {
	e := c.newEnv()
	p := c.start(e, seeds[0])
	a := c.actions(seeds[0], 1)[0]
	for range min(c.spec.Horizon, longest) {
		if !p.step(a) {
			break
		}
	}
	if p.end() == envs.Running {
		return
	}
	state := saver(e).SaveState(nil)
	fresh := c.newEnv()
	c.start(fresh, seeds[1])
	if err := saver(fresh).LoadState(state); err != nil {
		c.add(SnapshotExact, "saved at the end: %v", err)
	} else if panics(func() { fresh.Step(make([]float64, len(p.obs)), a) }) == nil {
		c.add(SnapshotExact, "saved at the end, restored, and Step did not panic")
	}
}

// checkDamaged checks that bytes which SaveState did not write are refused and change nothing.
func (c *checker) checkDamaged() {
	e := c.newEnv()
	c.play(e, seeds[0], c.actions(seeds[0], 1))
	state := saver(e).SaveState(nil)
	for _, bad := range [][]byte{nil, state[:len(state)-1], append(bytes.Clone(state), 0), []byte("not a snapshot")} {
		var err error
		if p := panics(func() { err = saver(e).LoadState(bad) }); p != nil {
			c.add(SnapshotRefuses, "LoadState of %d bytes where %d were saved panics: %v", len(bad), len(state), p)
		} else if err == nil {
			c.add(SnapshotRefuses, "LoadState accepts %d bytes where %d were saved", len(bad), len(state))
		}
		if !bytes.Equal(saver(e).SaveState(nil), state) {
			c.add(SnapshotRefuses, "LoadState of %d bytes, refused, changed the state", len(bad))
		}
	}
}
