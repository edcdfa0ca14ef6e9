package fenchel_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestExampleOutsideTheTree copies the example of a program of one's own to where no package of this module's internals
// can be imported, and runs its tests: a task, an expert, an energy, a loss and a method, each one file and one
// registration, from a configuration to the viewer.
func TestExampleOutsideTheTree(t *testing.T) {
	if testing.Short() {
		t.Skip("it links a program")
	}
	tree, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "sled")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("examples", "sled"))); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"mod", "edit", "-replace", module + "=" + tree},
		{"vet", "./..."},
		{"test", "./..."},
	} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
}
