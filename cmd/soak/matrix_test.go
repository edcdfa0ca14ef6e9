package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// TestMatrixIsWhole: every member of each family occurs in a command.
func TestMatrixIsWhole(t *testing.T) {
	var all strings.Builder
	for _, c := range matrixCases() {
		for _, line := range c.commands {
			all.WriteString(" " + line.now + " ")
		}
	}
	expect := func(flag string, names []string, verbs ...string) {
		for _, name := range names {
			missing := true
			for _, text := range append(verbs, flag) {
				missing = missing && !strings.Contains(all.String(), " "+strings.ReplaceAll(text, "NAME", name)+" ")
			}
			if missing {
				t.Errorf("no command has %s", strings.ReplaceAll(flag, "NAME", name))
			}
		}
	}
	expect("--energy NAME", energy.Names())
	expect("--loss NAME", loss.Names())
	expect("--method NAME", agents.Methods.Names())
	var benchmarks []string
	for name := range bench.All() {
		benchmarks = append(benchmarks, name)
	}
	expect("bench NAME", benchmarks)
	if len(benchmarks) < 5 {
		t.Errorf("benchmarks %v", benchmarks)
	}
}

// TestMatrixCase: a byte, a file or an exit code that is not the same under another number of processors is named.
func TestMatrixCase(t *testing.T) {
	one := map[string]string{"metrics.jsonl": "0.5"}
	c := sameCase{name: "train", commands: lines("train")}
	for _, test := range []struct {
		name  string
		third *pretender
		want  string
	}{
		{"equal", pretend(t, one, 0), ""},
		{"a byte", pretend(t, map[string]string{"metrics.jsonl": "0.6"}, 0), "under GOMAXPROCS 7: metrics.jsonl differs"},
		{"a file more", pretend(t, map[string]string{"metrics.jsonl": "0.5", "x": ""}, 0), "under GOMAXPROCS 7: x is there"},
		{"a file less", pretend(t, nil, 0), "under GOMAXPROCS 7: metrics.jsonl is missing"},
	} {
		found, err := matrixCase(t.Context(), c, []runner{pretend(t, one, 0), pretend(t, one, 0), test.third})
		if test.want == "" && (err != nil || found.files != 1) || test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), test.want)) {
			t.Errorf("%s: %d files, error %v, want %q", test.name, found.files, err, test.want)
		}
	}
	if _, err := matrixCase(t.Context(), c, []runner{pretend(t, one, 1)}); err == nil {
		t.Error("a command that fails compares nothing, and that is no error")
	}
}

// TestMatrixAll: every case has a line, and the first difference is the error.
func TestMatrixAll(t *testing.T) {
	var out bytes.Buffer
	s := &soak{ctx: t.Context(), scale: 1, out: &out, cases: regexp.MustCompile("")}
	cases := []sameCase{{name: "a", commands: lines("x")}, {name: "b", commands: lines("y")}}
	same := func(text string) *pretender { return pretend(t, map[string]string{"f": text}, 0) }
	if line, err := matrixAll(s, cases, []runner{same("1"), same("1"), same("1")}); err != nil || !strings.HasPrefix(line, "2 cases, 2 commands, 2 files") {
		t.Errorf("%q, %v", line, err)
	}
	_, err := matrixAll(s, cases, []runner{same("1"), same("2"), same("1")})
	if err == nil || err.Error() != "2 of 2 cases differ; the first: a: under GOMAXPROCS 2: f differs" {
		t.Errorf("error %v", err)
	}
	if n := strings.Count(out.String(), "\n"); n != 4 {
		t.Errorf("%d lines for 4 cases:\n%s", n, out.String())
	}
}

// TestMatrix builds the program and runs the cases that everything else reads.
func TestMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	var out bytes.Buffer
	code := run(t.Context(), []string{"-run", "^matrix$", "-cases", "^data$", "-dir", t.TempDir()}, &out, &out)
	if code != 0 || !strings.Contains(out.String(), "2 cases, ") {
		t.Errorf("exit code %d:\n%s", code, out.String())
	}
}
