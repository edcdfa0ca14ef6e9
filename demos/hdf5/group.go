package hdf5

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Group holds named groups and datasets.
type Group struct {
	attributes
	f     *File
	links map[string]link
}

// link is what a name of a group leads to.
type link struct {
	address  uint64 // of an object's header
	soft     string // else a path
	external bool   // else another file
}

// Kind is what a name of a group leads to.
type Kind byte

// The kinds.
const (
	Nothing   Kind = iota // a link that leads nowhere, to another file or to a part that cannot be read
	IsGroup               // a group
	IsDataset             // a dataset
)

// group reads the links of a group.
func (f *File) group(path string, h *header) (*Group, error) {
	g := &Group{attributes: attributes{h: h, path: path}, f: f, links: map[string]link{}}
	for _, m := range h.messages {
		data, err := f.resolve(m)
		if err == nil {
			err = g.message(m.kind, data)
		}
		if err != nil {
			return nil, g.wrap(err)
		}
	}
	return g, nil
}

func (g *Group) message(kind byte, data []byte) error {
	switch kind {
	case msgSymbols:
		return g.symbolTable(data)
	case msgLink:
		return g.addLink(data)
	case msgLinkInfo:
		return g.denseLinks(data)
	}
	return nil
}

// addLink reads a link message (IV.A.2.g).
func (g *Group) addLink(data []byte) error {
	in := &fields{b: data}
	version, flags := in.u8(), in.u8()
	kind := byte(0)
	if flags&8 != 0 {
		kind = in.u8()
	}
	if flags&4 != 0 {
		in.skip(8) // order of creation
	}
	if flags&16 != 0 {
		in.skip(1) // character set
	}
	name := string(in.take(int(in.uint(1<<(flags&3)) & (1<<31 - 1))))
	var l link
	switch kind {
	case 0:
		l.address = in.u64()
	case 1:
		l.soft = string(in.take(in.u16()))
	default:
		l.external = true
	}
	if version != 1 {
		return unsupported("a link of version %d", version)
	}
	if err := in.done("a link"); err != nil {
		return err
	}
	return g.addNamed(name, l)
}

func (g *Group) addNamed(name string, l link) error {
	if _, twice := g.links[name]; twice || name == "" {
		return damaged("the name %q occurs twice or is empty", name)
	}
	if len(g.links) >= g.f.limits.Entries {
		return limited("a group", uint64(len(g.links)+1), uint64(g.f.limits.Entries))
	}
	g.links[name] = l
	return nil
}

// denseLinks reads the links that are in a fractal heap, by the index of their names (IV.A.2.c).
func (g *Group) denseLinks(data []byte) error {
	in := &fields{b: data}
	in.skip(1)
	if in.u8()&1 != 0 {
		in.skip(8)
	}
	heapAt, names := in.u64(), in.u64()
	if err := in.done("link info"); err != nil {
		return err
	}
	if heapAt == undefined {
		return nil
	}
	heap, err := g.f.fractalHeap(heapAt)
	if err != nil {
		return err
	}
	return g.f.tree2(names, 5, func(record []byte) error {
		if len(record) != 4+7 {
			return damaged("records of %d bytes", len(record))
		}
		data, err := heap.object(record[4:])
		if err != nil {
			return err
		}
		return g.addLink(data)
	})
}

// Names are the names of the group, in the order of their bytes.
func (g *Group) Names() []string { return slices.Sorted(maps.Keys(g.links)) }

// Has reports whether the group has a name.
func (g *Group) Has(name string) bool {
	_, ok := g.links[name]
	return ok
}

// Kind is what a name leads to.
func (g *Group) Kind(name string) Kind {
	h, _, err := g.find(name, 0)
	switch {
	case err != nil:
		return Nothing
	case h.isGroup():
		return IsGroup
	case h.has(msgLayout):
		return IsDataset
	}
	return Nothing
}

// Group opens a group by its path from here, or from the root where it begins with a slash.
func (g *Group) Group(path string) (*Group, error) {
	h, at, err := g.find(path, 0)
	if err != nil {
		return nil, err
	}
	if !h.isGroup() {
		return nil, fmt.Errorf("%s: not a group", at)
	}
	return g.f.group(at, h)
}

// Dataset opens a dataset by its path, likewise.
func (g *Group) Dataset(path string) (*Dataset, error) {
	h, at, err := g.find(path, 0)
	if err != nil {
		return nil, err
	}
	if !h.has(msgLayout) {
		return nil, fmt.Errorf("%s: not a dataset", at)
	}
	return g.f.dataset(at, h)
}

const mostSoftLinks = 16 // followed for one path

// find is the header at the end of a path, and the path from the root that leads there.
func (g *Group) find(path string, followed int) (*header, string, error) {
	if strings.HasPrefix(path, "/") && g.f.root != nil {
		g = g.f.root
	}
	h, at := g.h, g.path
	for _, name := range strings.Split(path, "/") {
		if name == "" || name == "." {
			continue
		}
		if h != g.h {
			if !h.isGroup() {
				return nil, "", fmt.Errorf("%s: not a group", at)
			}
			next, err := g.f.group(at, h)
			if err != nil {
				return nil, "", err
			}
			g = next
		}
		l, ok := g.links[name]
		at = join(g.path, name)
		if !ok {
			return nil, "", fmt.Errorf("%s: %w", at, ErrNotFound)
		}
		var err error
		if h, at, err = g.follow(l, at, followed); err != nil {
			return nil, "", err
		}
	}
	return h, at, nil
}

func (g *Group) follow(l link, at string, followed int) (*header, string, error) {
	switch {
	case l.external:
		return nil, "", unsupported("%s: a link to another file", at)
	case l.soft != "" && followed >= mostSoftLinks:
		return nil, "", fmt.Errorf("%s: %w", at, damaged("soft links in a circle"))
	case l.soft != "":
		return g.find(l.soft, followed+1)
	}
	h, err := g.f.header(l.address)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", at, err)
	}
	return h, at, nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "/" + name
}

func (h *header) has(kind byte) bool {
	return slices.ContainsFunc(h.messages, func(m message) bool { return m.kind == kind })
}

func (h *header) isGroup() bool { return h.has(msgSymbols) || h.has(msgLinkInfo) || h.has(msgLink) }
