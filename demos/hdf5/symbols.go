package hdf5

import "bytes"

// symbolTable reads the links of an older group: a B-tree of symbol nodes, whose names are in a local heap
// (III.A.1, III.B, III.D).
func (g *Group) symbolTable(data []byte) error {
	in := &fields{b: data}
	tree, heapAt := in.u64(), in.u64()
	if err := in.done("a symbol table"); err != nil {
		return err
	}
	names, err := g.f.localHeap(heapAt)
	if err != nil {
		return err
	}
	return g.f.tree1(tree, 0, 8, func(_ []byte, node uint64) error { return g.symbolNode(node, names) })
}

func (f *File) localHeap(at uint64) ([]byte, error) {
	head, err := f.read(at, 32)
	if err != nil {
		return nil, err
	}
	in := &fields{b: head}
	if !in.signature("HEAP") {
		return nil, damaged("no local heap at %#x", at)
	}
	in.skip(4)
	size := in.u64()
	in.skip(8)
	if size > uint64(f.limits.Metadata) {
		return nil, limited("a local heap", size, uint64(f.limits.Metadata))
	}
	return f.read(in.u64(), size)
}

// nameAt is the text in a local heap at an offset.
func nameAt(heap []byte, at uint64) (string, error) {
	if at >= uint64(len(heap)) {
		return "", damaged("a name at %d of a heap of %d bytes", at, len(heap))
	}
	n := bytes.IndexByte(heap[at:], 0)
	if n < 0 {
		return "", damaged("a name without an end")
	}
	return string(heap[at : at+uint64(n)]), nil
}

const symbolSize = 40 // bytes of an entry of a symbol node

func (g *Group) symbolNode(at uint64, names []byte) error {
	head, err := g.f.read(at, 8)
	if err != nil {
		return err
	}
	in := &fields{b: head}
	if !in.signature("SNOD") {
		return damaged("no symbol node at %#x", at)
	}
	in.skip(2)
	entries, err := g.f.read(at+8, uint64(in.u16())*symbolSize)
	if err != nil {
		return err
	}
	for in = (&fields{b: entries}); len(in.b) > 0; {
		nameOffset, l := in.u64(), link{address: in.u64()}
		cached := in.u32()
		in.skip(4)
		scratch := in.u32()
		in.skip(12)
		name, err := nameAt(names, nameOffset)
		if err == nil && cached == 2 {
			l.soft, err = nameAt(names, uint64(scratch))
		}
		if err == nil {
			err = g.addNamed(name, l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tree1 calls leaf with each key and child of the leaves of a B-tree of version 1, in their order (III.A.1). kind is 0
// for groups, 1 for chunks.
func (f *File) tree1(root uint64, kind byte, keySize int, leaf func(key []byte, child uint64) error) error {
	if root == undefined {
		return nil
	}
	budget := f.limits.Metadata
	return f.node1(root, kind, keySize, -1, &budget, leaf)
}

// node1 visits a node, which must be of a level unless that is negative. budget is how many bytes of nodes may follow.
func (f *File) node1(at uint64, kind byte, keySize, level int, budget *int, leaf func([]byte, uint64) error) error {
	head, err := f.read(at, 24)
	if err != nil {
		return err
	}
	in := &fields{b: head}
	if !in.signature("TREE") || in.u8() != kind {
		return damaged("no node of a B-tree at %#x", at)
	}
	own, entries := int(in.u8()), in.u16()
	if level >= 0 && own != level {
		return damaged("the node at %#x is of level %d, not %d", at, own, level)
	}
	size := entries * (keySize + 8)
	if *budget -= 24 + size; *budget < 0 {
		return limited("a B-tree", uint64(f.limits.Metadata-*budget), uint64(f.limits.Metadata))
	}
	body, err := f.read(at+24, uint64(size))
	if err != nil {
		return err
	}
	for in = (&fields{b: body}); len(in.b) > 0; {
		key, child := in.take(keySize), in.u64()
		if own == 0 {
			err = leaf(key, child)
		} else {
			err = f.node1(child, kind, keySize, own-1, budget, leaf)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
