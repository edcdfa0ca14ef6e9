package agents

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

const (
	maxYAML     = 16 << 10 // bytes of a configuration
	maxBrackets = 256      // in one: the parser's time grows with the square of what they nest
)

// checkYAML refuses what no configuration needs and a hostile one uses: size, nesting, and the aliases by which a
// dozen lines become a gigabyte. It reports whether there is anything to decode: comments alone are not, and the
// decoder would take them for a document in which everything is zero.
func checkYAML(name string, data []byte) (empty bool, err error) {
	if len(data) > maxYAML {
		return false, fmt.Errorf("%s: %d bytes: a configuration has at most %d", name, len(data), maxYAML)
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
		case token.DocumentEndType, token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType, token.DirectiveType:
			return false, fmt.Errorf("%s:%d: %.20q: a configuration has neither anchors and aliases nor tags and directives", name, t.Position.Line, t.Value)
		}
		empty = false
	}
	return empty, nil
}
