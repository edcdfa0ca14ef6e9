package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/cmd/cli"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

func TestContract(t *testing.T) {
	newEnv, err := suite.Make("sled:horizon=20")
	if err != nil {
		t.Fatal(err)
	}
	if err := envtest.Check(newEnv); err != nil {
		t.Error(err)
	}
	if err := envtest.CheckPolicy(newEnv, func() envs.Policy { return driver{} }); err != nil {
		t.Error(err)
	}
}

// call runs a command line of this program.
func call(args string) (status int, out, complaint string) {
	var o, e bytes.Buffer
	status = cli.Main(strings.Fields(args), strings.NewReader(""), &o, &e)
	return status, o.String(), e.String()
}

// run runs one that has to succeed and to say something.
func run(t *testing.T, args, says string) {
	t.Helper()
	status, out, complaint := call(args)
	if status != 0 {
		t.Fatalf("%s: status %d\n%s", args, status, complaint)
	}
	if !strings.Contains(out, says) {
		t.Errorf("%s: it does not say %q:\n%s", args, says, out)
	}
}

// TestEveryCommandKnowsTheTask, from the recording to the picture with the energy.
func TestEveryCommandKnowsTheTask(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ args, says string }{
		{"list", "sled"},
		{"describe sled", "bring a sled to the middle"},
		{"record sled -o demos -n 12", "12 episodes"},
		{"data verify demos", "12 intact episodes"},
		{"data replay demos", "12"},
		{"train demos -o run --steps 400 --hidden 16,16 --eval 10", "run/policy.safetensors"},
		{"eval run --against random -n 10", "random"},
		{"watch run --energy --save sled.png --step 5", "sled.png: 5 steps"},
		{"watch demos --save demo.gif --width 320 --height 180", "demo.gif: 80 steps"},
	} {
		run(t, c.args, c.says)
	}
	for _, name := range []string{"sled.png", "demo.gif", "run/policy.safetensors"} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s was not written: %v", name, err)
		}
	}
}
