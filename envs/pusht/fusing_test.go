package pusht

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestNothingIsFused reads the source: every product of the dynamics is converted to float64 before it is used, so that
// no compiler makes one operation of it and a sum. Products of whole numbers and constants are free.
func TestNothingIsFused(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	f := fusing{t: t, files: token.NewFileSet()}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") || name == "scene.go" {
			continue
		}
		file, err := parser.ParseFile(f.files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, f.visit)
	}
	if f.converted < 30 {
		t.Errorf("only %d converted products: is this still the source of the dynamics?", f.converted)
	}
}

// fusing looks for products that are not converted.
type fusing struct {
	t         *testing.T
	files     *token.FileSet
	converted int
}

func (f *fusing) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); !ok || name.Name != "float64" || len(n.Args) != 1 {
			return true
		}
		product, ok := n.Args[0].(*ast.BinaryExpr)
		if !ok || product.Op != token.MUL {
			return true
		}
		f.converted++
		ast.Inspect(product.X, f.visit)
		ast.Inspect(product.Y, f.visit)
		return false
	case *ast.BinaryExpr:
		if n.Op == token.MUL && !whole(n) {
			f.t.Errorf("%v: a product that may be fused", f.files.Position(n.Pos()))
		}
	case *ast.AssignStmt:
		if n.Tok == token.MUL_ASSIGN {
			f.t.Errorf("%v: a product that may be fused", f.files.Position(n.Pos()))
		}
	}
	return true
}

// numbers are the names of whole numbers and constants, and the one function whose value no sum follows.
var numbers = map[string]bool{
	"i": true, "other": true, "ia": true, "ib": true, "substeps": true, "dt": true, "agentShape": true, "wallShapes": true,
	"Pi": true, "Log": true,
}

// whole reports whether a product has whole numbers and constants alone.
func whole(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.BinaryExpr:
		return whole(e.X) && whole(e.Y)
	case *ast.ParenExpr:
		return whole(e.X)
	case *ast.UnaryExpr:
		return whole(e.X)
	case *ast.SelectorExpr:
		return numbers[e.Sel.Name]
	case *ast.CallExpr:
		return whole(e.Fun)
	case *ast.Ident:
		return numbers[e.Name]
	}
	return false
}
