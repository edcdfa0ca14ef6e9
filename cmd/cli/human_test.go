package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHumanIsChecked: what does not go together is a misuse, a task that cannot be driven is named, and nothing is written.
func TestHumanIsChecked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demos")
	keys := filepath.Join(t.TempDir(), "keys.yaml")
	if err := os.WriteFile(keys, []byte("ramp: 1\nramps: 2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"pusht", "--device", "mouse"}, "--device, --keys, --who and --tag go with --human"},
		{[]string{"pusht", "--human", "--policy", "random"}, "do not go with --human"},
		{[]string{"pusht", "--human", "--noise", "0.1"}, "do not go with --human"},
		{[]string{"pusht", "--human", "--device", "joystick"}, `unknown device "joystick"`},
		{[]string{"pendulum", "--human", "--device", "mouse"}, "nothing that could follow a pointer"},
		{[]string{"pushd", "--human"}, "did you mean pusht"},
		{[]string{"pusht", "--human", "--keys", keys}, "keys.yaml"},
	} {
		status, _, stderr := call(append([]string{"record", "-o", dir}, test.args...)...)
		if status == exitOK || !strings.Contains(stderr, test.want) {
			t.Errorf("%q: status %d, %q: want %q", test.args, status, stderr, test.want)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("something was written")
	}
}

// TestDescribeKeys lists the keys of a task and those of the session.
func TestDescribeKeys(t *testing.T) {
	for task, want := range map[string][]string{
		"pusht":    {"the target left, right", "the target down, up", "follows the pointer", "keep", "discard"},
		"pendulum": {"torque", "again, from the same start", "sticks"},
		"acrobot":  {"ArrowLeft, ArrowRight"},
	} {
		status, stdout, stderr := call("describe", task, "--keys")
		if status != exitOK {
			t.Errorf("%s: status %d, %s", task, status, stderr)
		}
		for _, text := range want {
			if !strings.Contains(stdout, text) {
				t.Errorf("%s: no %q in\n%s", task, text, stdout)
			}
		}
	}
}
