package config

import (
	"cmp"
	"encoding"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// checker compares a text with the type that it is read into: that there are such keys, that lists and sections are
// where they belong, and that a number can be held as it is written. The decoder alone would make 1 of 1.7 and 2⁶³ of
// 2⁶⁴, without a word.
type checker struct {
	name    string       // of the file
	root    reflect.Type // of the whole
	part    reflect.Type // what parts kept as text are read into; nil: there are none
	anchors map[string]ast.Node
	errs    []error
}

// checkTypes says everything that is wrong, each at its line.
func checkTypes(name string, data []byte, root, part reflect.Type) error {
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil // the decoder says it better
	}
	c := &checker{name: name, root: root, part: part, anchors: map[string]ast.Node{}}
	for _, d := range f.Docs {
		if d.Body != nil && d.Body.Type() != ast.CommentType {
			c.value("", d.Body, root)
		}
	}
	return Join(c.errs...)
}

// value checks what is at a path, "policy.hidden[1]". A key without a value leaves what there is.
func (c *checker) value(path string, n ast.Node, t reflect.Type) {
	switch at := n.(type) {
	case *ast.NullNode:
		return
	case *ast.AnchorNode:
		c.anchors[at.Name.GetToken().Value] = at.Value
		c.value(path, at.Value, t)
		return
	case *ast.AliasNode:
		if to := c.anchors[at.Value.GetToken().Value]; to != nil {
			c.value(path, to, t)
		} // else the decoder complains
		return
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if family, ok := chooserOf(t); ok {
		c.choice(path, n, family)
		return
	}
	if keptAsText(t) {
		if c.part != nil {
			c.value(path, n, c.part)
		}
		return
	}
	if dst, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler); ok {
		c.text(path, n, dst)
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		c.section(path, n, t)
	case reflect.Slice:
		c.list(path, n, t)
	case reflect.Map:
		c.table(path, n, t)
	default:
		c.scalar(path, n, t)
	}
}

func (c *checker) section(path string, n ast.Node, t reflect.Type) {
	m, ok := n.(ast.MapNode)
	if !ok {
		c.want(path, n, "keys with values")
		return
	}
	fields := fieldsOf(t)
	for i := m.MapRange(); i.Next(); {
		key := keyOf(i.Key())
		if at := indexField(fields, key); at >= 0 {
			c.value(joinPath(path, key), i.Value(), fields[at].typ)
		} else {
			c.report(i.Key(), c.unknownKey(key, fields))
		}
	}
}

func (c *checker) list(path string, n ast.Node, t reflect.Type) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		c.want(path, n, "a list")
		return
	}
	for i, v := range s.Values {
		c.value(fmt.Sprintf("%s[%d]", path, i), v, t.Elem())
	}
}

// table checks a map, which may have any keys.
func (c *checker) table(path string, n ast.Node, t reflect.Type) {
	m, ok := n.(ast.MapNode)
	if !ok {
		c.want(path, n, "keys with values")
		return
	}
	for i := m.MapRange(); i.Next(); {
		c.value(joinPath(path, keyOf(i.Key())), i.Value(), t.Elem())
	}
}

// text checks a name that its type knows how to read.
func (c *checker) text(path string, n ast.Node, dst encoding.TextUnmarshaler) {
	if _, ok := n.(ast.ScalarNode); !ok {
		c.want(path, n, "a text")
		return
	}
	if err := dst.UnmarshalText([]byte(n.GetToken().Value)); err != nil {
		c.report(n, &FieldError{Path: path, Err: err, join: ": "})
	}
}

func (c *checker) scalar(path string, n ast.Node, t reflect.Type) {
	switch t.Kind() {
	case reflect.Bool:
		if n.Type() != ast.BoolType {
			c.want(path, n, "true or false")
		}
	case reflect.Float32, reflect.Float64:
		if !isNumber(n) {
			c.want(path, n, "a number")
		}
	case reflect.String:
		s, ok := n.(ast.ScalarNode)
		switch {
		case !ok:
			c.want(path, n, "a text")
		case n.Type() != ast.StringType && n.Type() != ast.LiteralType && fmt.Sprint(s.GetValue()) != n.GetToken().Value: // 010 would become 8
			c.want(path, n, "a text, this one in quotes")
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		most := int64(math.MaxInt64) >> (64 - t.Bits())
		c.whole(path, n, big.NewInt(-most-1), big.NewInt(most))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		c.whole(path, n, new(big.Int), new(big.Int).SetUint64(math.MaxUint64>>(64-t.Bits())))
	}
}

// whole checks a whole number. One with a point or an exponent, like 1e6, is whole if it is so to the last digit and
// passes through a float64, as the decoder takes it.
func (c *checker) whole(path string, n ast.Node, least, most *big.Int) {
	x, exact := wholeNumber(n)
	switch {
	case x == nil:
		c.want(path, n, "a whole number")
	case x.Cmp(least) < 0 || x.Cmp(most) > 0:
		c.want(path, n, fmt.Sprintf("a whole number from %d to %d", least, most))
	case !exact:
		c.want(path, n, "a whole number, written out")
	}
}

// want says what is at a path and what should be.
func (c *checker) want(path string, n ast.Node, what string) {
	is := n.GetToken().Value
	switch n.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		if is = strconv.Quote(is); decimalText(n) != "" {
			is = n.GetToken().Value
		}
	case *ast.SequenceNode:
		is = "a list"
	case ast.MapNode:
		is = "a section"
	}
	c.report(n, &FieldError{Path: cmp.Or(path, "the configuration"), Err: fmt.Errorf("is %s: want %s", is, what), join: " "})
}

// report adds an error at the line of a node.
func (c *checker) report(at ast.Node, err error) {
	c.errs = append(c.errs, fmt.Errorf("%s:%d: %w", c.name, at.GetToken().Position.Line, err))
}
