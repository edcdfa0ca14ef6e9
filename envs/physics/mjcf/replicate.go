package mjcf

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// Bounds of <replicate>.
const (
	maxCopies      = 10_000
	maxCopiedNodes = 50_000 // of all copies of a model
)

// replicate replaces the <replicate> elements below n, inner ones first, by frames that hold the copies.
func (d *document) replicate(n *node) {
	var kept []*node
	for _, c := range n.children {
		d.replicate(c)
		if c.name != "replicate" {
			kept = append(kept, c)
			continue
		}
		kept = append(kept, d.copiesOf(c)...)
	}
	n.children = kept
}

// copiesOf makes the copies of a <replicate>. Copy i is turned by i times the angles and placed an offset further than the
// copy before it, in the axes of that; the names in it end in a separator and i, padded to the width of the last.
func (d *document) copiesOf(n *node) (list []*node) {
	r := read(n, d.log)
	count, sep := 0, ""
	var offset spatial.Vec
	var angles [3]float64
	r.integer("count", &count, 0, maxCopies)
	r.vec("offset", &offset)
	r.exactly("euler", angles[:])
	r.text("sep", &sep)
	r.done()
	d.replicates++
	id := d.replicates
	unit := 1.0
	if d.settings.degrees {
		unit = spatial.Degree
	}
	width := len(fmt.Sprint(max(count-1, 0)))
	at := placed{quat: spatial.Identity}
	for i := range count {
		suffix := fmt.Sprintf("%s%0*d", sep, width, i)
		frame := &node{name: "frame", file: n.file, line: n.line, attrs: []xml.Attr{
			attribute("pos", at.pos.X, at.pos.Y, at.pos.Z), attribute("quat", at.quat.W, at.quat.X, at.quat.Y, at.quat.Z),
		}}
		for _, c := range n.children {
			k := d.copyNode(c, suffix, id, i)
			if k == nil {
				r.fail("more than %d elements in all copies", maxCopiedNodes)
				return list
			}
			frame.children = append(frame.children, k)
		}
		list = append(list, frame)
		at.pos, _ = at.compose(offset, spatial.Identity)
		n := unit * float64(i+1)
		at.quat = euler(d.settings.eulerSeq, n*angles[0], n*angles[1], n*angles[2])
	}
	return list
}

func attribute(name string, x ...float64) xml.Attr {
	words := make([]string, len(x))
	for i, v := range x {
		words[i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return xml.Attr{Name: xml.Name{Local: name}, Value: strings.Join(words, " ")}
}

// copyNode copies an element and what is in it, with a suffix to each name; nil if there are too many.
func (d *document) copyNode(n *node, suffix string, id, i int) *node {
	if d.copies++; d.copies > maxCopiedNodes {
		return nil
	}
	c := &node{name: n.name, file: n.file, line: n.line, attrs: make([]xml.Attr, len(n.attrs)), base: n.base}
	c.copies = append([]int{id, i}, n.copies...)
	copy(c.attrs, n.attrs)
	for i := range c.attrs {
		if a := &c.attrs[i]; a.Name.Local == "name" {
			if c.base == "" {
				c.base = a.Value
			}
			a.Value += suffix
		}
	}
	for _, child := range n.children {
		k := d.copyNode(child, suffix, id, i)
		if k == nil {
			return nil
		}
		c.children = append(c.children, k)
	}
	return c
}

// copied is one copy of a named element.
type copied struct {
	suffix string
	copies []int // as in node
}

// noteCopies remembers the copies of each name in a <replicate>.
func (d *document) noteCopies(n *node) {
	for _, c := range n.children {
		if name, ok := c.attr("name"); ok && c.base != "" {
			d.copiesBy[c.base] = append(d.copiesBy[c.base], copied{name[len(c.base):], c.copies})
		}
		d.noteCopies(c)
	}
}

// repeat replaces the elements of a section that name a replicated element by one for each copy, behind the others and
// in the order of the copies, outer ones first.
func (d *document) repeat(n *node) {
	var kept, made []*node
	for _, c := range n.children {
		list := d.copiesNamed(c)
		if len(list) == 0 {
			kept = append(kept, c)
		}
		for _, s := range list {
			k := *c
			k.attrs, k.copies = make([]xml.Attr, len(c.attrs)), s.copies
			for i, a := range c.attrs {
				if _, ok := d.copiesBy[a.Value]; ok && a.Name.Local != "class" || a.Name.Local == "name" {
					a.Value += s.suffix
				}
				k.attrs[i] = a
			}
			made = append(made, &k)
		}
	}
	slices.SortStableFunc(made, func(a, b *node) int { return slices.Compare(a.copies, b.copies) })
	n.children = append(kept, made...)
}

// copiesNamed returns the copies of the first replicated element that n names.
func (d *document) copiesNamed(n *node) []copied {
	for _, a := range n.attrs {
		if s := d.copiesBy[a.Value]; len(s) > 0 && a.Name.Local != "name" && a.Name.Local != "class" {
			return s
		}
	}
	return nil
}
