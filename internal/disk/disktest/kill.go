package disktest

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// Ending is how a process ended that a signal was to be sent to.
type Ending struct {
	Lines  []string // the complete lines that it had printed
	Code   int      // its exit code; -1 where a signal ended it
	Stderr string   // what it complained of
}

// SignalAfter starts a command, sends it a signal after a while unless it has ended by then, and waits for its end.
// What the signal met is for the caller to tell from the Ending: a process that is quick enough finishes, one that
// handles the signal ends as it likes.
func SignalAfter(cmd *exec.Cmd, after time.Duration, sig os.Signal) (Ending, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Ending{}, err
	}
	if err := cmd.Start(); err != nil {
		return Ending{}, err
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Signal(sig) })
	lines := completeLines(bufio.NewReader(out))
	cmd.Wait()
	timer.Stop()
	return Ending{lines, cmd.ProcessState.ExitCode(), string(bytes.TrimSpace(stderr.Bytes()))}, nil
}

// KillAfter starts a command, kills it (as kill -9 does) after a while and returns the complete lines that it had
// printed. A command that ends by itself, or that complains, is an error.
func KillAfter(cmd *exec.Cmd, after time.Duration) ([]string, error) {
	e, err := SignalAfter(cmd, after, os.Kill)
	if err == nil && (e.Code >= 0 || e.Stderr != "") {
		err = fmt.Errorf("%s ended by itself: %s", cmd.Path, e.Stderr)
	}
	return e.Lines, err
}

// completeLines leaves out a last line without its end.
func completeLines(r *bufio.Reader) (lines []string) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return lines
		}
		lines = append(lines, line[:len(line)-1])
	}
}
