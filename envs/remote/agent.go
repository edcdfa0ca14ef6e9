package remote

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// Agent is a policy that another process serves, for one task.
type Agent struct {
	program *program
	spec    envs.Spec // of the task
}

// agentRows is how many observations are sent to a policy at once, at most.
const agentRows = 64

// OpenAgent starts a command that serves a policy, reads its handshake, and tells it the task that it acts in.
func OpenAgent(command string, task envs.Spec, o Options) (*Agent, error) {
	p, err := open(command, rolePolicy, o, func(h *hello) (*welcome, error) {
		d, k := len(task.Obs), task.Action.Dim()
		if h.ObsLen != 0 && h.ObsLen != d || h.ActLen != 0 && h.ActLen != k {
			return nil, fmt.Errorf("it sees %d numbers and sends %d, the observations of %s have %d and its actions %d", h.ObsLen, h.ActLen, task.Name, d, k)
		}
		return &welcome{Fenchel: Version, N: min(h.Width, agentRows), Task: &task}, nil
	})
	if err != nil {
		return nil, err
	}
	return &Agent{p, task}, nil
}

// Name is what the process calls its policy, behind Prefix.
func (a *Agent) Name() string { return Prefix + a.program.hello.Name }

// Version is that of the policy.
func (a *Agent) Version() string { return a.program.hello.Version }

// New is the policy, in a process that it takes at its first act. One that has promised memory starts anew at each
// episode, and can be saved where it has promised snapshots too; any other acts on many observations at once.
func (a *Agent) New() envs.Policy {
	h := a.program.hello
	base := &acting{program: a.program, d: len(a.spec.Obs), k: a.spec.Action.Dim(), rows: min(h.Width, agentRows)}
	switch {
	case !h.can(canMemory):
		return batching{base}
	case h.can(canSnapshot):
		return remembering{recalling{base}}
	}
	return recalling{base}
}

// Close ends every process of the policy: nothing that New made may be used afterwards.
func (a *Agent) Close() { a.program.close() }

// acting is a policy in a process of its own.
type acting struct {
	program *program
	d, k    int
	rows    int   // most rows in a frame
	c       *conn // nil before the first act and after Close
	fault   error
}

// Err is the Fault after which the policy is of no use.
func (p *acting) Err() error { return p.fault }

// Close gives the process back, for another policy to take.
func (p *acting) Close() error {
	if p.c != nil {
		p.program.give(p.c)
	}
	p.c = nil
	return nil
}

func (p *acting) ready() bool {
	if p.fault == nil && p.c == nil {
		p.c, p.fault = p.program.take()
	}
	return p.fault == nil
}

// Act asks for the action after one observation.
func (p *acting) Act(dst, obs []float64) {
	if len(obs) != p.d || len(dst) != p.k {
		panic("remote: Act: an observation or an action of a wrong length")
	}
	p.act(dst, obs, 1)
}

// act asks for n actions (n×k); they are NaN after a fault.
func (p *acting) act(dst, obs []float64, n int) {
	if p.ready() {
		p.fault = p.request(dst, obs, n)
	}
	if p.fault != nil {
		for i := range dst {
			dst[i] = math.NaN()
		}
	}
}

func (p *acting) request(dst, obs []float64, n int) error {
	s := &p.c.send
	s.begin(kindAct)
	s.uint32(0)
	s.uint32(uint32(n))
	s.floats(obs)
	payload, err := p.c.call()
	if err != nil {
		return err
	}
	if len(payload.rest) != 8*len(dst) {
		return p.c.misshapen(kindAct, len(payload.rest), 8*len(dst))
	}
	payload.floats(dst)
	for i, x := range dst {
		if x-x != 0 {
			return p.c.failed(fmt.Sprintf("sent %v as number %d of an action", x, i%p.k))
		}
	}
	return nil
}

// batching is a policy without memory.
type batching struct{ *acting }

// ActBatch asks for the actions after n observations, as many at a time as the process takes.
func (p batching) ActBatch(dst, obs []float64, n int) {
	for i := 0; i < n; i += p.rows {
		m := min(p.rows, n-i)
		p.act(dst[i*p.k:(i+m)*p.k], obs[i*p.d:(i+m)*p.d], m)
	}
}

// recalling is a policy with memory, which starts an episode by a seed that it draws.
type recalling struct{ *acting }

// Reset starts an episode.
func (p recalling) Reset(rng *rand.Rand) {
	seed := rng.Uint64()
	if !p.ready() {
		return
	}
	s := &p.c.send
	s.begin(kindReset)
	s.uint32(0)
	s.uint32(1)
	s.uint64(seed)
	s.uint64(0)
	payload, err := p.c.call()
	if err == nil && len(payload.rest) != 0 {
		err = p.c.misshapen(kindReset, len(payload.rest), 0)
	}
	p.fault = err
}

// remembering is a policy whose memory can be saved.
type remembering struct{ recalling }

// SaveState appends what the process saves.
func (p remembering) SaveState(dst []byte) []byte {
	if !p.ready() {
		return dst
	}
	p.ask(kindSave)
	payload, err := p.c.call()
	p.fault = err
	return append(dst, payload.rest...)
}

// LoadState returns to what SaveState appended, in any process of the policy.
func (p remembering) LoadState(src []byte) error {
	if !p.ready() {
		return p.fault
	}
	p.ask(kindLoad)
	p.c.send.bytes(src)
	_, err := p.c.call()
	if _, refused := err.(*refusal); err != nil && !refused {
		p.fault = err
	}
	return err
}

func (p *acting) ask(k kind) {
	p.c.send.begin(k)
	p.c.send.uint32(0)
	p.c.send.uint32(0)
}
