package remote

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// The powers that a process may promise, a layer each.

// succeeding says whether the episode meets the task's test: every reply to a step says so.
type succeeding struct {
	envs.Env
	e *env
}

func (s succeeding) Unwrap() envs.Env { return s.Env }

func (s succeeding) Success() bool { return s.e.success }

// saving saves and restores the state of the process, with the few numbers of the episode that are on this side.
type saving struct {
	envs.Env
	e *env
}

func (s saving) Unwrap() envs.Env { return s.Env }

// SaveState appends steps, end, success, the last observation, and what the process saves.
func (s saving) SaveState(dst []byte) []byte {
	e := s.e
	own := sender{buf: dst}
	own.uint64(uint64(e.steps))
	own.bytes([]byte{byte(e.end), flag(e.success), flag(e.began)})
	own.floats(e.last)
	if !e.began || !e.ready() {
		return own.buf
	}
	e.ask(kindSave)
	payload, err := e.c.call()
	if err != nil {
		e.fault, e.end = err, envs.Diverged
		return own.buf
	}
	own.bytes(payload.rest)
	return own.buf
}

var errState = errors.New("remote: not the state of such an environment")

// LoadState returns to what SaveState saved, in any process of the task.
func (s saving) LoadState(src []byte) error {
	e, own := s.e, fields{rest: src}
	steps, end, success, began := own.uint64(), own.byte(), own.byte(), own.byte()
	last := make([]float64, e.d)
	own.floats(last)
	if own.short || steps > uint64(e.spec.Horizon) || envs.End(end) > envs.Diverged || success > 1 || began > 1 || began == 0 && !own.whole() {
		return errState
	}
	if began == 1 {
		if !e.ready() {
			return e.fault
		}
		e.ask(kindLoad)
		e.c.send.bytes(own.rest)
		if _, err := e.c.call(); err != nil {
			if _, refused := err.(*refusal); !refused {
				e.fault, e.end = err, envs.Diverged
			}
			return err
		}
	}
	e.steps, e.end, e.success, e.began, e.last = int(steps), envs.End(end), success == 1, began == 1, last
	return nil
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// ask begins a request about slot 0.
func (e *env) ask(k kind) {
	e.c.send.begin(k)
	e.c.send.uint32(0)
	e.c.send.uint32(0)
}

// settable starts episodes in given states.
type settable struct {
	envs.Env
	e *env
}

func (s settable) Unwrap() envs.Env { return s.Env }

// SetState starts an episode at positions q and velocities v.
func (s settable) SetState(obs, q, v []float64) {
	e := s.e
	if len(obs) != e.d || len(q) != len(e.q) || len(v) != len(e.v) {
		panic("remote: SetState: slices of wrong lengths")
	}
	e.begin()
	if !e.ready() {
		e.broken(obs)
		return
	}
	e.ask(kindSetState)
	e.c.send.floats(q)
	e.c.send.floats(v)
	e.observe(kindSetState, obs)
}

// State asks the process for positions and velocities; zeros where it has none to tell.
func (s settable) State() (q, v []float64) {
	e := s.e
	if !e.began || !e.ready() {
		return e.q, e.v
	}
	e.ask(kindState)
	payload, err := e.c.call()
	if n := 8 * (len(e.q) + len(e.v)); err == nil && len(payload.rest) != n {
		err = e.c.misshapen(kindState, len(payload.rest), n)
	}
	if err != nil {
		e.fault, e.end = err, envs.Diverged
		return e.q, e.v
	}
	payload.floats(e.q)
	payload.floats(e.v)
	return e.q, e.v
}

// shown asks the process for a scene.
type shown struct {
	envs.Env
	e *env
}

func (s shown) Unwrap() envs.Env { return s.Env }

// Scene fills s with what the process sends: a scene as JSON. Nothing is drawn before the first Reset.
func (s shown) Scene(to *scene.Scene) {
	e := s.e
	if !e.began || !e.ready() {
		return
	}
	e.ask(kindScene)
	payload, err := e.c.call()
	if err == nil {
		if bad := json.Unmarshal(payload.rest, to); bad != nil {
			to.Reset()
			err = e.c.failed(fmt.Sprintf("sent a scene that cannot be read: %v", bad))
		}
	}
	if err != nil {
		e.fault, e.end = err, envs.Diverged
	}
}
