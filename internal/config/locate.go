package config

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Locate puts in front of what Validate says of a configuration the file that it was read from, and the line of the
// field that the error is about: of its key, or where the file leaves the field to its default of the nearest section
// around it that the file has. Every one of several errors gets its own line; they are listed from the top of the file to
// its end, and those that are about no field last. It is nil where err is.
func Locate(name string, data []byte, err error) error {
	if err == nil {
		return nil
	}
	lines := linesOf(unmark(data))
	errs := slices.Clone(List(err))
	line := func(e error) int { return cmp.Or(lineOf(e, lines), math.MaxInt) }
	slices.SortStableFunc(errs, func(a, b error) int { return cmp.Compare(line(a), line(b)) })
	for i, e := range errs {
		if at := lineOf(e, lines); at > 0 {
			errs[i] = fmt.Errorf("%s:%d: %w", name, at, e)
		} else {
			errs[i] = fmt.Errorf("%s: %w", name, e)
		}
	}
	return Join(errs...)
}

// Has reports whether a configuration's text has a key or an item at a path.
func Has(data []byte, path string) bool { return linesOf(data)[path] > 0 }

// lineOf is the line of the field that an error is about, 0 where the file has neither it nor a section around it.
func lineOf(err error, lines map[string]int) int {
	f, ok := errors.AsType[*FieldError](err)
	if !ok {
		return 0
	}
	for path := f.Path; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		if line := lines[path]; line > 0 {
			return line
		}
	}
	return 0
}

// linesOf are the lines of a configuration's keys and items by their paths, "network.hidden[1]".
func linesOf(data []byte) map[string]int {
	lines := map[string]int{}
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		return lines
	}
	var walk func(path string, n ast.Node)
	walk = func(path string, n ast.Node) {
		switch n := n.(type) {
		case *ast.AnchorNode:
			walk(path, n.Value)
		case *ast.SequenceNode:
			for i, v := range n.Values {
				item := fmt.Sprintf("%s[%d]", path, i)
				lines[item] = v.GetToken().Position.Line
				walk(item, v)
			}
		case *ast.AliasNode: // its line is that of its key
		case ast.MapNode:
			for i := n.MapRange(); i.Next(); {
				key := joinPath(path, keyOf(i.Key()))
				lines[key] = i.Key().GetToken().Position.Line
				walk(key, i.Value())
			}
		}
	}
	for _, d := range f.Docs {
		walk("", d.Body)
	}
	return lines
}

// keyOf is a key's text.
func keyOf(n ast.MapKeyNode) string {
	if k, ok := n.(*ast.MappingKeyNode); ok { // ? key
		return k.Value.GetToken().Value
	}
	return n.GetToken().Value
}

// joinPath is the path of a key, or of an item "[1]", in what is at a path.
func joinPath(path, key string) string {
	if path == "" || key == "" || key[0] == '[' {
		return path + key
	}
	return path + "." + key
}
