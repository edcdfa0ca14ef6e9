package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestExamples runs every example of every help as it stands there, in one directory, recording before training before
// looking. A window needs a display and is left out.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for a minute")
	}
	t.Chdir(t.TempDir())
	root := newCmdRoot(quiet())
	for _, name := range []string{"record", "train", "eval", "data", "watch", "list", "describe", "quickstart", "bench", ""} {
		cmd := root
		if name != "" {
			var err error
			if cmd, _, err = root.Find([]string{name}); err != nil {
				t.Fatal(err)
			}
		}
		runExamples(t, cmd, name != "")
	}
}

func runExamples(t *testing.T, cmd *cobra.Command, children bool) {
	for line := range strings.Lines(cmd.Example) {
		args := strings.Fields(line)[1:]
		if args[0] == "watch" && !strings.Contains(line, "--save") {
			continue
		}
		if status, _, stderr := call(args...); status != exitOK {
			t.Errorf("%s: status %d: %s", strings.TrimSpace(line), status, stderr)
		}
	}
	for _, child := range cmd.Commands() {
		if children {
			runExamples(t, child, true)
		}
	}
}
