package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// former holds what was written when every task followed MuJoCo 3.14.
const former = "../../testdata/golden/mujoco314"

// TestPolicyUnderAnotherRelease: a policy acts under the release that it was trained under, or where the user names
// its task under the other one in that, which a note says once.
func TestPolicyUnderAnotherRelease(t *testing.T) {
	run, dir := former+"/runs/clone", t.TempDir()
	const note = "was trained in pusher:mujoco=3.14:horizon=40 (locomotion/1) and acts in pusher:horizon=9 (locomotion/2), whose dynamics differ"
	for _, c := range []struct {
		args  string
		notes int
	}{
		{"eval RUN -n 1", 0},
		{"eval RUN pusher:mujoco=3.14 -n 1", 0},
		{"eval RUN pusher:horizon=9 -n 1", 1},
		{"eval expert pusher:horizon=9 -n 1 --against RUN", 1},
		{"record pusher:horizon=9 --policy RUN -n 1 -o DIR/played", 1},
		{"watch RUN pusher:horizon=9 --step 2 --save DIR/watched.png", 1},
		{"data replay DIR/played", 0},
	} {
		args := strings.NewReplacer("RUN", run, "DIR", dir).Replace(c.args)
		status, out, stderr := call(strings.Fields(args)...)
		if status != exitOK {
			t.Errorf("fenchel %s: status %d\n%s%s", args, status, out, stderr)
		}
		if got := strings.Count(stderr, note); got != c.notes || got == 0 && strings.Contains(stderr, "dynamics differ") {
			t.Errorf("fenchel %s: %d notes, want %d\n%s", args, got, c.notes, stderr)
		}
	}
}

// TestStartUnderAnotherRelease: training may go on from a policy of the other release, which a note says.
func TestStartUnderAnotherRelease(t *testing.T) {
	args := "expert train pusher:horizon=40 --config " + former + "/../smallrl.yaml --steps 200 --from-policy " + former + "/runs/ppo -o " + filepath.Join(t.TempDir(), "run")
	status, out, stderr := call(strings.Fields(args)...)
	if status != exitOK || strings.Count(stderr, "acts in pusher:horizon=40 (locomotion/2), whose dynamics differ") != 1 {
		t.Errorf("status %d\n%s%s", status, out, stderr)
	}
}

// TestReleasesAreNotMixed: data of two releases are not learned from together, nor is a data set continued under the other
// release; what is said names the way out.
func TestReleasesAreNotMixed(t *testing.T) {
	dir := t.TempDir()
	now := filepath.Join(dir, "now")
	if status, _, stderr := call("record", "pusher:horizon=9", "-n", "1", "-o", now); status != exitOK {
		t.Fatal(stderr)
	}
	for args, want := range map[string]string{
		"train NOW OLD -o DIR/run":                                 `cannot be joined to NOW: it is of physics version "locomotion/1", task "pusher:horizon=9" is of "locomotion/2"; learn from one of them, or record the other again: fenchel record pusher:horizon=9`,
		"train OLD NOW -o DIR/run":                                 `cannot be joined to OLD: it is of physics version "locomotion/2", task "pusher:horizon=40" is of "locomotion/1"; learn from one of them, or record the other again: fenchel record pusher:mujoco=3.14:horizon=40`,
		"record pusher:mujoco=3.14:horizon=9 -o NOW -n 2 --resume": `it is of physics version "locomotion/2", task "pusher:mujoco=3.14:horizon=9" is of "locomotion/1"`,
		"data replay OLD --task pusher":                            `its task is pusher:mujoco=3.14:horizon=40`,
		"data replay NOW --task pusher:mujoco=3.14":                `its task is pusher:horizon=9`,
	} {
		fill := strings.NewReplacer("NOW", now, "OLD", former+"/demos", "DIR", dir)
		status, _, stderr := call(strings.Fields(fill.Replace(args))...)
		if status == exitOK || !strings.Contains(stderr, fill.Replace(want)) {
			t.Errorf("fenchel %s: status %d\n%swant %s", args, status, stderr, fill.Replace(want))
		}
	}
}

// TestFormerDataAreMerged: data from before an id could name the release and newer ones of the same release are of one task,
// in either order.
func TestFormerDataAreMerged(t *testing.T) {
	dir, old := t.TempDir(), former+"/demos"
	now := filepath.Join(dir, "now")
	for _, args := range []string{
		"record pusher:mujoco=3.14:horizon=40 -n 2 --seed 9 -o " + now,
		"data select " + old + " " + now + " -o " + now + "-1", "data verify " + now + "-1", "data replay " + now + "-1",
		"data select " + now + " " + old + " -o " + now + "-2", "data verify " + now + "-2", "data replay " + now + "-2",
		"train " + now + " " + old + " --hidden 4 --steps 2 --eval 0 -o " + now + "-run",
	} {
		if status, out, stderr := call(strings.Fields(args)...); status != exitOK {
			t.Errorf("fenchel %s: status %d\n%s%s", args, status, out, stderr)
		}
	}
}

// TestScoresOfBothReleases: a normalized score is measured between the references of the release.
func TestScoresOfBothReleases(t *testing.T) {
	for _, id := range []string{"pusher", "pusher:mujoco=3.14", "reacher:mujoco=3.14"} {
		if status, out, stderr := call("eval", "expert", id, "-n", "1"); status != exitOK || !strings.Contains(out, "normalized") {
			t.Errorf("%s: status %d\n%s%s", id, status, out, stderr)
		}
	}
}

// TestDescribeNamesTheRelease: a datasheet says which release its physics follows.
func TestDescribeNamesTheRelease(t *testing.T) {
	for id, want := range map[string]string{
		"ant": "physics  locomotion/2\n  params   mujoco=4.0\n", "ant:mujoco=3.14": "physics  locomotion/1\n  params   mujoco=3.14\n",
		"pendulum": "physics  classic/1\n  source",
	} {
		if _, out, stderr := call("describe", id); !strings.Contains(out, want) {
			t.Errorf("%s: want %q in\n%s%s", id, want, out, stderr)
		}
	}
}
