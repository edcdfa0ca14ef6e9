//go:build !windows

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
)

// TestARunIsLockedToItsLastFile: while one process evaluates what it has trained, another cannot take the directory up.
func TestARunIsLockedToItsLastFile(t *testing.T) {
	dir := t.TempDir()
	data, run := filepath.Join(dir, "demos"), filepath.Join(dir, "run")
	must(t, "record pendulum:horizon=10 -n 2 -o "+data)
	args := []string{"train", data, "-o", run, "--steps", "2", "-n", "1000000"}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), commandVariable+"="+strings.Join(args, "|"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	for begun := time.Now(); !exists(filepath.Join(run, agents.TimingsFile)); time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatal("no training has ended")
		}
	}
	fails(t, "train "+data+" -o "+run+" --resume --steps 2 -n 0", exitFailed, "is being written by another run")
	if exists(filepath.Join(run, agents.EvalFile)) {
		t.Error("the evaluation ended before it was looked at")
	}
}
