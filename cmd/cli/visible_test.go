package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVisible: what acts on a terminal is written as escapes, all else as it is, however the writes are cut.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain\ttext\n":             "plain\ttext\n",
		"Φ − Ω “q̇” 日本 👍🏽":          "Φ − Ω “q̇” 日本 👍🏽",
		"\x1b[2Jgone\x07\r\x00\x7f": `\u001b[2Jgone\u0007\u000d\u0000\u007f`,
		"\u009b2J":                  `\u009b2J`,
		"a\xffb\xc3(":               `a\xffb\xc3(`,
		"\u202egpj.exe\u2069":       `\u202egpj.exe\u2069`,
	} {
		for cut := range len(text) + 1 {
			var b bytes.Buffer
			v := &visible{w: &b}
			for _, part := range []string{text[:cut], text[cut:]} {
				if n, err := v.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatal(n, err)
				}
			}
			if b.String() != want {
				t.Errorf("%q cut at %d: %q, want %q", text, cut, b.String(), want)
			}
		}
	}
}

// TestNamesDoNothingToTheTerminal: sequences in the names of files, tasks, model elements, data and tags, wherever commands
// print them, in messages, tables and JSON, which stays JSON.
func TestNamesDoNothingToTheTerminal(t *testing.T) {
	const evil = "a\x1b[2J\u009b\u202eb"
	dir := t.TempDir()
	// What is recorded may have no control character in a name.
	model, recorded := filepath.Join(dir, evil+".xml"), filepath.Join(dir, "a\u202eb.xml")
	text := "<mujoco><worldbody><body name='\u009b2J'><joint name='j\u202e' type='slide'/><geom size='0.1'/></body></worldbody>" +
		"<actuator><motor name='m\u009b' joint='j\u202e' ctrlrange='-1 1'/></actuator></mujoco>"
	err := os.WriteFile(model, []byte(text), 0o666)
	if err = errors.Join(err, os.WriteFile(recorded, []byte(strings.ReplaceAll(text, "\u009b", "\u202e")), 0o666)); err != nil {
		t.Skip(err)
	}
	demos, run := filepath.Join(dir, "demos"+evil), filepath.Join(dir, "run"+evil)
	yaml := filepath.Join(dir, evil+".yaml")
	if err := os.WriteFile(yaml, []byte("task: \"\\e[2J\"\n\"\\e[31m\": 3\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"describe", model},
		{"describe", model, "--json"},
		{"record", model, "--policy", "random", "-n", "2", "-o", demos},
		{"record", recorded, "--policy", "random", "-n", "2", "-o", demos},
		{"data", "info", demos},
		{"data", "info", demos, "--json"},
		{"data", "verify", demos},
		{"train", demos, "--task", recorded, "--steps", "2", "-n", "2", "-o", run},
		{"eval", run, recorded, "-n", "2"},
		{"eval", run, recorded, "-n", "2", "--json"},
		{"eval", evil, "pendulum"},
		{"describe", evil},
		{"describe", evil + ".xml"},
		{"train", evil, "-o", run},
		{"train", demos, "--config", yaml, "-o", run},
		{"train", demos, "-o", run + "x", "--loss", evil},
		{evil},
		{"record", "pendulum", "--" + evil},
		{"record", "pendulum", "-n", evil, "-o", demos},
		{"watch", model, "--save", filepath.Join(dir, evil)},
	} {
		_, out, said := call(args...)
		if strings.ContainsFunc(out+said, acts) {
			t.Errorf("%q: printed %q and said %q", args, out, said)
		}
		if args[len(args)-1] == "--json" && !json.Valid([]byte(out)) {
			t.Errorf("%q: no JSON: %s", args, out)
		}
	}
}
