package remote

import (
	"errors"
	"fmt"
	"sync"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// program is a command and the processes of it that run.
type program struct {
	command string
	dial    func() (peer, error) // starts a process
	o       Options
	role    string
	answer  func(*hello) (*welcome, error)
	hello   *hello // of the first; the others must say the same

	mu     sync.Mutex
	idle   []*conn
	all    map[*conn]bool
	closed bool
}

// open starts the first process of a command. It is idle then.
func open(command, role string, o Options, answer func(*hello) (*welcome, error)) (*program, error) {
	words, err := Words(command)
	if err != nil {
		return nil, fmt.Errorf("%s%s: %w", Prefix, visible(command, tailWidth), err)
	}
	return openBy(command, func() (peer, error) { return startProcess(words) }, role, o, answer)
}

// openBy is open with a way to start a process.
func openBy(command string, dial func() (peer, error), role string, o Options, answer func(*hello) (*welcome, error)) (*program, error) {
	p := &program{command: command, dial: dial, o: o, role: role, answer: answer, all: map[*conn]bool{}}
	c, err := p.start()
	if err != nil {
		return nil, err
	}
	p.hello = c.hello
	p.give(c)
	return p, nil
}

// start starts a process.
func (p *program) start() (*conn, error) {
	c, err := connect(p.command, p.dial, p.o, func(h *hello) (*welcome, error) {
		switch {
		case h.Role != p.role:
			return nil, fmt.Errorf("it serves %s where %s is wanted", article(h.Role), article(p.role))
		case p.hello != nil && !h.same(p.hello):
			return nil, errors.New("its handshake differs from the one of its first start")
		}
		return p.answer(h)
	})
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, c.failed("was closed")
	}
	p.all[c] = true
	return c, nil
}

func article(role string) string {
	if role == roleEnv {
		return "an env"
	}
	return "a " + role
}

// take is an idle process, or a new one.
func (p *program) take() (*conn, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	return p.start()
}

// give has a process wait for who takes it next. One that has broken down is forgotten.
func (p *program) give(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.fault != nil {
		delete(p.all, c)
		return
	}
	p.idle = append(p.idle, c)
}

// close ends every process. None of them may be in use.
func (p *program) close() {
	p.mu.Lock()
	p.closed = true
	all := p.all
	p.all, p.idle = nil, nil
	p.mu.Unlock()
	var healthy []*conn
	for c := range all {
		if c.fault == nil {
			healthy = append(healthy, c)
		}
	}
	parallel.Together(len(healthy), func(i int, _ *parallel.Panics) { healthy[i].close(false) })
}

// Task is a task that another process serves.
type Task struct {
	program *program
	spec    envs.Spec
}

// OpenTask starts a command that serves a task, and reads its handshake.
func OpenTask(command string, o Options) (*Task, error) {
	p, err := open(command, roleEnv, o, one)
	if err != nil {
		return nil, err
	}
	return &Task{p, p.hello.spec()}, nil
}

// one asks for one environment.
func one(*hello) (*welcome, error) { return &welcome{Fenchel: Version, N: 1}, nil }

// Spec is the datasheet of the task. Its name begins with Prefix, its Content is the hash of what the process declared.
func (t *Task) Spec() envs.Spec { return t.spec }

// Seeds reports whether the process promises that the same seed starts the same episode.
func (t *Task) Seeds() bool { return t.program.hello.can(canSeed) }

// New is an environment of the task, with the powers that the process has promised. It takes a process at its first
// Reset.
func (t *Task) New() envs.Env { return newEnv(t.program, t.spec) }

// Close ends every process of the task: none of its environments may be used afterwards.
func (t *Task) Close() { t.program.close() }
