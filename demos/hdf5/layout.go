package hdf5

// layout is how the data of a dataset is stored (IV.A.2.i).
type layout struct {
	class   byte
	at      uint64 // of contiguous data, or of the index of chunks
	size    uint64 // bytes of contiguous data
	compact []byte
	chunk   []uint64 // extent of a chunk
	index   byte     // kind of the index
	raw     bool     // chunks that pass the extent's end are not filtered
	single  chunk    // of the index of one chunk, where it is filtered
}

// The classes of layouts, and the kinds of indexes of chunks.
const (
	compactLayout, contiguousLayout, chunkedLayout, virtualLayout = 0, 1, 2, 3

	indexTree1, indexSingle, indexImplicit, indexFixed, indexExtensible, indexTree2 = 0, 1, 2, 3, 4, 5
)

// parseLayout reads a layout of elements of so many bytes.
func parseLayout(data []byte, s *space, element int) (*layout, error) {
	in := &fields{b: data}
	l := &layout{}
	var err error
	switch version := in.u8(); version {
	case 1, 2:
		err = l.readOldest(in)
	case 3, 4, 5:
		err = l.read(in, version)
	default:
		return nil, unsupported("a layout of version %d", version)
	}
	if err != nil {
		return nil, err
	}
	if err := in.done("a layout"); err != nil {
		return nil, err
	}
	if l.class != chunkedLayout {
		return l, nil
	}
	rank := len(l.chunk) - 1
	if rank != len(s.dims) || rank < 1 || l.chunk[rank] != uint64(element) {
		return nil, damaged("chunks of %v for the extent %v of elements of %d bytes", l.chunk, s.dims, element)
	}
	for _, n := range l.chunk {
		if n == 0 {
			return nil, damaged("chunks of %v", l.chunk)
		}
	}
	l.chunk = l.chunk[:rank]
	return l, nil
}

func (l *layout) readOldest(in *fields) error {
	rank := int(in.u8())
	l.class = in.u8()
	in.skip(5)
	if l.class > chunkedLayout || rank > maxRank+1 {
		return damaged("a layout of class %d", l.class)
	}
	if l.class != compactLayout {
		l.at = in.u64()
	}
	sizes := make([]uint64, rank)
	for i := range sizes {
		sizes[i] = in.uint(4)
	}
	l.size = undefined // that of the elements
	switch l.class {
	case chunkedLayout:
		l.chunk = sizes
	case compactLayout:
		l.compact = in.take(int(in.u32()))
	}
	return nil
}

func (l *layout) read(in *fields, version byte) error {
	l.class = in.u8()
	switch l.class {
	case compactLayout:
		l.compact = in.take(in.u16())
	case contiguousLayout:
		l.at, l.size = in.u64(), in.u64()
	case chunkedLayout:
		if version == 3 {
			rank := int(in.u8())
			l.at = in.u64()
			return l.readChunk(in, rank, 4)
		}
		return l.readIndex(in)
	case virtualLayout:
		return unsupported("a virtual dataset")
	default:
		return damaged("a layout of class %d", l.class)
	}
	return nil
}

func (l *layout) readChunk(in *fields, rank, width int) error {
	if rank > maxRank+1 || width < 1 || width > 8 {
		return damaged("chunks of %d dimensions", rank)
	}
	for range rank {
		l.chunk = append(l.chunk, in.uint(width))
	}
	return nil
}

// readIndex reads what a newer layout says of its index.
func (l *layout) readIndex(in *fields) error {
	flags, rank, width := in.u8(), int(in.u8()), int(in.u8())
	if err := l.readChunk(in, rank, width); err != nil {
		return err
	}
	l.raw = flags&1 != 0
	switch l.index = in.u8(); l.index {
	case indexSingle:
		if flags&2 != 0 {
			l.single.size, l.single.mask = in.u64(), in.u32()
		}
	case indexImplicit:
	case indexFixed:
		in.skip(1)
	case indexExtensible:
		in.skip(5)
	case indexTree2:
		in.skip(6)
	default:
		return unsupported("an index of chunks of kind %d", l.index)
	}
	l.at = in.u64()
	return nil
}
