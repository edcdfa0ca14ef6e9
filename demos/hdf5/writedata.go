package hdf5

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/klauspost/compress/zlib"
)

// Storage says how the data of a dataset is stored: in chunks of rows that are shuffled, compressed and given a
// checksum, in that order, or as it is.
type Storage struct {
	ChunkBytes int  // of a chunk, about; larger ones compress better and are read as a whole
	Gzip       int  // level 1 to 9; 0 for none
	Shuffle    bool // puts equal bytes of numbers together, for gzip
	Fletcher32 bool
}

// DefaultStorage is of chunks of 256 KiB, compressed at level 4, with a checksum.
func DefaultStorage() Storage {
	return Storage{ChunkBytes: 1 << 18, Gzip: 4, Shuffle: true, Fletcher32: true}
}

// DatasetWriter writes the rows of a dataset.
type DatasetWriter struct {
	objectWriter
	typ     Type
	row     []int // extent of a row
	o       Storage
	chunk   int // rows of a chunk
	rowSize int // bytes
	rows    int
	pending []byte // rows of the chunk that is being filled
	written []chunk
	zip     *zlib.Writer
}

// Dataset adds a dataset whose rows have an extent, nil for numbers. Rows are then added until the file is closed.
func (g *GroupWriter) Dataset(name string, t Type, row []int, o Storage) *DatasetWriter {
	d := &DatasetWriter{objectWriter: objectWriter{f: g.f}, typ: t, row: slices.Clone(row), o: o, rowSize: t.Size}
	for _, n := range row {
		d.rowSize *= n
	}
	if d.rowSize <= 0 {
		panic(fmt.Sprintf("hdf5: %s: rows of no element", name))
	}
	d.chunk = max(1, o.ChunkBytes/d.rowSize)
	g.add(name, d)
	return d
}

// Float64s adds whole rows of numbers, which are rounded to the type of the dataset.
func (d *DatasetWriter) Float64s(xs ...float64) {
	d.begin(len(xs))
	for _, x := range xs {
		d.pending = d.typ.appendFloat(d.pending, x)
		d.full()
	}
}

// Int64s adds whole rows of whole numbers.
func (d *DatasetWriter) Int64s(xs ...int64) {
	d.begin(len(xs))
	for _, x := range xs {
		if d.typ.Class == Float {
			d.pending = d.typ.appendFloat(d.pending, float64(x))
		} else {
			d.pending = d.typ.appendInt(d.pending, x)
		}
		d.full()
	}
}

// Strings adds whole rows of strings, which must fit the type.
func (d *DatasetWriter) Strings(texts ...string) {
	d.begin(len(texts))
	for _, s := range texts {
		if len(s) > d.typ.Size {
			panic(fmt.Sprintf("hdf5: %q is longer than %d bytes", s, d.typ.Size))
		}
		d.pending = append(append(d.pending, s...), make([]byte, d.typ.Size-len(s))...)
		d.full()
	}
}

// Rows is how many were added.
func (d *DatasetWriter) Rows() int { return d.rows }

func (d *DatasetWriter) begin(n int) {
	if width := d.rowSize / d.typ.Size; n%width != 0 {
		panic(fmt.Sprintf("hdf5: %d elements for rows of %d", n, width))
	}
	d.rows += n * d.typ.Size / d.rowSize
}

// full stores the chunk when it is full.
func (d *DatasetWriter) full() {
	if len(d.pending) == d.chunk*d.rowSize {
		d.store()
	}
}

// store filters and writes the pending chunk.
func (d *DatasetWriter) store() {
	data := d.pending
	if d.o.Shuffle {
		data = shuffled(data, d.typ.Size)
	}
	if d.o.Gzip > 0 {
		data = d.deflated(data)
	}
	if d.o.Fletcher32 {
		data = binary.LittleEndian.AppendUint32(slices.Clip(data), fletcher32(data))
	}
	d.written = append(d.written, chunk{at: d.f.append(data), size: uint64(len(data))})
	d.pending = d.pending[:0]
}

func (d *DatasetWriter) deflated(data []byte) []byte {
	var b bytes.Buffer
	if d.zip == nil {
		zip, err := zlib.NewWriterLevel(&b, d.o.Gzip)
		if err != nil {
			panic("hdf5: " + err.Error())
		}
		d.zip = zip
	} else {
		d.zip.Reset(&b)
	}
	d.zip.Write(data)
	d.zip.Close()
	return b.Bytes()
}

