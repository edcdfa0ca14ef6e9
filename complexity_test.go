package fenchel_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fzipp/gocyclo"
)

// mostBranches is the largest cyclomatic complexity of a function.
const mostBranches = 15

// flatLists names the functions that may exceed it, since they are one flat list of cases, and says of what.
var flatLists = map[string]string{
	"policy/net/kernel (*product).way": "the shapes of a matrix product, each with the way that suits it",
}

// TestComplexity: no function branches so much that it cannot be read at once.
func TestComplexity(t *testing.T) {
	left := map[string]bool{}
	for name := range flatLists {
		left[name] = true
	}
	for _, s := range gocyclo.Analyze([]string{"."}, nil).SortAndFilter(-1, mostBranches) {
		name := path.Dir(filepath.ToSlash(s.Pos.Filename)) + " " + s.FuncName
		if _, ok := flatLists[name]; !ok {
			t.Errorf("%v: the complexity of %s is %d: want at most %d", s.Pos, s.FuncName, s.Complexity, mostBranches)
		}
		delete(left, name)
	}
	for name := range left {
		t.Errorf("%s is simple enough: take it off the list", name)
	}
}

// mostNames is how many names a package of the upper floors may export, methods not counted.
const mostNames = 60

// TestExports: no package under policy, agents and cmd exports more names than can be learned.
func TestExports(t *testing.T) {
	exported := map[string][]string{} // package: names
	for _, root := range []string{"policy", "agents", "cmd"} {
		err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			names, err := exports(file)
			dir := filepath.ToSlash(filepath.Dir(file))
			exported[dir] = append(exported[dir], names...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(exported) == 0 {
		t.Fatal("no packages")
	}
	for dir, names := range exported {
		slices.Sort(names)
		if names = slices.Compact(names); len(names) > mostNames { // one for each system counts once
			t.Errorf("%s exports %d names: want at most %d: %s", dir, len(names), mostNames, strings.Join(names, " "))
		}
	}
}

// exports lists the exported top-level names of a file; a command's are nobody's.
func exports(file string) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var names []string
	add := func(id *ast.Ident) {
		if id.IsExported() {
			names = append(names, id.Name)
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						add(id)
					}
				}
			}
		}
	}
	return names, nil
}
