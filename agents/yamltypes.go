package agents

import (
	"encoding"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// typeCheck compares a text with the type that it is read into: that there are such keys, that lists and sections are
// where they belong, and that a number can be held as it is written. The decoder alone would make 1 of 1.7 and 2⁶³ of
// 2⁶⁴, without a word.
type typeCheck struct {
	name    string       // of the file
	root    reflect.Type // of the whole
	part    reflect.Type // what parts kept as text are read into; nil: there are none
	anchors map[string]ast.Node
}

// checkTypes says at its line what is wrong first.
func checkTypes(name string, data []byte, root, part reflect.Type) error {
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil // the decoder says it better
	}
	c := &typeCheck{name, root, part, map[string]ast.Node{}}
	for _, d := range f.Docs {
		if d.Body == nil || d.Body.Type() == ast.CommentType {
			continue
		}
		if err := c.value("", d.Body, root); err != nil {
			return err
		}
	}
	return nil
}

// value checks what stands at a path, "policy.hidden[1]". A key without a value leaves what there is.
func (c *typeCheck) value(path string, n ast.Node, t reflect.Type) error {
	switch n := n.(type) {
	case *ast.NullNode:
		return nil
	case *ast.AnchorNode:
		c.anchors[n.Name.GetToken().Value] = n.Value
		return c.value(path, n.Value, t)
	case *ast.AliasNode:
		if to := c.anchors[n.Value.GetToken().Value]; to != nil {
			return c.value(path, to, t)
		}
		return nil // the decoder complains
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if keptAsText(t) {
		if c.part == nil {
			return nil
		}
		return c.value(path, n, c.part)
	}
	if dst, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler); ok {
		return c.text(path, n, dst)
	}
	switch t.Kind() {
	case reflect.Struct:
		return c.section(path, n, t)
	case reflect.Slice:
		return c.list(path, n, t)
	case reflect.Map:
		return c.table(path, n, t)
	}
	return c.scalar(path, n, t)
}

func (c *typeCheck) section(path string, n ast.Node, t reflect.Type) error {
	m, ok := n.(ast.MapNode)
	if !ok {
		return c.want(path, n, "keys with values")
	}
	fields := yamlFields(t)
	for i := m.MapRange(); i.Next(); {
		key := keyOf(i.Key())
		at := indexField(fields, key)
		if at < 0 {
			return c.errorf(i.Key(), "%v", c.unknownKey(key, fields))
		}
		if err := c.value(joinPath(path, key), i.Value(), fields[at].typ); err != nil {
			return err
		}
	}
	return nil
}

func (c *typeCheck) list(path string, n ast.Node, t reflect.Type) error {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		return c.want(path, n, "a list")
	}
	for i, v := range s.Values {
		if err := c.value(fmt.Sprintf("%s[%d]", path, i), v, t.Elem()); err != nil {
			return err
		}
	}
	return nil
}

// table checks a map, whose keys are anyone's.
func (c *typeCheck) table(path string, n ast.Node, t reflect.Type) error {
	m, ok := n.(ast.MapNode)
	if !ok {
		return c.want(path, n, "keys with values")
	}
	for i := m.MapRange(); i.Next(); {
		if err := c.value(joinPath(path, keyOf(i.Key())), i.Value(), t.Elem()); err != nil {
			return err
		}
	}
	return nil
}

// text checks a name that its type knows how to read.
func (c *typeCheck) text(path string, n ast.Node, dst encoding.TextUnmarshaler) error {
	if _, ok := n.(ast.ScalarNode); !ok {
		return c.want(path, n, "a text")
	}
	if err := dst.UnmarshalText([]byte(n.GetToken().Value)); err != nil {
		return c.errorf(n, "%s: %w", path, err)
	}
	return nil
}

