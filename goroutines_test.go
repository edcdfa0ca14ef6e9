package fenchel_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// goroutinesPolicy names the files that start goroutines, and why a panic in one ends no program without a word. All
// others use internal/parallel, which has the caller panic with what a goroutine panicked with.
var goroutinesPolicy = map[string]string{
	"internal/parallel/pool.go":      "it is the one place",
	"policy/net/kernel/pool.go":      "blocks of a product, caught by parallel.Panics and raised by the caller",
	"demos/parallel.go":              "episodes as they are played, each with what was recovered; the other goroutine numbers them",
	"render/playback/queue.go":       "a sink, whose panic is its error, with which the caller panics",
	"cmd/soak/remote.go":             "AfterFunc: it ends another process",
	"cmd/soak/readers.go":            "a trial: a panic is its failure",
	"cmd/soak/same.go":               "two programs that are waited for",
	"cmd/speed/pipe.go":              "AfterFunc: it ends another process",
	"cmd/speed/physics.go":           "a measurement: a panic is its failure",
	"cmd/cli/outside.go":             "AfterFunc: it ends another process",
	"envs/remote/process.go":         "it starts another process and waits for its end",
	"cmd/cli/guard.go":               "AfterFunc: it ends the program",
	"internal/disk/disktest/kill.go": "AfterFunc: it sends a signal",
	"agents/learnertest/check.go":    "AfterFunc: it cancels a context",
}

// TestGoroutinesHandPanicsOn reads the source of every package.
func TestGoroutinesHandPanicsOn(t *testing.T) {
	used := map[string]bool{}
	err := eachSource(func(path string) error {
		positions := token.NewFileSet()
		f, err := parser.ParseFile(positions, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, at := range starts(f) {
			if used[path] = true; goroutinesPolicy[path] == "" {
				t.Errorf("%s: a goroutine outside internal/parallel: say where its panic goes", positions.Position(at))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path := range goroutinesPolicy {
		if !used[path] {
			t.Errorf("%s starts no goroutine: take it from the list", path)
		}
	}
}

// starts is where a file starts goroutines: go statements, and calls of Go, AfterFunc.
func starts(f *ast.File) (at []token.Pos) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			at = append(at, n.Pos())
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && (s.Sel.Name == "Go" || s.Sel.Name == "AfterFunc") {
				at = append(at, n.Pos())
			}
		}
		return true
	})
	return at
}

// eachSource calls f with the path of each file of Go source that is no test.
func eachSource(f func(path string) error) error {
	return filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "testdata" || e.Name() != "." && strings.HasPrefix(e.Name(), ".")):
			return filepath.SkipDir
		case e.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		return f(filepath.ToSlash(path))
	})
}
