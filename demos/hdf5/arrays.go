package hdf5

import "math/bits"

// elementArray is the common part of the two arrays that index chunks: the fixed (VII.C) and the extensible (VII.D).
type elementArray struct {
	c       *chunks
	at      uint64 // of its header
	element int    // bytes of an element
	page    uint64 // elements of a page
	order   *gridOrder
	entries uint64 // elements that may be in use
	next    uint64 // number of the next element
}

// head checks the beginning of a block of the array.
func (a *elementArray) head(in *fields, signature string, owned bool) error {
	client := byte(0)
	if a.c.filtered {
		client = 1
	}
	if !in.signature(signature) || in.u8() != 0 || in.u8() != client || owned && in.u64() != a.at {
		return damaged("no %s of an index of chunks", signature)
	}
	return nil
}

// block reads a block of so many bytes and checks its checksum and head.
func (a *elementArray) block(at uint64, size int, signature string) (*fields, error) {
	data, err := a.c.f.read(at, uint64(size))
	if err == nil {
		data, err = guarded(data, "an index of chunks")
	}
	if err != nil {
		return nil, err
	}
	in := &fields{b: data}
	return in, a.head(in, signature, true)
}

// elements adds n chunks.
func (a *elementArray) elements(in *fields, n uint64) error {
	for range n {
		if a.next >= a.entries {
			return nil
		}
		one := chunk{at: in.u64(), size: a.c.bytes}
		if a.c.filtered {
			one.size, one.mask = in.uint(a.element-12), in.u32()
		}
		if err := in.done("an index of chunks"); err != nil {
			return err
		}
		if err := a.c.add(a.order.place(a.next), one); err != nil {
			return err
		}
		a.next++
	}
	return nil
}

// pages reads the n elements of the pages that follow a block, of which used says which are written.
func (a *elementArray) pages(at, n uint64, used func(page uint64) bool) error {
	end := a.next + n
	for page := uint64(0); a.next < min(end, a.entries); page++ {
		count := min(a.page, end-a.next)
		size := count*uint64(a.element) + 4
		if !used(page) {
			a.next += count
		} else {
			data, err := a.c.f.read(at, size)
			if err == nil {
				data, err = guarded(data, "a page of an index of chunks")
			}
			if err != nil {
				return err
			}
			if err := a.elements(&fields{b: data}, count); err != nil {
				return err
			}
		}
		at += size
	}
	return nil
}

// check holds what the header says to the limits.
func (a *elementArray) check(pageBits byte) error {
	if a.element != 8 && !a.c.filtered || a.c.filtered && (a.element < 13 || a.element > 20) || pageBits > 32 {
		return damaged("an index of chunks with elements of %d bytes", a.element)
	}
	if a.entries > uint64(a.c.f.limits.Entries) {
		return limited("an index of chunks", a.entries, uint64(a.c.f.limits.Entries))
	}
	a.page = 1 << pageBits
	return nil
}

// bit is the i-th bit of a map, the highest of each byte first.
func bit(bitmap []byte, i uint64) bool { return bitmap[i/8]&(0x80>>(i%8)) != 0 }

// fixedArray reads the index of an extent that may not grow.
func (c *chunks) fixedArray() error {
	head, err := c.f.read(c.layout.at, 28)
	if err == nil {
		head, err = guarded(head, "an index of chunks")
	}
	if err != nil {
		return err
	}
	a := &elementArray{c: c, at: c.layout.at, order: c.order(-1)}
	in := &fields{b: head}
	if err := a.head(in, "FAHD", false); err != nil {
		return err
	}
	a.element = int(in.u8())
	pageBits := in.u8()
	a.entries = in.u64()
	at := in.u64()
	if err := a.check(pageBits); err != nil || at == undefined {
		return err
	}
	n := a.entries
	if n <= a.page {
		in, err := a.block(at, 14+int(n)*a.element+4, "FADB")
		if err != nil {
			return err
		}
		return a.elements(in, n)
	}
	mapSize := int((n + a.page - 1) / a.page / 8)
	if (n+a.page-1)/a.page%8 != 0 {
		mapSize++
	}
	in, err = a.block(at, 14+mapSize+4, "FADB")
	if err != nil {
		return err
	}
	bitmap := in.take(mapSize)
	return a.pages(at+uint64(14+mapSize+4), n, func(page uint64) bool { return bit(bitmap, page) })
}

