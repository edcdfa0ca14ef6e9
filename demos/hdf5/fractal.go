package hdf5

import (
	"math/bits"
)

// fractalHeap holds links or attributes of an object that has many (III.G). Objects are found by their offset in a space
// of blocks: rows of so many blocks, of which those of the first two rows have the starting size, and those of each
// further row twice the size of the row before.
type fractalHeap struct {
	f          *File
	at         uint64
	offsetSize int    // bytes of an offset in the heap
	lengthSize int    // bytes of a length
	width      int    // blocks of a row
	start      uint64 // bytes of a block of the first row
	largest    uint64 // bytes of the largest direct block
	guarded    bool   // direct blocks have checksums
	root       uint64
	rootRows   int // 0 where the root is a direct block
	huge       uint64
	blocks     map[uint64][]byte // direct blocks that were read, by their address
	held       int               // bytes of them
}

// fractalHeap reads the header of a heap.
func (f *File) fractalHeap(at uint64) (*fractalHeap, error) {
	const size = 4 + 1 + 2 + 2 + 1 + 4 + 12*8 + 2 + 8 + 8 + 2 + 2 + 8 + 2 + 4
	head, err := f.read(at, size)
	if err != nil {
		return nil, err
	}
	in := &fields{b: head}
	if !in.signature("FRHP") || in.u8() != 0 {
		return nil, damaged("no fractal heap at %#x", at)
	}
	in.skip(2)
	if in.u16() != 0 {
		return nil, unsupported("a fractal heap with filters")
	}
	if _, err := guarded(head, "a fractal heap"); err != nil {
		return nil, err
	}
	h := &fractalHeap{f: f, at: at, blocks: map[uint64][]byte{}}
	h.guarded = in.u8()&2 != 0
	largestObject := uint64(in.u32())
	in.skip(8)
	h.huge = in.u64()
	in.skip(10 * 8)
	h.width, h.start, h.largest = in.u16(), in.u64(), in.u64()
	h.offsetSize = (in.u16() + 7) / 8
	in.skip(2)
	h.root, h.rootRows = in.u64(), in.u16()
	if h.width == 0 || !powerOfTwo(h.start) || !powerOfTwo(h.largest) || h.start > h.largest || h.offsetSize > 8 {
		return nil, damaged("a fractal heap of blocks of %d to %d bytes", h.start, h.largest)
	}
	h.lengthSize = min((bits.Len64(h.largest)-1+7)/8, sizeOf(largestObject))
	return h, nil
}

func powerOfTwo(n uint64) bool { return n > 0 && n&(n-1) == 0 && n < 1<<40 }

// object is what an identifier of the heap names: managed objects are in blocks, tiny ones in the identifier and huge
// ones elsewhere in the file.
func (h *fractalHeap) object(id []byte) ([]byte, error) {
	in := &fields{b: id}
	switch lead := in.u8(); lead >> 4 & 3 {
	case 0:
		offset, length := in.uint(h.offsetSize), in.uint(h.lengthSize)
		if err := in.done("a heap's identifier"); err != nil {
			return nil, err
		}
		return h.managed(offset, length)
	case 1:
		return h.hugeObject(in.b)
	case 2:
		data := in.take(int(lead&15) + 1)
		return data, in.done("a tiny object")
	}
	return nil, damaged("a heap's identifier % x", id)
}

// hugeObject finds an object by the index of huge ones, whose key is the rest of the identifier.
func (h *fractalHeap) hugeObject(key []byte) (data []byte, err error) {
	want := (&fields{b: key}).uint(min(len(key), 8))
	err = h.f.tree2(h.huge, 1, func(record []byte) error {
		in := &fields{b: record}
		at, n, number := in.u64(), in.u64(), in.u64()
		if number != want || data != nil {
			return nil
		}
		if n > uint64(h.f.limits.Metadata) {
			return limited("an object of a heap", n, uint64(h.f.limits.Metadata))
		}
		var err error
		data, err = h.f.read(at, n)
		return err
	})
	if err == nil && data == nil {
		err = damaged("a heap has no huge object %d", want)
	}
	return data, err
}

