package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestMisreadTaskIsMisuse: whatever takes a task exits with 2 where its id cannot be read, and writes nothing.
func TestMisreadTaskIsMisuse(t *testing.T) {
	dir := t.TempDir()
	demos, run := filepath.Join(dir, "demos"), filepath.Join(dir, "run")
	for _, args := range []string{"record pendulum -n 2 -o " + demos, "train " + demos + " --steps 2 --hidden 4 --eval 0 -o " + run} {
		if status, _, stderr := call(strings.Fields(args)...); status != exitOK {
			t.Fatal(stderr)
		}
	}
	written := filepath.Join(dir, "written")
	for _, id := range []string{"pendulm", "pendulum:horizon=abc", "pendulum:fixd"} {
		for _, args := range []string{
			"describe TASK", "record TASK -o DIR", "train DEMOS --task TASK -o DIR", "quickstart TASK -o DIR",
			"eval expert TASK", "eval RUN TASK", "watch TASK --save DIR.png", "watch random TASK --save DIR.png",
			"watch RUN TASK --save DIR.png", "watch DEMOS TASK --save DIR.png", "data replay DEMOS --task TASK",
			"data select DEMOS --task TASK -o DIR", "data select DEMOS --successes --task TASK -o DIR",
			"expert train TASK -o DIR", "gail DEMOS --task TASK -o DIR", "bench imitation --tasks TASK -o DIR",
			"bench dagger --tasks TASK -o DIR", "bench adversarial --tasks TASK -o DIR", "bench losses --task TASK -o DIR",
		} {
			args = strings.NewReplacer("TASK", id, "DEMOS", demos, "RUN", run, "DIR", written).Replace(args)
			if status, _, stderr := call(strings.Fields(args)...); status != exitMisused {
				t.Errorf("fenchel %s: status %d\n%s", args, status, stderr)
			}
			if found, _ := filepath.Glob(written + "*"); len(found) > 0 {
				t.Fatalf("fenchel %s wrote %v", args, found)
			}
		}
	}
	if status, _, stderr := call("describe", filepath.Join(dir, "absent.xml")); status != exitFailed {
		t.Errorf("a file that is not there: status %d\n%s", status, stderr)
	}
}
