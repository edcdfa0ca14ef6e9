package hdf5

import "slices"

// chunk is where a chunk is stored.
type chunk struct {
	at   uint64
	size uint64 // bytes, filtered
	mask uint32 // filters that were left out
}

// chunks is the index of a dataset's chunks, by their number in the grid of those of its present extent.
type chunks struct {
	f        *File
	space    *space
	layout   *layout
	grid     []uint64 // chunks along each dimension
	bytes    uint64   // of a chunk without filters
	filtered bool
	found    map[uint64]chunk
}

// readChunks reads the whole index of a layout, of whatever kind.
func (f *File) readChunks(s *space, l *layout, element int, filtered bool) (*chunks, error) {
	n, ok := product(l.chunk)
	if !ok || n*uint64(element) > uint64(f.limits.Chunk) {
		return nil, limited("a chunk", n*uint64(element), uint64(f.limits.Chunk))
	}
	c := &chunks{f: f, space: s, layout: l, grid: gridOf(s.dims, l.chunk), bytes: n * uint64(element), filtered: filtered,
		found: map[uint64]chunk{}}
	if l.at == undefined {
		return c, nil
	}
	var err error
	switch l.index {
	case indexTree1:
		err = c.fromTree1()
	case indexSingle:
		one := chunk{l.at, c.bytes, l.single.mask}
		if l.single.size != 0 {
			one.size = l.single.size
		}
		err = c.add(make([]uint64, len(c.grid)), one)
	case indexImplicit:
		err = c.implicit()
	case indexFixed:
		err = c.fixedArray()
	case indexExtensible:
		err = c.extensibleArray()
	case indexTree2:
		err = c.fromTree2()
	}
	return c, err
}

// gridOf is how many chunks cover an extent along each dimension.
func gridOf(dims, chunk []uint64) []uint64 {
	grid := make([]uint64, len(dims))
	for i, n := range dims {
		grid[i] = n / chunk[i]
		if n%chunk[i] != 0 {
			grid[i]++
		}
	}
	return grid
}

// add notes the chunk at a place in the grid. Chunks outside of it, of an extent that has shrunk, are passed over.
func (c *chunks) add(place []uint64, one chunk) error {
	if one.at == undefined {
		return nil
	}
	number := uint64(0)
	for i, p := range place {
		if p >= c.grid[i] {
			return nil
		}
		number = number*c.grid[i] + p
	}
	if _, twice := c.found[number]; twice {
		return damaged("the chunk %v is there twice", place)
	}
	if !c.filtered && one.size != c.bytes {
		return damaged("a chunk of %d bytes, not %d", one.size, c.bytes)
	}
	if len(c.found) >= c.f.limits.Entries {
		return limited("an index of chunks", uint64(len(c.found)+1), uint64(c.f.limits.Entries))
	}
	c.found[number] = one
	return c.f.within(one.at, one.size)
}

// fromTree1 reads the index of older files, whose keys are the offsets of elements.
func (c *chunks) fromTree1() error {
	place := make([]uint64, len(c.grid))
	return c.f.tree1(c.layout.at, 1, 8+8*(len(c.grid)+1), func(key []byte, child uint64) error {
		in := &fields{b: key}
		one := chunk{child, in.uint(4), in.u32()}
		for i := range place {
			offset := in.u64()
			if offset%c.layout.chunk[i] != 0 {
				return damaged("a chunk at the element %d", offset)
			}
			place[i] = offset / c.layout.chunk[i]
		}
		return c.add(place, one)
	})
}

// fromTree2 reads the index of extents that may grow in two directions or more.
func (c *chunks) fromTree2() error {
	kind, rank := byte(10), len(c.grid)
	if c.filtered {
		kind = 11
	}
	place := make([]uint64, rank)
	return c.f.tree2(c.layout.at, kind, func(record []byte) error {
		in := &fields{b: record}
		one := chunk{at: in.u64(), size: c.bytes}
		if c.filtered {
			width := len(record) - 8 - 4 - 8*rank
			if width < 1 || width > 8 {
				return damaged("records of %d bytes", len(record))
			}
			one.size, one.mask = in.uint(width), in.u32()
		}
		for i := range place {
			place[i] = in.u64()
		}
		if err := in.done("a record"); err != nil {
			return err
		}
		return c.add(place, one)
	})
}

// implicit is the index of chunks that follow one another in the file.
func (c *chunks) implicit() error {
	order := c.order(-1)
	n, ok := product(c.grid)
	if !ok || n > uint64(c.f.limits.Entries) {
		return limited("chunks", n, uint64(c.f.limits.Entries))
	}
	most, _ := product(order.sizes)
	for i := range most {
		if uint64(len(c.found)) == n {
			break
		}
		if i > uint64(c.f.limits.Entries) {
			return limited("chunks", most, uint64(c.f.limits.Entries))
		}
		if err := c.add(order.place(i), chunk{at: c.layout.at + i*c.bytes, size: c.bytes}); err != nil {
			return err
		}
	}
	return nil
}

// gridOrder numbers the chunks of the largest extent that a dataset may have, one dimension first.
type gridOrder struct {
	dims  []int    // in which order they vary, the slowest first
	sizes []uint64 // chunks along each of them
	at    []uint64
}

// order is that of the dataset with a dimension moved to the front, or none where it is negative.
func (c *chunks) order(first int) *gridOrder {
	o := &gridOrder{at: make([]uint64, len(c.grid))}
	largest := gridOf(c.space.most, c.layout.chunk)
	for i := range c.grid {
		o.dims = append(o.dims, i)
	}
	if first > 0 {
		o.dims = slices.Insert(slices.Delete(o.dims, first, first+1), 0, first)
	}
	for _, i := range o.dims {
		o.sizes = append(o.sizes, largest[i])
	}
	return o
}

// place is the place in the grid of the chunk of a number, until the next call.
func (o *gridOrder) place(number uint64) []uint64 {
	for i := len(o.dims) - 1; i > 0; i-- {
		n := max(o.sizes[i], 1)
		o.at[o.dims[i]] = number % n
		number /= n
	}
	o.at[o.dims[0]] = number
	return o.at
}
