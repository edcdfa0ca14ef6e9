//go:build !windows

package cli

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// TestPanicIsOneLine, in the command's own goroutine and in a worker's, with a status that no error has.
func TestPanicIsOneLine(t *testing.T) {
	for name, run := range map[string]func() int{
		"the command's own": func() int { panic("broken\ninside") },
		"a worker's": func() int {
			parallel.Do(8, 1, func(i int) {
				if i > 0 {
					panic("broken\ninside")
				}
			})
			return exitOK
		},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			code := guarded(&stderr, run)
			if code != exitPanic || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), "broken inside (in cli.TestPanicIsOneLine") {
				t.Errorf("status %d, said %q", code, stderr.String())
			}
		})
	}
}

// commandVariable holds the command line that the test's own program runs in place of the tests.
const commandVariable = "FENCHEL_TEST_COMMAND"

func init() {
	if line := os.Getenv(commandVariable); line != "" {
		os.Exit(Main(strings.Split(line, "|"), os.Stdin, os.Stdout, os.Stderr))
	}
}

// TestSignalsEndCommands within a second of the first signal, however long an episode is, and what is said tells so.
func TestSignalsEndCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for signals")
	}
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"eval":   {"eval", "random", "pendulum:horizon=100000000", "-n", "4"},
		"record": {"record", "pendulum:horizon=100000000", "--policy", "random", "-o", dir + "/demos"},
	} {
		for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				os.RemoveAll(dir + "/demos")
				took, said := interrupted(t, args, s)
				if took > time.Second || !strings.Contains(said, "interrupted") {
					t.Errorf("ended after %v and said %q", took, said)
				}
			})
		}
	}
}

// interrupted starts a command, signals it once it is at work, and returns how long it took to end and what it said.
func interrupted(t *testing.T, args []string, s syscall.Signal) (time.Duration, string) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), commandVariable+"="+strings.Join(args, "|"))
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(700 * time.Millisecond)
	cmd.Process.Signal(s)
	begun := time.Now()
	said, _ := io.ReadAll(bufio.NewReader(out))
	if err := cmd.Wait(); err == nil {
		t.Errorf("%v was no error", s)
	}
	return time.Since(begun), string(said)
}
