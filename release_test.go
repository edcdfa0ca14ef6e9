package fenchel_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// golden314 holds what was written when every task followed MuJoCo 3.14; its make.sh says how.
const golden314 = golden + "/mujoco314"

// TestGoldenRelease: data, policies and runs from before there was a choice of releases are read under the rules of 3.14,
// without a flag. The pusher of the recordings touches its disc, and the arm is integrated by RK4 around a free joint: under
// 4.0 both move otherwise.
func TestGoldenRelease(t *testing.T) {
	if kernel.Path() != "avx2" {
		t.Skip("the numbers are of the kernel path avx2")
	}
	bin := buildFenchel(t)
	fenchel := bin.in(golden314)
	for _, c := range []struct {
		command string
		want    []string // in what is printed, or in the error
	}{
		{"data verify demos", []string{"3 intact episodes of 120 steps, 0 problems"}},
		{"data replay demos", []string{"3 episodes repeat bit for bit"}},
		{"data replay arm --task arm.xml:horizon=20", []string{"1 episode repeats bit for bit"}},
		{"data replay arm --task arm.xml:horizon=20:mujoco=4.0", []string{`of physics version "locomotion/1"`}},
		{"data replay demos --task pusher", []string{`of physics version "locomotion/1"`, "its task is pusher:mujoco=3.14:horizon=40"}},
		{"eval runs/clone -n 3 --json", []string{`"task": "pusher:mujoco=3.14:horizon=40"`, stored(t, "runs/clone/eval.json", `"mean": `)}},
		{"eval runs/gail-interrupted -n 1 --json", []string{`"task": "pusher:mujoco=3.14:fixed-horizon:horizon=40"`}},
		{"eval runs/clone pusher -n 1 --json", []string{`"task": "pusher"`}},
		{"eval arm.safetensors arm.xml -n 1 --json", []string{`"task": "mjcf:arm:mujoco=3.14"`}},
		{"eval arm.safetensors arm.xml:mujoco=4.0 -n 1 --json", []string{`"task": "mjcf:arm"`}},
		{"train demos --hidden 4 --steps 2 --eval 1 -o " + filepath.Join(t.TempDir(), "run"), []string{"pusher:mujoco=3.14:horizon=40, 1 episode"}},
	} {
		out, err := fenchel(strings.Fields(c.command)...)
		if err != nil {
			out = append(out, err.Error()...)
		}
		for _, want := range c.want {
			if !strings.Contains(string(out), want) {
				t.Errorf("fenchel %s: want %q in\n%s", c.command, want, out)
			}
		}
	}
	for run, command := range map[string]string{
		"clone": "train demos --eval 0", "dagger": "train demos --eval 0", "ppo": "expert train pusher:horizon=40",
		"sac": "expert train pusher:mujoco=3.14:horizon=40", "gail": "gail demos",
	} {
		t.Run("resume/"+run, func(t *testing.T) { goldenResume(t, fenchel, golden314, run, command) })
	}
	t.Run("resume/demos", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.CopyFS(filepath.Join(dir, "demos"), os.DirFS(filepath.Join(golden314, "demos"))); err != nil {
			t.Fatal(err)
		}
		for _, command := range []string{
			"record pusher:horizon=40 -o demos -n 4 --resume", "record pusher:mujoco=3.14:horizon=40 -o demos -n 5 --resume", "data verify demos", "data replay demos",
		} {
			if out, err := bin.in(dir)(strings.Fields(command)...); err != nil {
				t.Errorf("fenchel %s: %v\n%s", command, err, out)
			}
		}
	})
}

// stored is the first line of a file of the golden runs that has a word, without what surrounds it.
func stored(t *testing.T, name, word string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(golden314, name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, word) {
			return strings.TrimSpace(line)
		}
	}
	t.Fatalf("%s has no %s", name, word)
	return ""
}
