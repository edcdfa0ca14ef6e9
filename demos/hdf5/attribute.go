package hdf5

import (
	"fmt"
	"maps"
	"slices"
)

// Attribute is a small array that belongs to a group or dataset.
type Attribute struct {
	Type  Type
	Shape []int // nil for a scalar
	Empty bool  // it has a type and no element
	data  []byte
	f     *File
}

// attributes reads those of an object, when they are first asked for.
type attributes struct {
	h    *header
	path string
	list map[string]attributeData
	err  error
}

// attributeData is an attribute whose type has not been read, since it may be one that is refused.
type attributeData struct {
	typ, space, data []byte
	err              error
}

// Path is the object's path from the root, which has the empty one.
func (a *attributes) Path() string { return a.path }

func (a *attributes) wrap(err error) error {
	if err == nil {
		return nil
	}
	if a.path == "" {
		return fmt.Errorf("/: %w", err)
	}
	return fmt.Errorf("%s: %w", a.path, err)
}

// AttrNames are the names of the object's attributes, in the order of their bytes.
func (a *attributes) AttrNames() ([]string, error) {
	if err := a.load(); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(a.list)), nil
}

// Attr reads an attribute.
func (a *attributes) Attr(name string) (*Attribute, error) {
	if err := a.load(); err != nil {
		return nil, err
	}
	data, ok := a.list[name]
	if !ok {
		return nil, a.wrap(fmt.Errorf("attribute %s: %w", name, ErrNotFound))
	}
	attr, err := data.parse(a.h.f)
	if err != nil {
		return nil, a.wrap(fmt.Errorf("attribute %s: %w", name, err))
	}
	return attr, nil
}

func (d attributeData) parse(f *File) (*Attribute, error) {
	if d.err != nil {
		return nil, d.err
	}
	t, err := parseType(d.typ)
	if err != nil {
		return nil, err
	}
	s, err := parseSpace(d.space)
	if err != nil {
		return nil, err
	}
	n := s.elements()
	if n > uint64(len(d.data)/t.Size) {
		return nil, damaged("%d elements of %v in %d bytes", n, t, len(d.data))
	}
	attr := &Attribute{Type: t, Empty: s.empty, data: d.data[:n*uint64(t.Size)], f: f}
	for _, n := range s.dims {
		attr.Shape = append(attr.Shape, int(n))
	}
	return attr, nil
}

func (a *attributes) load() error {
	if a.list == nil && a.err == nil {
		a.list = map[string]attributeData{}
		for _, m := range a.h.messages {
			if a.err == nil && m.kind == msgAttribute || m.kind == msgAttributes {
				a.err = a.wrap(a.message(m))
			}
		}
	}
	return a.err
}

func (a *attributes) message(m message) error {
	data, err := a.h.f.resolve(m)
	if err != nil {
		return err
	}
	if m.kind == msgAttribute {
		return a.add(data)
	}
	in := &fields{b: data}
	in.skip(1)
	if in.u8()&1 != 0 {
		in.skip(2)
	}
	heapAt, names := in.u64(), in.u64()
	if err := in.done("attribute info"); err != nil || heapAt == undefined {
		return err
	}
	heap, err := a.h.f.fractalHeap(heapAt)
	if err != nil {
		return err
	}
	return a.h.f.tree2(names, 8, func(record []byte) error {
		if len(record) != 8+1+4+4 {
			return damaged("records of %d bytes", len(record))
		}
		if record[8]&2 != 0 {
			return unsupported("attributes that are shared through a heap")
		}
		data, err := heap.object(record[:8])
		if err != nil {
			return err
		}
		return a.add(data)
	})
}

// add reads an attribute message (IV.A.2.m).
func (a *attributes) add(data []byte) error {
	in := &fields{b: data}
	version, flags := in.u8(), in.u8()
	nameSize, typeSize, spaceSize := in.u16(), in.u16(), in.u16()
	pad := 1
	switch version {
	case 1:
		pad, flags = 8, 0
	case 2:
	case 3:
		in.skip(1) // character set of the name
	default:
		return unsupported("an attribute of version %d", version)
	}
	padded := func(n int) []byte { return in.take((n + pad - 1) / pad * pad) }
	name := (&fields{b: padded(nameSize)}).text(1)
	d := attributeData{typ: padded(typeSize), space: padded(spaceSize), data: in.b}
	if err := in.done("an attribute"); err != nil {
		return err
	}
	if flags&1 != 0 {
		d.typ, d.err = a.h.f.resolve(message{kind: msgType, shared: true, data: d.typ})
	}
	if flags&2 != 0 {
		d.err = unsupported("a shared extent")
	}
	if _, twice := a.list[name]; twice || name == "" {
		return damaged("the attribute %q occurs twice or has no name", name)
	}
	if len(a.list) >= a.h.f.limits.Entries {
		return limited("attributes", uint64(len(a.list)+1), uint64(a.h.f.limits.Entries))
	}
	a.list[name] = d
	return nil
}
