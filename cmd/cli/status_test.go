//go:build !windows

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// inputs are the ways in which commands name a file or directory: IN is the path, OUT a new one, DEMOS a data set, RUN a run.
// argument is whether the path is what the command works on, so that nothing there is a failure of the command.
var inputs = []struct {
	kind, args string
	argument   bool
}{
	{"data", "train IN -o OUT --steps 2", true},
	{"data", "train IN -o OUT --steps 2 --method dagger --rounds 1", true},
	{"data", "gail IN -o OUT", true},
	{"data", "data info IN", true},
	{"data", "data verify IN", true},
	{"data", "data replay IN", true},
	{"data", "data select IN -o OUT", true},
	{"data", "data seal IN", true},
	{"data", "data unseal IN", true},
	{"data", "data export IN --format d4rl -o OUT", true},
	{"foreign", "data import IN --format d4rl --task pendulum -o OUT", true},
	{"foreign", "data import IN --format jsonl --task pendulum -o OUT", true},
	{"model", "describe IN", true},
	{"model", "record IN --policy random -n 1 -o OUT", true},
	{"model", "eval random IN -n 1", true},
	{"policy", "eval IN -n 1", false},
	{"policy", "eval RUN --against IN -n 1", false},
	{"policy", "record pendulum --policy IN -n 1 -o OUT", false},
	{"policy", "train DEMOS --from-policy IN --steps 2 -o OUT", false},
	{"policy", "watch IN --save OUT.png", false},
	{"settings", "train DEMOS --config IN -o OUT", false},
	{"settings", "expert train pendulum --config IN -o OUT", false},
	{"settings", "bench imitation --config IN -o OUT", false},
}

// bad makes the kinds of bad input at a path, of a kind of file of which good is an intact one.
var bad = map[string]func(path, good string) error{
	"nothing":   func(string, string) error { return nil },
	"a pipe":    func(path, _ string) error { return syscall.Mkfifo(path, 0o666) },
	"a device":  func(path, _ string) error { return os.Symlink("/dev/zero", path) },
	"a folder":  func(path, _ string) error { return os.Mkdir(path, 0o777) },
	"truncated": func(path, good string) error { return copyHalf(path, good) },
	"noise":     func(path, _ string) error { return os.WriteFile(path, []byte("\x00\xff]{<no"), 0o666) },
}

// copyHalf copies a file, or the files of a directory, of each the first half.
func copyHalf(path, good string) error {
	data, err := os.ReadFile(good)
	if err == nil {
		return os.WriteFile(path, data[:len(data)/2], 0o666)
	}
	entries, err := os.ReadDir(good)
	if err := errors.Join(err, os.Mkdir(path, 0o777)); err != nil {
		return err
	}
	for _, e := range entries {
		if err := copyHalf(filepath.Join(path, e.Name()), filepath.Join(good, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// TestStatusOfBadInput: what is damaged has status 1 everywhere and what is misused 2: a path that leads to nothing that can
// be opened where a flag or a policy is named, and settings, which are the user's own words. No command waits for a pipe or
// reads a device, and none leaves anything behind.
func TestStatusOfBadInput(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	good := map[string]string{"data": at("demos"), "policy": at("run/policy.safetensors"), "foreign": at("lines.jsonl"), "model": at("arm.xml"), "settings": at("run/config.yaml")}
	must(t, "record pendulum:horizon=20 -n 2 -o "+good["data"])
	must(t, "train --steps 2 -n 0 --hidden 4 "+good["data"]+" -o "+at("run"))
	must(t, "data export "+good["data"]+" --format jsonl -o "+good["foreign"])
	model := "<mujoco><worldbody><body><joint name='j' type='slide'/><geom size='0.1'/></body></worldbody>" +
		"<actuator><motor joint='j' ctrlrange='-1 1'/></actuator></mujoco>"
	if err := os.WriteFile(good["model"], []byte(model), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, in := range inputs {
		for what, spoil := range bad {
			t.Run(in.args+": "+what, func(t *testing.T) {
				room := t.TempDir()
				path, out := filepath.Join(room, "in"), filepath.Join(room, "out")
				if in.kind == "model" {
					path += ".xml"
				}
				if err := spoil(path, good[in.kind]); err != nil {
					t.Skip(err)
				}
				if what == "truncated" && in.kind == "settings" {
					t.Skip("half of the settings are settings")
				}
				want := exitFailed
				if in.kind == "settings" || !in.argument && what != "truncated" && what != "noise" {
					want = exitMisused
				}
				words := strings.NewReplacer("IN", path, "OUT", out, "DEMOS", good["data"], "RUN", at("run"))
				said := ended(t, want, strings.Fields(words.Replace(in.args)))
				if _, err := os.Lstat(out); err == nil {
					t.Errorf("something is left behind; it said %q", said)
				}
			})
		}
	}
}

// ended runs a command that must end soon with a status and one or more complaints, and returns them.
func ended(t *testing.T, want int, args []string) string {
	t.Helper()
	type result struct {
		status int
		said   string
	}
	done := make(chan result, 1)
	go func() {
		status, _, said := call(args...)
		done <- result{status, said}
	}()
	select {
	case r := <-done:
		if r.status != want || !strings.Contains(r.said, "fenchel: ") {
			t.Errorf("status %d, want %d; it said %q", r.status, want, r.said)
		}
		return r.said
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
	return ""
}
