package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"testing"
)

const root = "../.."

// TestBrokenLinesFit: every broken line is still there to be broken, once, and what it becomes is Go; its package has tests.
func TestBrokenLinesFit(t *testing.T) {
	for _, b := range brokenLines {
		e, err := replacing(root, b.file, b.old, b.new)
		if err != nil {
			t.Error(err)
			continue
		}
		changed, was, now, err := e.apply(root)
		if err != nil || was == now {
			t.Errorf("%s: %q becomes %q, %v", b.file, was, now, err)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), b.file, changed, 0); err != nil {
			t.Error(err)
		}
		if tests, _ := filepath.Glob(filepath.Join(root, b.pkg, "*_test.go")); len(tests) == 0 {
			t.Errorf("%s has no tests", b.pkg)
		}
	}
}

// TestEquivalencesFit: what an equivalence is about is still in the file; a reason for a line that is gone is to go, too.
func TestEquivalencesFit(t *testing.T) {
	for _, e := range equivalences {
		source, err := os.ReadFile(filepath.Join(root, e.file))
		if err != nil || !holdsLine(string(source), e.was) || e.was == e.now || e.why == "" {
			t.Errorf("%s: no line %q (error %v), or it stays as it is, or no reason", e.file, e.was, err)
		}
	}
}
