package agents

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Locate puts the place in front of what Validate says of a configuration that was read from a file: the file's name,
// and the line of the key that the message begins with where the file has it. Where several errors are joined each gets
// its own place. It is nil where err is.
func Locate(name string, data []byte, err error) error {
	if err == nil {
		return nil
	}
	return locate(name, keyLines(data), err)
}

func locate(name string, lines map[string]int, err error) error {
	if several, ok := err.(interface{ Unwrap() []error }); ok && errors.Join(several.Unwrap()...).Error() == err.Error() {
		var list []error
		for _, e := range several.Unwrap() {
			list = append(list, locate(name, lines, e))
		}
		return errors.Join(list...)
	}
	if line := lineOf(err.Error(), lines); line > 0 {
		return fmt.Errorf("%s:%d: %w", name, line, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// keyLines are the lines of a configuration's keys by their paths from the root, "network.hidden".
func keyLines(data []byte) map[string]int {
	lines := map[string]int{}
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		return lines
	}
	var walk func(path string, n ast.Node)
	walk = func(path string, n ast.Node) {
		m, ok := n.(ast.MapNode)
		if a, anchored := n.(*ast.AnchorNode); anchored {
			m, ok = a.Value.(ast.MapNode)
		}
		if _, alias := n.(*ast.AliasNode); !ok || alias {
			return
		}
		for i := m.MapRange(); i.Next(); {
			key := joinPath(path, keyOf(i.Key()))
			lines[key] = i.Key().GetToken().Position.Line
			walk(key, i.Value())
		}
	}
	for _, d := range f.Docs {
		walk("", d.Body)
	}
	return lines
}

// subject is what a message begins with: "sac.rate is 5", "policy: gamma is 0", `unknown energy "x"`.
var subject = regexp.MustCompile(`^(?:unknown )?([\w-]+(?:(?:: |\.)[\w-]+)*)`)

// called are keys that messages call by what they hold.
var called = strings.NewReplacer("-", "_", "adam", "optimizer", "squared-unrolled", "unrolled", ": ", ".")

// lineOf is the line of the key that a message is about, 0 where there is none such. A message may begin with its
// package and end its subject with a word that is no key, so the longest run of words that is a path counts, of such
// the last; a single word may be a key inside a section, if only one has it.
func lineOf(message string, lines map[string]int) int {
	match := subject.FindStringSubmatch(message)
	if match == nil {
		return 0
	}
	words := strings.Split(called.Replace(match[1]), ".")
	for size := len(words); size > 0; size-- {
		for at := len(words) - size; at >= 0; at-- {
			if line := lines[strings.Join(words[at:at+size], ".")]; line > 0 {
				return line
			}
		}
	}
	found := 0
	for path, line := range lines {
		if len(words) == 1 && strings.HasSuffix(path, "."+words[0]) {
			if found > 0 {
				return 0
			}
			found = line
		}
	}
	return found
}
