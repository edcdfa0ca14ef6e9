package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
)

// TestExamples runs every example of every help as it stands there, in one directory, recording before training before
// looking. A window needs a display and is left out.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for a minute")
	}
	t.Chdir(t.TempDir())
	writeDataset(t)
	writePeople(t)
	writeMinari(t)
	writeModel(t)
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

// writeDataset makes the multilabel data set that an example names.
func writeDataset(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll("datasets/toy", 0o777); err != nil {
		t.Fatal(err)
	}
	text := "@relation 'toy: -C 2'\n@attribute low {0,1}\n@attribute high {0,1}\n@attribute x real\n@data\n" +
		strings.Repeat("1,0,-2\n1,0,-1\n0,1,1\n0,1,2\n", 5)
	for _, name := range []string{"toy-train.arff", "toy-test.arff"} {
		if err := os.WriteFile(filepath.Join("datasets/toy", name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// writePeople makes the recording of another program that an example names.
func writePeople(t *testing.T) {
	t.Helper()
	line := `{"start":[100,100,300,300,0],"state":[[100,100,300,300,0],[100,100,300,300,0]],"action":[[100,100],[150,100]]}` + "\n"
	if err := os.WriteFile("people.jsonl", []byte(line), 0o666); err != nil {
		t.Fatal(err)
	}
}

// writeModel makes the model file that an example names.
func writeModel(t *testing.T) {
	t.Helper()
	text, err := locomotion.Source("hopper")
	if err == nil {
		err = os.WriteFile("model.xml", text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// writeMinari makes the Minari data set that an example names.
func writeMinari(t *testing.T) {
	t.Helper()
	if err := os.Mkdir("hopper", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"record hopper:horizon=20 -o recorded --episodes 2",
		"data export recorded -o hopper/expert-v0 --format minari",
	} {
		if status, _, stderr := call(strings.Fields(line)...); status != exitOK {
			t.Fatalf("%s: status %d: %s", line, status, stderr)
		}
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
