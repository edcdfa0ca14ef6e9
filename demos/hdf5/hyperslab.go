package hdf5

// cache keeps the decoded chunks that were read last.
type cache struct {
	chunks map[uint64][]byte
	order  []uint64 // of arrival
	bytes  int
}

// put adds a chunk and drops the oldest ones beyond so many bytes.
func (c *cache) put(number uint64, data []byte, most int) {
	if c.chunks == nil {
		c.chunks = map[uint64][]byte{}
	}
	for c.bytes+len(data) > most && len(c.order) > 0 {
		c.bytes -= len(c.chunks[c.order[0]])
		delete(c.chunks, c.order[0])
		c.order = c.order[1:]
	}
	c.chunks[number] = data
	c.order = append(c.order, number)
	c.bytes += len(data)
}

// readChunked copies rows from the chunks that hold them.
func (d *Dataset) readChunked(dst []byte, from, rows uint64) error {
	chunk, grid := d.layout.chunk, d.chunks.grid
	place := make([]uint64, len(grid))
	for first := from / chunk[0]; first*chunk[0] < from+rows; first++ {
		clear(place)
		place[0] = first
		for more := true; more; more = next(place[1:], grid[1:]) {
			data, err := d.chunk(place)
			if err != nil {
				return err
			}
			d.copyBox(dst, data, place, from, rows)
		}
	}
	return nil
}

// next counts up to the next place in a grid, and reports whether there is one.
func next(place, grid []uint64) bool {
	for i := len(place) - 1; i >= 0; i-- {
		if place[i]++; place[i] < grid[i] {
			return true
		}
		place[i] = 0
	}
	return false
}

// chunk is the decoded chunk at a place in the grid.
func (d *Dataset) chunk(place []uint64) ([]byte, error) {
	number := uint64(0)
	for i, p := range place {
		number = number*d.chunks.grid[i] + p
	}
	if data, ok := d.cache.chunks[number]; ok {
		return data, nil
	}
	size := int(d.chunks.bytes)
	one, ok := d.chunks.found[number]
	if !ok {
		if d.absent == nil {
			d.absent = make([]byte, size)
			d.fillWith(d.absent)
		}
		return d.absent, nil
	}
	if one.size > uint64(d.f.limits.Chunk) {
		return nil, limited("a chunk", one.size, uint64(d.f.limits.Chunk))
	}
	data, err := d.f.read(one.at, one.size)
	if err != nil {
		return nil, err
	}
	if d.layout.raw && d.partial(place) {
		one.mask = ^uint32(0)
	}
	if data, err = d.filters.undo(data, size, one.mask); err != nil {
		return nil, err
	}
	d.cache.put(number, data, d.f.limits.Cache)
	return data, nil
}

// partial reports whether a chunk passes the end of the extent.
func (d *Dataset) partial(place []uint64) bool {
	for i, p := range place {
		if (p+1)*d.layout.chunk[i] > d.space.dims[i] {
			return true
		}
	}
	return false
}

// copyBox copies what a chunk has of the rows.
func (d *Dataset) copyBox(dst, src []byte, place []uint64, from, rows uint64) {
	dims, chunk := d.space.dims, d.layout.chunk
	whole := len(dims) - 1 // from this dimension on, what is copied is in one piece
	for whole > 0 && chunk[whole] == dims[whole] {
		whole--
	}
	var box func(dim int, dst, src []byte)
	box = func(dim int, dst, src []byte) {
		low, high := place[dim]*chunk[dim], min((place[dim]+1)*chunk[dim], dims[dim])
		srcBegin, dstBegin := uint64(0), low
		if dim == 0 {
			begin := max(low, from)
			high = min(high, from+rows)
			srcBegin, dstBegin, low = begin-low, begin-from, begin
		}
		srcStep, dstStep := d.stride(chunk, dim), d.stride(dims, dim)
		if dim == whole {
			copy(dst[dstBegin*dstStep:][:(high-low)*dstStep], src[srcBegin*srcStep:])
			return
		}
		for i := range high - low {
			box(dim+1, dst[(dstBegin+i)*dstStep:], src[(srcBegin+i)*srcStep:])
		}
	}
	box(0, dst, src)
}

// stride is how many bytes one step along a dimension is in an array of an extent.
func (d *Dataset) stride(extent []uint64, dim int) uint64 {
	n := uint64(d.typ.Size)
	for _, x := range extent[dim+1:] {
		n *= x
	}
	return n
}