// managed is the object of a length at an offset of the heap's space.
func (h *fractalHeap) managed(offset, length uint64) ([]byte, error) {
	at, begin, size, err := h.locate(h.root, h.rootRows, offset)
	if err != nil {
		return nil, err
	}
	data, err := h.direct(at, begin, size)
	if err != nil {
		return nil, err
	}
	offset -= begin
	if offset > size || length > size-offset {
		return nil, damaged("an object of %d bytes passes the end of its block", length)
	}
	return data[offset : offset+length], nil
}

// locate is the address of the direct block that holds an offset, with the block's own offset and size. Each turn goes
// down one indirect block.
func (h *fractalHeap) locate(at uint64, rows int, offset uint64) (address, begin, size uint64, err error) {
	if rows == 0 {
		return at, 0, h.start, nil
	}
	directRows := bits.Len64(h.largest) - bits.Len64(h.start) + 2
	for range 64 {
		row, rowBegin, blockSize := h.row(offset - begin)
		if row >= rows {
			return 0, 0, 0, damaged("an offset of %d in a heap of %d rows", offset, rows)
		}
		column := (offset - begin - rowBegin) / blockSize
		at, err = h.child(at, begin, rows, directRows, row, int(column))
		if err != nil {
			return 0, 0, 0, err
		}
		begin += rowBegin + column*blockSize
		if row < directRows {
			return at, begin, blockSize, nil
		}
		rows = bits.Len64(blockSize) - bits.Len64(h.start*uint64(h.width)) + 1
	}
	return 0, 0, 0, damaged("indirect blocks without end")
}

// row is the row of an offset in an indirect block, with where that begins and the size of its blocks.
func (h *fractalHeap) row(offset uint64) (row int, begin, size uint64) {
	size = h.start
	for row < 64 && offset-begin >= size*uint64(h.width) && size < 1<<48 {
		begin += size * uint64(h.width)
		if row++; row > 1 {
			size *= 2
		}
	}
	return row, begin, size
}

// child is the address of a block below an indirect block.
func (h *fractalHeap) child(at, begin uint64, rows, directRows, row, column int) (uint64, error) {
	key := at ^ undefined // direct and indirect blocks have keys of their own
	data, ok := h.blocks[key]
	if !ok {
		var err error
		data, err = h.f.read(at, uint64(5+8+h.offsetSize+rows*h.width*8+4))
		if err == nil {
			data, err = guarded(data, "an indirect block of a heap")
		}
		if err != nil {
			return 0, err
		}
		if err := h.own(data, "FHIB", begin); err != nil {
			return 0, err
		}
		if err := h.keep(key, data); err != nil {
			return 0, err
		}
	}
	in := &fields{b: data}
	in.skip(5 + 8 + h.offsetSize + 8*(row*h.width+column))
	child := in.u64()
	if in.short || child == undefined {
		return 0, damaged("a heap has no block for an object")
	}
	return child, nil
}

// direct reads a direct block, whose checksum is within its head and counts as zero.
func (h *fractalHeap) direct(at, begin, size uint64) ([]byte, error) {
	if data, ok := h.blocks[at]; ok {
		if uint64(len(data)) != size {
			return nil, damaged("a block of a heap has two sizes")
		}
		return data, nil
	}
	data, err := h.f.read(at, size)
	if err != nil {
		return nil, err
	}
	if err := h.own(data, "FHDB", begin); err != nil {
		return nil, err
	}
	if h.guarded {
		place := 5 + 8 + h.offsetSize
		if len(data) < place+4 {
			return nil, damaged("a block of a heap is cut short")
		}
		in := &fields{b: data[place:]}
		sum := in.u32()
		clear(data[place : place+4])
		if lookup3(data) != sum {
			return nil, damaged("the checksum of a block of a heap is wrong")
		}
	}
	return data, h.keep(at, data)
}

// own checks the head of a block.
func (h *fractalHeap) own(data []byte, signature string, begin uint64) error {
	in := &fields{b: data}
	if !in.signature(signature) || in.u8() != 0 || in.u64() != h.at || in.uint(h.offsetSize) != begin || in.short {
		return damaged("a heap has a block that is not its own")
	}
	return nil
}

// keep remembers a block within the limit.
func (h *fractalHeap) keep(key uint64, data []byte) error {
	if h.held += len(data); h.held > h.f.limits.Metadata {
		return limited("a heap", uint64(h.held), uint64(h.f.limits.Metadata))
	}
	h.blocks[key] = data
	return nil
}
