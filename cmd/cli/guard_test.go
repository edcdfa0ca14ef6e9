package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

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
