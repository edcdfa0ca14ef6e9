package hdf5

// tree2 is a B-tree of version 2 (III.A.2).
type tree2 struct {
	f          *File
	kind       byte
	node       int // bytes of a node
	record     int // bytes of a record
	countSize  int // bytes of a number of records of one node
	totalSizes []int
	budget     int // bytes of nodes that may follow
	visit      func(record []byte) error
}

// tree2 calls visit with each record of a B-tree of a kind, in the order of their keys.
func (f *File) tree2(at uint64, kind byte, visit func(record []byte) error) error {
	if at == undefined {
		return nil
	}
	head, err := f.read(at, 38)
	if err == nil {
		head, err = guarded(head, "a B-tree")
	}
	if err != nil {
		return err
	}
	in := &fields{b: head}
	if !in.signature("BTHD") || in.u8() != 0 || in.u8() != kind {
		return damaged("no B-tree of kind %d at %#x", kind, at)
	}
	t := &tree2{f: f, kind: kind, node: int(in.u32()), record: in.u16(), budget: f.limits.Metadata, visit: visit}
	depth := in.u16()
	in.skip(2)
	root, count := in.u64(), in.u16()
	if root == undefined || count == 0 {
		return nil
	}
	if err := t.measure(depth); err != nil {
		return err
	}
	return t.visitNode(root, depth, count)
}

const nodePrefix = 10 // bytes of a signature, a version, a kind and a checksum

// measure computes the sizes of the counts that nodes hold of their children.
func (t *tree2) measure(depth int) error {
	if t.node < nodePrefix || t.node > t.f.limits.Metadata || t.record == 0 || depth > 32 {
		return damaged("a B-tree of depth %d, with nodes of %d and records of %d bytes", depth, t.node, t.record)
	}
	total := uint64((t.node - nodePrefix) / t.record) // records below a node
	t.countSize = sizeOf(total)
	t.totalSizes = []int{0}
	for d := 1; d <= depth; d++ {
		pointer := 8 + t.countSize + t.totalSizes[d-1]
		n := uint64(max(t.node-nodePrefix-pointer, 0) / (t.record + pointer))
		if total > 1<<40 {
			return damaged("a B-tree of depth %d", depth)
		}
		total = (n+1)*total + n
		t.totalSizes = append(t.totalSizes, sizeOf(total))
	}
	return nil
}

// visitNode visits the records of a node and of those below, in order.
func (t *tree2) visitNode(at uint64, depth, count int) error {
	pointer, signature := 0, "BTLF"
	if depth > 0 {
		pointer, signature = 8+t.countSize+t.totalSizes[depth-1], "BTIN"
	}
	size := nodePrefix + count*(t.record+pointer) + pointer
	if size > t.node {
		return damaged("%d records in a node of %d bytes", count, t.node)
	}
	if t.budget -= size; t.budget < 0 {
		return limited("a B-tree", uint64(t.f.limits.Metadata-t.budget), uint64(t.f.limits.Metadata))
	}
	data, err := t.f.read(at, uint64(size))
	if err == nil {
		data, err = guarded(data, "a node of a B-tree")
	}
	if err != nil {
		return err
	}
	in := &fields{b: data}
	if !in.signature(signature) || in.u8() != 0 || in.u8() != t.kind {
		return damaged("no node of a B-tree at %#x", at)
	}
	records, children := &fields{b: in.take(count * t.record)}, in
	for i := range count + 1 {
		if depth > 0 {
			child, n := children.u64(), int(children.uint(t.countSize))
			children.skip(t.totalSizes[depth-1])
			if err := t.visitNode(child, depth-1, n); err != nil {
				return err
			}
		}
		if i == count {
			break
		}
		if err := t.visit(records.take(t.record)); err != nil {
			return err
		}
	}
	return nil
}
