package remote

import (
	"os"
	"os/exec"
	"runtime"
	"time"
)

// process is a command that runs: its standard input and output, and the end of what it wrote to its standard error.
type process struct {
	cmd     *exec.Cmd
	in, out *os.File // our ends
	tail    *tail
	ended   chan struct{} // closed when it has been waited for
}

// errorDrain is how long what a process started keeps its standard error open after its end before it is closed here.
const errorDrain = 200 * time.Millisecond

// startProcess starts a command as the leader of a process group of its own.
func startProcess(words []string) (peer, error) {
	stdin, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, stdout, err := os.Pipe()
	if err != nil {
		stdin.Close()
		in.Close()
		return nil, err
	}
	p := &process{cmd: exec.Command(words[0], words[1:]...), in: in, out: out, tail: &tail{}, ended: make(chan struct{})}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr, p.cmd.WaitDelay = stdin, stdout, p.tail, errorDrain
	ownGroup(p.cmd)
	started := make(chan error, 1)
	go p.run(started)
	err = <-started
	stdin.Close() // theirs
	stdout.Close()
	if err != nil {
		in.Close()
		out.Close()
		return nil, err
	}
	return p, nil
}

// run starts the process and waits for it on a thread of its own: the death of the thread that started it is what a
// process on Linux is told of as that of its parent.
func (p *process) run(started chan<- error) {
	runtime.LockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	p.cmd.Wait() // what it returns is in ProcessState
	killGroup(p.cmd)
	close(p.ended)
}

func (p *process) Read(b []byte) (int, error)  { return p.out.Read(b) }
func (p *process) Write(b []byte) (int, error) { return p.in.Write(b) }

// kill ends the process and what it started, at once.
func (p *process) kill() { killGroup(p.cmd) }

// hangUp closes the standard input, which is the end of a process that reads it.
func (p *process) hangUp() { p.in.Close() }

// wait returns when the process has ended, with its last words.
func (p *process) wait() (how, stderr string) {
	<-p.ended
	p.in.Close()
	p.out.Close()
	return p.cmd.ProcessState.String(), p.tail.String()
}

var _ peer = (*process)(nil)
