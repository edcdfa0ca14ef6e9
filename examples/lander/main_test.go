package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/cmd/cli"
)

// TestEveryCommand walks from the task to the viewer, in seconds: record, train, evaluate, watch with energies, replay.
func TestEveryCommand(t *testing.T) {
	t.Chdir(t.TempDir())
	run := func(command string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := cli.Main(strings.Fields(command), strings.NewReader(""), &out, &errs); code != 0 {
			t.Fatalf("lander %s: exit %d\n%s%s", command, code, out.String(), errs.String())
		}
		return out.String()
	}
	for command, want := range map[string]string{"list --tag goal": "lander", "describe lander": "feedback law"} {
		if out := run(command); !strings.Contains(out, want) {
			t.Errorf("%s does not say %q:\n%s", command, want, out)
		}
	}
	run("record lander -o demos --episodes 20")
	run("train demos -o run --steps 1500 --hidden 64,64 -n 0")
	var result struct{ Success float64 }
	if err := json.Unmarshal([]byte(run("eval run -n 50 --json")), &result); err != nil || result.Success < 0.8 {
		t.Errorf("the policy lands in %v of 50 episodes, %v: want 0.8", result.Success, err)
	}
	run("watch run --energy --step 60 --save run.png")
	run("watch lander --save expert.gif")
	if out := run("data replay demos"); !strings.Contains(out, "20 episodes repeat bit for bit") {
		t.Errorf("data replay: %s", out)
	}
	for _, name := range []string{"run.png", "expert.gif"} {
		if info, err := os.Stat(name); err != nil || info.Size() < 1000 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