func (c *typeCheck) scalar(path string, n ast.Node, t reflect.Type) error {
	switch t.Kind() {
	case reflect.Bool:
		if n.Type() != ast.BoolType {
			return c.want(path, n, "true or false")
		}
	case reflect.Float32, reflect.Float64:
		if !isNumber(n) {
			return c.want(path, n, "a number")
		}
	case reflect.String:
		s, ok := n.(ast.ScalarNode)
		if !ok {
			return c.want(path, n, "a text")
		}
		if n.Type() != ast.StringType && n.Type() != ast.LiteralType && fmt.Sprint(s.GetValue()) != n.GetToken().Value { // 010 would become 8
			return c.want(path, n, "a text, this one in quotes")
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		most := int64(math.MaxInt64) >> (64 - t.Bits())
		return c.whole(path, n, big.NewInt(-most-1), big.NewInt(most))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return c.whole(path, n, new(big.Int), new(big.Int).SetUint64(math.MaxUint64>>(64-t.Bits())))
	}
	return nil
}

// whole checks a whole number. One with a point or an exponent, like 1e6, is whole if it is so to the last digit and
// passes through a float64, as the decoder takes it.
func (c *typeCheck) whole(path string, n ast.Node, least, most *big.Int) error {
	x, exact := wholeNumber(n)
	switch {
	case x == nil:
		return c.want(path, n, "a whole number")
	case x.Cmp(least) < 0 || x.Cmp(most) > 0:
		return c.want(path, n, fmt.Sprintf("a whole number from %d to %d", least, most))
	case !exact:
		return c.want(path, n, "a whole number, written out")
	}
	return nil
}

// decimal is a number with a point, an exponent, or more digits than a uint64 has. A leading zero is none: YAML 1.1 took
// 010 for 8, YAML 1.2 takes it for 10.
var decimal = regexp.MustCompile(`^[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?$`)

// decimalText is the literal of a number that the parser found no integer in, "" where it is no number.
func decimalText(n ast.Node) string {
	text := n.GetToken().Value
	switch {
	case n.Type() == ast.FloatType:
		text = strings.ReplaceAll(text, "_", "")
	case n.GetToken().Type != token.StringType: // one in quotes is a text
		return ""
	}
	if !decimal.MatchString(text) {
		return ""
	}
	return text
}

// wholeNumber is the number that a literal names, nil where it is not whole, and whether the decoder reads it exactly.
func wholeNumber(n ast.Node) (x *big.Int, exact bool) {
	if i, ok := n.(*ast.IntegerNode); ok && !zeroFirst(i) {
		x, _ = new(big.Int).SetString(fmt.Sprint(i.Value), 10)
		return x, true
	}
	text := decimalText(n)
	f, _, err := big.ParseFloat(text, 10, 64+4*uint(len(text)), big.ToNearestEven)
	if err != nil || !f.IsInt() {
		return nil, false
	}
	x, _ = f.Int(nil)
	_, accuracy := f.Float64()
	return x, accuracy == big.Exact && (n.Type() == ast.FloatType || f.Sign() >= 0)
}

// isNumber reports whether a literal is a number that a float64 comes near to.
func isNumber(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return !zeroFirst(n)
	case *ast.InfinityNode:
		return true
	}
	text := decimalText(n)
	x, err := strconv.ParseFloat(text, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	return err == nil && (x != 0 || !strings.ContainsAny(mantissa, "123456789")) // 1e-400 is not 0
}

// zeroFirst reports whether an integer is written like 010.
func zeroFirst(n *ast.IntegerNode) bool {
	return n.Token.Type == token.OctetIntegerType && !strings.Contains(n.Token.Value, "o")
}

// want says what stands at a path and what should.
func (c *typeCheck) want(path string, n ast.Node, what string) error {
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
	if path == "" {
		path = "the configuration"
	}
	return c.errorf(n, "%s is %s: want %s", path, is, what)
}

func (c *typeCheck) errorf(at ast.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", c.name, at.GetToken().Position.Line, fmt.Errorf(format, args...))
}

// keyOf is a key's text.
func keyOf(n ast.MapKeyNode) string {
	if k, ok := n.(*ast.MappingKeyNode); ok { // ? key
		return k.Value.GetToken().Value
	}
	return n.GetToken().Value
}

func joinPath(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