// extensible is an array that grows: an index block holds the first elements, then the addresses of blocks of
// elements, then those of super blocks, which hold the addresses of more and larger blocks.
type extensible struct {
	elementArray
	offsetSize  int    // bytes of an offset in the array
	least       uint64 // elements of the smallest block
	inIndex     int    // elements of the index block
	directs     int    // blocks of which the index block has the addresses
	supers      int    // all super blocks
	inlineSuper int    // super blocks whose blocks are those of the index block
}

// extensibleArray reads the index of an extent that may grow along one dimension.
func (c *chunks) extensibleArray() error {
	a, indexAt, err := c.extensibleHeader()
	if err != nil || indexAt == undefined {
		return err
	}
	direct, super := a.directs, a.supers-a.inlineSuper
	in, err := a.block(indexAt, 14+a.inIndex*a.element+8*(direct+super)+4, "EAIB")
	if err != nil {
		return err
	}
	elements := &fields{b: in.take(a.inIndex * a.element)}
	if err := a.elements(elements, uint64(a.inIndex)); err != nil {
		return err
	}
	for s := 0; s < a.supers && a.next < a.entries; s++ {
		blocks, n := uint64(1)<<(s/2), a.least<<((s+1)/2)
		if s < a.inlineSuper {
			for range blocks {
				if err := a.dataBlock(in.u64(), n, func(uint64) bool { return true }); err != nil {
					return err
				}
			}
			continue
		}
		if err := a.superBlock(in.u64(), blocks, n); err != nil {
			return err
		}
	}
	return nil
}

func (c *chunks) extensibleHeader() (*extensible, uint64, error) {
	head, err := c.f.read(c.layout.at, 72)
	if err == nil {
		head, err = guarded(head, "an index of chunks")
	}
	if err != nil {
		return nil, 0, err
	}
	grows := -1
	for i, n := range c.space.most {
		if n == undefined {
			grows = i
		}
	}
	a := &extensible{elementArray: elementArray{c: c, at: c.layout.at, order: c.order(grows)}}
	in := &fields{b: head}
	if err := a.head(in, "EAHD", false); err != nil {
		return nil, 0, err
	}
	a.element = int(in.u8())
	numberBits := int(in.u8())
	a.inIndex, a.least = int(in.u8()), uint64(in.u8())
	pointers, pageBits := int(in.u8()), in.u8()
	in.skip(4 * 8)
	a.entries = in.u64()
	in.skip(8)
	if !powerOfTwo(a.least) || !powerOfTwo(uint64(pointers)) || numberBits > 64 || numberBits < bits.Len64(a.least) {
		return nil, 0, damaged("an index of chunks with blocks of %d", a.least)
	}
	a.offsetSize = (numberBits + 7) / 8
	a.supers = 1 + numberBits - (bits.Len64(a.least) - 1)
	a.inlineSuper = min(2*(bits.Len(uint(pointers))-1), a.supers)
	a.directs = 2 * (pointers - 1)
	return a, in.u64(), a.check(pageBits)
}

func (a *extensible) superBlock(at, blocks, n uint64) error {
	if at == undefined {
		a.next += min(blocks*n, a.entries)
		return nil
	}
	pages, mapSize := uint64(0), uint64(0)
	if n > a.page {
		pages = n / a.page
		mapSize = blocks * ((pages + 7) / 8)
	}
	size := 14 + uint64(a.offsetSize) + mapSize + 8*blocks + 4
	if size > uint64(a.c.f.limits.Metadata) {
		return limited("an index of chunks", size, uint64(a.c.f.limits.Metadata))
	}
	in, err := a.block(at, int(size), "EASB")
	if err != nil {
		return err
	}
	in.skip(a.offsetSize)
	bitmap := in.take(int(mapSize))
	for b := range blocks {
		if a.next >= a.entries {
			return nil
		}
		if err := a.dataBlock(in.u64(), n, func(page uint64) bool { return bit(bitmap, b*pages+page) }); err != nil {
			return err
		}
	}
	return nil
}

// dataBlock reads a block of n elements.
func (a *extensible) dataBlock(at, n uint64, used func(page uint64) bool) error {
	if at == undefined || a.next >= a.entries {
		a.next += n
		return nil
	}
	prefix := 14 + a.offsetSize
	if n > a.page {
		if _, err := a.block(at, prefix+4, "EADB"); err != nil {
			return err
		}
		return a.pages(at+uint64(prefix+4), n, used)
	}
	in, err := a.block(at, prefix+int(n)*a.element+4, "EADB")
	if err != nil {
		return err
	}
	in.skip(a.offsetSize)
	// A block that is in use only in part is read only so far, yet the count goes on behind it.
	end := a.next + n
	err = a.elements(in, n)
	a.next = end
	return err
}
