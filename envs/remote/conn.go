package remote

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// Options say how long another process may take. Nothing here reads a clock: the timers are the caller's.
type Options struct {
	Start time.Duration // from the start of a command to its handshake
	Step  time.Duration // from any request to its reply
	Grace time.Duration // from the end of its standard input to its own end, before it is killed

	// After runs f once d has passed, as time.AfterFunc does; nil: nothing is ever late, and a process that does not end
	// when its standard input does is killed at once.
	After func(d time.Duration, f func()) Timer
}

// Timer is a *time.Timer, or one of a test.
type Timer interface {
	Reset(d time.Duration) bool
	Stop() bool
}

// Default is a minute for the start and for each step, and a second to end, without timers.
func Default() Options { return Options{Start: time.Minute, Step: time.Minute, Grace: time.Second} }

// Fault is what went wrong in another process, or on the way to it. Nothing is sent to it afterwards.
type Fault struct {
	Command string // that was started
	What    string // happened, in a line
	Stderr  string // its last lines, each behind a bar; empty where it wrote none
}

func (f *Fault) Error() string {
	text := Prefix + visible(f.Command, tailWidth) + ": " + f.What
	if f.Stderr != "" {
		text += "; the end of its standard error:\n" + f.Stderr
	}
	return text
}

// peer is another process, or what stands for one in a test.
type peer interface {
	io.ReadWriter
	hangUp()
	kill()
	wait() (how, stderr string)
}

// conn speaks with one process. It serves one goroutine.
type conn struct {
	command string
	o       Options
	peer    peer
	send    sender
	recv    receiver
	hello   *hello
	timer   Timer // kills the process; nil where nothing is late
	late    atomic.Bool
	fault   *Fault
}

// connect starts a process and reads its handshake. answer makes what it is told in return.
func connect(command string, dial func() (peer, error), o Options, answer func(*hello) (*welcome, error)) (*conn, error) {
	p, err := dial()
	if err != nil {
		return nil, &Fault{Command: command, What: fmt.Sprintf("cannot be started: %v", err)}
	}
	return greet(command, p, o, answer)
}

// readBuffer is the memory for what has arrived and was not read yet, bytes.
const readBuffer = 64 << 10

// greet exchanges handshakes.
func greet(command string, p peer, o Options, answer func(*hello) (*welcome, error)) (*conn, error) {
	c := &conn{command: command, o: o, peer: p, send: sender{w: p}, recv: receiver{r: bufio.NewReaderSize(p, readBuffer)}}
	if o.After != nil {
		c.timer = o.After(o.Start, func() {
			c.late.Store(true)
			p.kill()
		})
	}
	line, err := c.recv.line(maxLine)
	if !c.inTime() {
		return nil, c.failed(fmt.Sprintf("sent no handshake within %v", o.Start))
	}
	switch {
	case err != nil && len(line) == 0:
		return nil, c.gone("before its handshake")
	case err != nil:
		return nil, c.failed(fmt.Sprintf("its first line is no handshake: %q: is something printed to standard output that belongs on standard error?", clip(line, 60)))
	}
	if c.hello, err = parseHello(line); err != nil {
		return nil, c.failed(err.Error())
	}
	w, err := answer(c.hello)
	if err != nil {
		return nil, c.failed(err.Error())
	}
	c.recv.limit = c.hello.limit(w)
	text, err := json.Marshal(w)
	if err != nil {
		panic("remote: a task with values that JSON cannot hold")
	}
	if _, err := p.Write(append(text, '\n')); err != nil {
		return nil, c.gone("after its handshake")
	}
	return c, nil
}

// limit is the longest payload of a reply after a welcome, bytes.
func (h *hello) limit(w *welcome) int {
	row := 8 * (len(h.Obs) + 2)
	if w.Task != nil {
		row = 8 * w.Task.Action.Dim()
	}
	most := max(row*w.N, 8*(h.Q+h.V), maxProse)
	if h.can(canSnapshot) || h.can(canScene) {
		most = max(most, maxState)
	}
	return most
}

// inTime stops the timer and reports whether it has not run out.
func (c *conn) inTime() bool {
	if c.timer != nil {
		c.timer.Stop()
	}
	return !c.late.Load()
}

// call sends the frame that was begun and returns the payload of the reply, valid until the next call. After a *Fault the
// process has ended.
func (c *conn) call() (fields, error) {
	if c.fault != nil {
		return fields{}, c.fault
	}
	k := kind(c.send.buf[4])
	if c.timer != nil {
		c.timer.Reset(c.o.Step)
	}
	err := c.send.end()
	var got kind
	var payload fields
	if err == nil {
		got, payload, err = c.recv.next()
	}
	if !c.inTime() {
		return fields{}, c.failed(fmt.Sprintf("gave no reply within %v to %v", c.o.Step, k))
	}
	if err == nil && got == k|answer {
		return payload, nil
	}
	return fields{}, c.wrong(k, got, payload, err)
}

// wrong is the fault of a request that got no reply of its kind.
func (c *conn) wrong(k, got kind, payload fields, err error) error {
	if stray := (*notFrame)(nil); errors.As(err, &stray) {
		return c.failed(fmt.Sprintf("where a reply to %v was due, %v", k, stray))
	}
	switch {
	case err == nil && got == kindRefusal && (k == kindLoad || k == kindSetState):
		return &refusal{fmt.Sprintf("remote: %s%s refuses to %v: %s", Prefix, visible(c.command, tailWidth), k, payload.text())}
	case err != nil:
		return c.gone(fmt.Sprintf("when a reply to %v was due", k))
	case got == kindFailure:
		return c.failed(fmt.Sprintf("failed to %v: %s", k, payload.text()))
	}
	return c.failed(fmt.Sprintf("answered %v with %v", k, got))
}

// refusal is why a process did not do what it was asked to. It goes on.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

// text is a payload that is a text of another process, on one line.
func (f *fields) text() string { return visible(string(clip(f.rest, maxProse)), maxProse) }

// misshapen is the fault of a reply of a wrong length.
func (c *conn) misshapen(k kind, got, want int) error {
	return c.failed(fmt.Sprintf("answered %v with %d bytes where its handshake promises %d", k, got, want))
}

// gone is the fault of a process that has ended, or has closed its standard output.
func (c *conn) gone(when string) error {
	how, stderr := c.close(true)
	c.fault = &Fault{c.command, fmt.Sprintf("ended (%s) %s", how, when), stderr}
	return c.fault
}

// failed ends the process and says why.
func (c *conn) failed(what string) error {
	_, stderr := c.close(true)
	c.fault = &Fault{c.command, what, stderr}
	return c.fault
}

// close ends the process: it is hung up, and killed where it does not end within the time of grace. One that is broken is
// killed after it has had a moment to end by itself, so that it can say how.
func (c *conn) close(broken bool) (how, stderr string) {
	c.inTime()
	c.peer.hangUp()
	grace := c.o.Grace
	if broken {
		grace /= 4
	}
	if c.o.After == nil {
		c.peer.kill()
		return c.peer.wait()
	}
	t := c.o.After(grace, c.peer.kill)
	defer t.Stop()
	return c.peer.wait()
}
