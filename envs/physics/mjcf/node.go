package mjcf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// node is one XML element with the place where it begins.
type node struct {
	name     string
	file     string
	line     int
	attrs    []xml.Attr
	children []*node
	base     string // of a copy in a <replicate>, its name in the file
	copies   []int  // and which copy it is: replicate and index, from the outermost to the innermost
}

// Bounds on what a file may ask for, far above any model that people drive. They keep a hostile file from costing
// more than a moment and a few hundred megabytes.
const (
	maxBytes    = 8 << 20 // of one file
	maxElements = 50_000  // in all files of a model
	maxDepth    = 256     // of nested elements
	maxAttrs    = 64      // of one element
)

// parser turns one file into nodes and counts elements across files.
type parser struct {
	log      *log
	elements int
}

// tree is a file as far as it has been parsed.
type tree struct {
	file string
	root *node
	open []*node // from the root to the innermost element that is not closed yet
}

// parse reads a whole file and returns its root element, or nil if it is not XML (the log says why).
func (p *parser) parse(file string, data []byte) *node {
	if len(data) > maxBytes {
		p.log.at(file, 1).fail("", "the file has %d bytes: at most %d are read", len(data), maxBytes)
		return nil
	}
	t := tree{file: file}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		line, _ := d.InputPos()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			p.syntax(file, line, err)
			return nil
		}
		if !p.add(&t, line, token) {
			return nil
		}
	}
	if t.root == nil {
		p.log.at(file, 1).fail("", "the file has no element")
	}
	return t.root
}

// add continues a tree with a token and reports whether to go on.
func (p *parser) add(t *tree, line int, token xml.Token) bool {
	switch token := token.(type) {
	case xml.StartElement:
		n := p.element(t.file, line, token, len(t.open))
		if n == nil {
			return false
		}
		if len(t.open) > 0 {
			parent := t.open[len(t.open)-1]
			parent.children = append(parent.children, n)
		} else if t.root == nil {
			t.root = n
		} else {
			p.log.add(n, "a second root element")
			return false
		}
		t.open = append(t.open, n)
	case xml.EndElement:
		t.open = t.open[:len(t.open)-1]
	case xml.Directive:
		p.log.at(t.file, line).fail("", "document type declarations and entities are not accepted")
		return false
	case xml.CharData:
		if len(bytes.TrimSpace(token)) > 0 && len(t.open) > 0 {
			p.log.warn(&node{file: t.file, line: line}, "text between elements", "MJCF has none")
		}
	}
	return true
}

// element copies a start tag, or returns nil if a bound is exceeded.
func (p *parser) element(file string, line int, t xml.StartElement, depth int) *node {
	n := &node{name: t.Name.Local, file: file, line: line, attrs: t.Copy().Attr}
	p.elements++
	switch {
	case depth >= maxDepth:
		p.log.add(n, "nested more than %d deep", maxDepth)
		return nil
	case p.elements > maxElements:
		p.log.add(n, "more than %d elements", maxElements)
		return nil
	case len(n.attrs) > maxAttrs:
		p.log.add(n, "more than %d attributes", maxAttrs)
		return nil
	}
	for i, a := range n.attrs {
		for _, b := range n.attrs[:i] {
			if a.Name == b.Name {
				p.log.add(n, "attribute %s is given twice", a.Name.Local)
			}
		}
	}
	return n
}

// syntax reports an error of the XML decoder at its own line where it has one.
func (p *parser) syntax(file string, line int, err error) {
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		p.log.at(file, s.Line).fail("", "not XML: %s", s.Msg)
		return
	}
	p.log.at(file, line).fail("", "not XML: %v", err)
}

// attr is the text of an attribute and whether it is there.
func (n *node) attr(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// label names an element in messages: `joint "thigh"`, or `<joint>` if it has no name.
func (n *node) label() string {
	if name, ok := n.attr("name"); ok && name != "" {
		return fmt.Sprintf("%s %.40q", n.name, name)
	}
	return "<" + n.name + ">"
}