// shuffled puts the first bytes of all elements first, then the second ones, and so on.
func shuffled(data []byte, size int) []byte {
	out := make([]byte, len(data))
	n := len(data) / size
	for i := range n {
		for j := range size {
			out[j*n+i] = data[i*size+j]
		}
	}
	return out
}

// close writes the last chunk, the index and the header.
func (d *DatasetWriter) close() uint64 {
	if len(d.written) == 0 && d.rows > 0 {
		d.chunk = d.rows
	}
	if len(d.pending) > 0 {
		d.pending = append(d.pending, make([]byte, d.chunk*d.rowSize-len(d.pending))...)
		d.store()
	}
	d.pending, d.zip = nil, nil
	d.message(msgSpace, encodeSpace(append([]int{d.rows}, d.row...), true))
	d.message(msgType, d.typ.encode())
	d.message(msgFill, []byte{3, 0x0b}) // space when it is written, fill values as set by the user, of which there are none
	extent := append([]int{d.chunk}, d.row...)
	b := binary.LittleEndian.AppendUint64([]byte{3, chunkedLayout, byte(len(extent) + 1)}, d.tree(extent))
	for _, n := range append(extent, d.typ.Size) {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	d.message(msgLayout, b)
	if p := d.o.encode(d.typ.Size); p != nil {
		d.message(msgFilters, p)
	}
	return d.write()
}

// encode is the pipeline of filters as a message, or nil for none.
func (o Storage) encode(size int) []byte {
	b := []byte{2, 0}
	add := func(id byte, params ...uint32) {
		b[1]++
		b = append(b, id, 0, 0, 0, byte(len(params)), 0)
		for _, p := range params {
			b = binary.LittleEndian.AppendUint32(b, p)
		}
	}
	if o.Shuffle {
		add(shuffle, uint32(size))
	}
	if o.Gzip > 0 {
		add(deflate, uint32(o.Gzip))
	}
	if o.Fletcher32 {
		add(fletcher)
	}
	if b[1] == 0 {
		return nil
	}
	return b
}

const nodeEntries = 64 // of a node of the index, as the library has them

// tree writes the index of the chunks, a B-tree of version 1, from its leaves up, and returns its address.
func (d *DatasetWriter) tree(extent []int) uint64 {
	if len(d.written) == 0 {
		return undefined
	}
	keys := make([][]byte, len(d.written)+1)
	addresses := make([]uint64, len(d.written))
	for i := range keys {
		var one chunk
		if i < len(d.written) {
			one = d.written[i]
			addresses[i] = one.at
		}
		keys[i] = d.key(extent, i, one.size)
	}
	for level := byte(0); ; level++ {
		var upper [][]byte
		var nodes []uint64
		size := 24 + nodeEntries*8 + (nodeEntries+1)*len(keys[0])
		first := (d.f.at + 7) &^ 7
		count := (len(addresses) + nodeEntries - 1) / nodeEntries
		stride := uint64(size+7) &^ 7
		for i := range count {
			low, high := i*nodeEntries, min((i+1)*nodeEntries, len(addresses))
			left, right := undefined, undefined
			if i > 0 {
				left = first + uint64(i-1)*stride
			}
			if i < count-1 {
				right = first + uint64(i+1)*stride
			}
			upper = append(upper, keys[low])
			nodes = append(nodes, d.f.append(node(level, left, right, keys[low:high+1], addresses[low:high], size)))
		}
		if len(nodes) == 1 {
			return nodes[0]
		}
		keys, addresses = append(upper, keys[len(keys)-1]), nodes
	}
}

// key is that of the i-th chunk, or the bound behind the last.
func (d *DatasetWriter) key(extent []int, i int, size uint64) []byte {
	b := binary.LittleEndian.AppendUint64(nil, size) // with no filter left out
	b = binary.LittleEndian.AppendUint64(b, uint64(i*extent[0]))
	bound := i == len(d.written)
	for _, n := range append(slices.Clone(extent[1:]), d.typ.Size) {
		if !bound {
			n = 0
		}
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return b
}

// node is a node of the index, filled up to its size.
func node(level byte, left, right uint64, keys [][]byte, addresses []uint64, size int) []byte {
	b := append([]byte("TREE"), 1, level)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(addresses)))
	b = binary.LittleEndian.AppendUint64(b, left)
	b = binary.LittleEndian.AppendUint64(b, right)
	for i, at := range addresses {
		b = binary.LittleEndian.AppendUint64(append(b, keys[i]...), at)
	}
	b = append(b, keys[len(addresses)]...)
	return append(b, make([]byte, size-len(b))...)
}
