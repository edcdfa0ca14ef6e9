package config

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	maxText     = 16 << 10 // bytes of a configuration
	maxBrackets = 256      // in one: the parser's time grows with the square of what they nest
	maxAliases  = 64       // in one that may have any
)

// checkSyntax refuses what no configuration needs and a hostile one uses: size, nesting, and the aliases by which a
// dozen lines become a gigabyte, unless these are allowed. It reports whether there is anything to decode: comments alone
// are not, and the decoder would take them for a document in which everything is zero.
func checkSyntax(name string, data []byte, aliases bool) (empty bool, err error) {
	if len(data) > maxText {
		return false, fmt.Errorf("%s: %d bytes: a configuration has at most %d", name, len(data), maxText)
	}
	if n := bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{")); n > maxBrackets {
		return false, fmt.Errorf("%s: %d brackets: a configuration has at most %d", name, n, maxBrackets)
	}
	empty = true
	for _, t := range lexer.Tokenize(string(data)) {
		switch t.Type {
		case token.CommentType:
			continue
		case token.DocumentHeaderType:
			if !empty {
				return false, fmt.Errorf("%s:%d: a second document: a configuration is one", name, t.Position.Line)
			}
			continue
		case token.AnchorType, token.AliasType:
			if aliases {
				continue
			}
			fallthrough
		case token.DocumentEndType, token.MergeKeyType, token.TagType, token.DirectiveType:
			return false, fmt.Errorf("%s:%d: %.20q: a configuration has neither anchors and aliases nor tags and directives", name, t.Position.Line, t.Value)
		}
		empty = false
	}
	return empty, nil
}

// checkAnchors bounds what a text grows to by its aliases: there are few, and none repeats another.
func checkAnchors(name string, data []byte) error {
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil // the decoder says it better
	}
	for _, anchor := range ast.FilterFile(ast.AnchorType, f) {
		if inside := ast.Filter(ast.AliasType, anchor); len(inside) > 0 {
			return fmt.Errorf("%s:%d: an alias inside what an anchor names", name, inside[0].GetToken().Position.Line)
		}
	}
	if n := len(ast.FilterFile(ast.AliasType, f)); n > maxAliases {
		return fmt.Errorf("%s: %d aliases: a configuration has at most %d", name, n, maxAliases)
	}
	return nil
}
