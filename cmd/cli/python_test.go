package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// snippets are the Python blocks of docs/python.md.
func snippets(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "python.md"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range regexp.MustCompile("(?s)```python\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		list = append(list, m[1])
	}
	return list
}

// TestPythonIsEightLines: that is all it takes to read a recording, or a policy.
func TestPythonIsEightLines(t *testing.T) {
	list := snippets(t)
	if len(list) != 2 {
		t.Fatalf("%d pieces of Python: want one for recordings, one for policies", len(list))
	}
	for _, code := range list {
		if n := strings.Count(code, "\n"); n > 8 {
			t.Errorf("%d lines:\n%s", n, code)
		}
	}
}

// TestPythonReadsFiles runs the Python of the page with the interpreter that FENCHEL_PYTHON names, which has the packages
// that the page installs.
func TestPythonReadsFiles(t *testing.T) {
	python := os.Getenv("FENCHEL_PYTHON")
	if python == "" {
		t.Skip("FENCHEL_PYTHON names no interpreter")
	}
	dir := t.TempDir()
	for _, args := range [][]string{
		{"record", "pendulum", "-o", filepath.Join(dir, "demos"), "-n", "2", "--noise", "0.1"},
		{"train", filepath.Join(dir, "demos"), "-o", filepath.Join(dir, "run"), "--steps", "20", "--hidden", "8", "--eval", "0"},
	} {
		var errs strings.Builder
		if status := Main(args, strings.NewReader(""), &strings.Builder{}, &errs); status != 0 {
			t.Fatalf("%v: %s", args, errs.String())
		}
	}
	for i, want := range [][]string{
		{"episode-000001.mcap (201, 3) (200, 1) -"},
		{"standardizer.mean float64 (3,)", "trunk.0.weight float32 (8, 3)", "pendulum {"},
	} {
		cmd := exec.Command(python, "-c", snippets(t)[i])
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, text := range want {
			if !strings.Contains(string(out), text) {
				t.Errorf("no %q in\n%s", text, out)
			}
		}
	}
}
