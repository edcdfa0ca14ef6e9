package fenchel_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// filesPolicy names the directories in which a function of package os that opens, makes, moves or removes files may be
// called, and why. Everywhere else files are written by internal/disk, which writes through no link and nothing with a
// second name, and opened by it, which looks before it opens: a pipe would wait for a writer.
var filesPolicy = map[string]string{
	"internal/disk":   "it is the one place",
	"envs/locomotion": "OpenRoot, to read a model's files below a folder; each is looked at before it is opened",
	"cmd/soak":        "a test of its own: scratch directories that it makes, damages and removes",
	"cmd/mutants":     "scratch directories of sources, and its own record",
	"cmd/speed":       "scratch directories that it makes and removes",
	"cmd/parity":      "it reads the reference data alone",
}

// fileFunctions are the functions of package os that the policy is about.
var fileFunctions = strings.Fields("Create CreateTemp OpenFile WriteFile Rename Mkdir MkdirAll MkdirTemp Remove RemoveAll " +
	"Symlink Link Truncate Chmod Chown Chtimes CopyFS OpenRoot OpenInRoot Open ReadFile DirFS")

// TestFilesAreOpenedInOnePlace reads the source of every package.
func TestFilesAreOpenedInOnePlace(t *testing.T) {
	used := map[string]bool{}
	err := eachSource(func(path string) error {
		calls, err := fileCalls(path)
		dir := filepath.ToSlash(filepath.Dir(path))
		for _, call := range calls {
			if used[dir] = true; filesPolicy[dir] == "" {
				t.Errorf("%s: a file is opened or changed without internal/disk", call)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range filesPolicy {
		if !used[dir] {
			t.Errorf("%s is allowed to open files and does not: take it from the list", dir)
		}
	}
}

// fileCalls lists the uses of the functions in a file, by position.
func fileCalls(path string) (found []string, err error) {
	positions := token.NewFileSet()
	f, err := parser.ParseFile(positions, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	name := ""
	for _, imported := range f.Imports {
		if imported.Path.Value == `"os"` {
			if name = "os"; imported.Name != nil {
				name = imported.Name.Name
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok || name == "" {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == name && slices.Contains(fileFunctions, s.Sel.Name) {
			found = append(found, positions.Position(s.Pos()).String()+": os."+s.Sel.Name)
		}
		return true
	})
	return found, nil
}
