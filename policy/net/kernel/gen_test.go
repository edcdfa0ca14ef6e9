package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGenerated runs the generator again: the committed assembly is what it writes.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the generator")
	}
	if out, err := exec.Command("go", "-C", "gen", "mod", "download").CombinedOutput(); err != nil {
		t.Skipf("the generator's modules cannot be had: %v: %s", err, out)
	}
	dir := t.TempDir()
	fresh := map[string]string{
		"vector_amd64.s":       filepath.Join(dir, "code.s"),
		"vector_decl_amd64.go": filepath.Join(dir, "decl.go"),
	}
	run := exec.Command("go", "run", "-C", "gen", ".", "-out", fresh["vector_amd64.s"], "-stubs", fresh["vector_decl_amd64.go"], "-pkg", "kernel")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for committed, path := range fresh {
		if body(t, committed) != body(t, path) {
			t.Errorf("%s is not what gen writes: run go generate", committed)
		}
	}
}

// body returns a generated file without its first line, which names the files written.
func body(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	return rest
}
