package remote

import (
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// env is one environment in a process of its own, slot 0 of it.
type env struct {
	program *program
	spec    envs.Spec
	d, k    int
	c       *conn // nil before the first Reset and after Close
	fault   error

	steps   int
	end     envs.End
	began   bool
	success bool
	last    []float64 // the observation after the last step (d)
	q, v    []float64 // what State returned last
}

// newEnv is an environment with the powers that its process promises, each in a layer that envs.As looks through.
func newEnv(p *program, spec envs.Spec) envs.Env {
	h := p.hello
	e := &env{program: p, spec: spec, d: len(spec.Obs), k: spec.Action.Dim(), q: make([]float64, h.Q), v: make([]float64, h.V)}
	e.last = make([]float64, e.d)
	var all envs.Env = e
	if h.can(canSuccess) {
		all = succeeding{all, e}
	}
	if h.can(canSnapshot) {
		all = saving{all, e}
	}
	if h.can(canState) {
		all = settable{all, e}
	}
	if h.can(canScene) {
		all = shown{all, e}
	}
	return all
}

func (e *env) Spec() envs.Spec { return e.spec }

// Err is the Fault after which the environment is of no use.
func (e *env) Err() error { return e.fault }

// Close gives the process back, for another environment to take.
func (e *env) Close() error {
	if e.c != nil {
		e.program.give(e.c)
	}
	e.c, e.began = nil, false
	return nil
}

// ready reports whether there is a process to speak with, and starts one where there is none yet.
func (e *env) ready() bool {
	if e.fault == nil && e.c == nil {
		e.c, e.fault = e.program.take()
	}
	return e.fault == nil
}

// Reset starts an episode by a seed that it draws.
func (e *env) Reset(obs []float64, rng *rand.Rand) { e.StartStream(obs, rng.Uint64(), 0) }

// StartStream starts the episode of a stream, which the process is told by its name.
func (e *env) StartStream(obs []float64, seed, stream uint64) {
	if len(obs) != e.d {
		panic("remote: Reset: an observation of a wrong length")
	}
	e.begin()
	if !e.ready() {
		e.broken(obs)
		return
	}
	s := &e.c.send
	s.begin(kindReset)
	s.uint32(0)
	s.uint32(1)
	s.uint64(seed)
	s.uint64(stream)
	e.observe(kindReset, obs)
}

// begin is the state of an episode before its first step.
func (e *env) begin() { e.steps, e.end, e.began, e.success = 0, envs.Running, true, false }

// broken is the state after a fault.
func (e *env) broken(obs []float64) {
	clear(obs)
	e.end = envs.Diverged
}

// observe sends a request that is answered by a first observation.
func (e *env) observe(k kind, obs []float64) {
	payload, err := e.c.call()
	if err == nil && len(payload.rest) != 8*e.d {
		err = e.c.misshapen(k, len(payload.rest), 8*e.d)
	}
	if err == nil {
		payload.floats(obs)
		err = e.finite(obs, 0)
	}
	if err != nil {
		e.fault = err
		e.broken(obs)
		return
	}
	copy(e.last, obs)
}

// Step sends the action and receives what it led to. An action that is not finite is not sent: it ends the episode.
func (e *env) Step(obs, act []float64) (float64, envs.End) {
	switch {
	case len(obs) != e.d || len(act) != e.k:
		panic("remote: Step: an observation or an action of a wrong length")
	case !e.began:
		panic("remote: Step before Reset")
	case e.fault != nil:
		e.broken(obs)
		return 0, e.end
	case e.end != envs.Running:
		panic("remote: Step after the end of the episode")
	case !envs.Finite(act):
		copy(obs, e.last)
		e.end = envs.Diverged
		return 0, e.end
	}
	s := &e.c.send
	s.begin(kindStep)
	s.uint32(0)
	s.uint32(1)
	s.floats(act)
	reward, err := e.outcome(obs)
	if err != nil {
		e.fault = err
		e.broken(obs)
		return 0, e.end
	}
	copy(e.last, obs)
	return reward, e.end
}

// outcome reads the reply to a step.
func (e *env) outcome(obs []float64) (reward float64, err error) {
	payload, err := e.c.call()
	if err != nil {
		return 0, err
	}
	if n := stepLen(e.d, 1); len(payload.rest) != n {
		return 0, e.c.misshapen(kindStep, len(payload.rest), n)
	}
	e.steps++
	payload.floats(obs)
	reward = payload.float()
	end := envs.End(payload.byte())
	e.success = payload.byte() != 0
	switch {
	case end > envs.Diverged:
		return 0, e.c.failed(fmt.Sprintf("answered step %d with the unknown end %d", e.steps-1, end))
	case end == envs.Running && e.steps >= e.spec.Horizon:
		end = envs.TimedOut
	}
	e.end = end
	if end == envs.Diverged {
		return reward, nil
	}
	if reward-reward != 0 {
		return 0, e.c.failed(fmt.Sprintf("answered step %d with a reward of %v", e.steps-1, reward))
	}
	return reward, e.finite(obs, e.steps)
}

// finite is the fault of an observation that is not finite in an episode that has not ended as envs.Diverged.
func (e *env) finite(obs []float64, step int) error {
	if envs.Finite(obs) {
		return nil
	}
	for i, x := range obs {
		if x-x != 0 {
			return e.c.failed(fmt.Sprintf("sent %v as observation %d (%s) after %d steps, and did not end the episode as diverged", x, i, e.spec.Obs[i].Name, step))
		}
	}
	return nil
}

// stepLen is the length of a reply to n steps with d observations each, bytes: observations, rewards, ends, successes.
func stepLen(d, n int) int { return n * (8*d + 8 + 2) }
