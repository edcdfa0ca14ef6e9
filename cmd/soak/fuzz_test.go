package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFuzzTargets finds functions, and neither methods nor what is no test file.
func TestFuzzTargets(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a_test.go":   "package a\n\nfunc FuzzOne(f *testing.F) {}\n\nfunc (t T) FuzzMethod() {}\n\nfunc TestFuzzy(t *testing.T) {}\n",
		"b/b_test.go": "package b\n\nfunc FuzzTwo(f *testing.F) {}\n",
		"b/b.go":      "package b\n\nfunc FuzzNot() {}\n",
	} {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	got, err := fuzzTargets(".")
	if want := []fuzzTarget{{".", "FuzzOne"}, {"b", "FuzzTwo"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v: want %v", got, err, want)
	}
}

// TestFuzzInputs reads the last count that a target prints.
func TestFuzzInputs(t *testing.T) {
	out := "fuzz: elapsed: 0s, gathering baseline coverage: 0/3 completed\nfuzz: elapsed: 3s, execs: 102 (34/sec), new interesting: 1 (total: 4)\n" +
		"fuzz: elapsed: 6s, execs: 20512 (6803/sec), new interesting: 1 (total: 4)\nPASS\n"
	if n := fuzzInputs(out); n != 20512 {
		t.Errorf("%d inputs", n)
	}
	if n := fuzzInputs("PASS\n"); n != 0 {
		t.Errorf("no output tells of %d inputs", n)
	}
}

// TestFuzz runs a target that bears everything and one that does not, each in a module of its own.
func TestFuzz(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two programs")
	}
	const target = "package p\n\nimport \"testing\"\n\nfunc FuzzBytes(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, b []byte) {\n\t\tif BODY {\n\t\t\tt.Fatal(\"no\")\n\t\t}\n\t})\n}\n"
	for body, want := range map[string]string{"len(b) < 0": "ok    fuzz              1 targets bore 300ms each", "len(b) > 2": "1 of 1 targets failed: FuzzBytes"} {
		dir := t.TempDir()
		err := errors.Join(os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module p\n\ngo 1.26\n"), 0o666),
			os.WriteFile(filepath.Join(dir, "p_test.go"), []byte(strings.Replace(target, "BODY", body, 1)), 0o666))
		if err != nil {
			t.Fatal(err)
		}
		t.Chdir(dir)
		var out bytes.Buffer
		code := run(t.Context(), []string{"-run", "^fuzz$", "-time", "300ms", "-dir", t.TempDir()}, &out, &out)
		if (code == 0) != strings.HasPrefix(want, "ok") || !strings.Contains(out.String(), want) {
			t.Errorf("%s: exit code %d, want %q in\n%s", body, code, want, out.String())
		}
	}
}
