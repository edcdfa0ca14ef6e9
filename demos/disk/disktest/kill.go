package disktest

import (
	"bufio"
	"bytes"
	"fmt"
	"os/exec"
	"time"
)

// KillAfter starts a command, kills it (as kill -9 does) after a while and returns the complete lines that it had
// printed. A command that ends by itself, or that complains, is an error.
func KillAfter(cmd *exec.Cmd, after time.Duration) ([]string, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	lines := completeLines(bufio.NewReader(out))
	cmd.Wait()
	if timer.Stop() || stderr.Len() > 0 {
		return lines, fmt.Errorf("%s ended by itself: %s", cmd.Path, bytes.TrimSpace(stderr.Bytes()))
	}
	return lines, nil
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
