package hdf5

import (
	"errors"
	"fmt"
)

// Dataset is an array of elements of one type. Its rows are those along the first dimension.
type Dataset struct {
	attributes
	f       *File
	typ     Type
	space   *space
	layout  *layout
	filters *pipeline
	chunks  *chunks
	fill    []byte // of an element; nil for zeros
	cache   cache
	absent  []byte // a chunk of fill values
}

func (f *File) dataset(path string, h *header) (*Dataset, error) {
	d := &Dataset{attributes: attributes{h: h, path: path}, f: f, filters: &pipeline{}}
	if err := d.load(); err != nil {
		return nil, d.wrap(err)
	}
	return d, nil
}

// load reads the messages that describe the dataset.
func (d *Dataset) load() error {
	typ, err1 := d.h.find(msgType)
	extent, err2 := d.h.find(msgSpace)
	place, err3 := d.h.find(msgLayout)
	filters, err4 := d.h.find(msgFilters)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	if typ == nil || extent == nil || place == nil {
		return damaged("its type, extent or layout is missing")
	}
	if d.h.has(msgExternal) {
		return unsupported("data in other files")
	}
	var err error
	if d.typ, err = parseType(typ); err != nil {
		return err
	}
	if d.space, err = parseSpace(extent); err != nil {
		return err
	}
	if d.layout, err = parseLayout(place, d.space, d.typ.Size); err != nil {
		return err
	}
	if filters != nil {
		if d.filters, err = parsePipeline(filters); err != nil {
			return err
		}
	}
	if err := d.readFill(); err != nil {
		return err
	}
	return d.locate()
}

// readFill reads the value of elements that were never written (IV.A.2.e and f).
func (d *Dataset) readFill() error {
	data, err := d.h.find(msgFill)
	if err != nil {
		return err
	}
	in, defined := &fields{b: data}, false
	switch {
	case data == nil:
		if data, err = d.h.find(msgOldFill); err != nil {
			return err
		}
		in, defined = &fields{b: data}, data != nil
	case in.u8() == 3:
		defined = in.u8()&0x20 != 0
	default:
		in.skip(2)
		defined = in.u8() != 0 || data[0] == 1
	}
	if !defined {
		return nil
	}
	fill := in.take(int(in.u32()))
	if err := in.done("a fill value"); err != nil {
		return err
	}
	if len(fill) != 0 && len(fill) != d.typ.Size {
		return damaged("a fill value of %d bytes", len(fill))
	}
	d.fill = fill
	return nil
}

// locate checks that the data is in the file, and reads the index of its chunks.
func (d *Dataset) locate() (err error) {
	size := d.space.elements() * uint64(d.typ.Size)
	switch l := d.layout; {
	case l.class == chunkedLayout:
		d.chunks, err = d.f.readChunks(d.space, l, d.typ.Size, len(d.filters.stages) > 0)
	case l.class == compactLayout && uint64(len(l.compact)) < size:
		err = damaged("%d bytes of data, not %d", len(l.compact), size)
	case l.class == contiguousLayout && l.at != undefined && size > 0:
		if l.size != undefined && l.size < size {
			return damaged("%d bytes of data, not %d", l.size, size)
		}
		err = d.f.within(l.at, size)
	}
	return err
}

// Type is the type of the elements.
func (d *Dataset) Type() Type { return d.typ }

// Shape is the extent, nil for a scalar.
func (d *Dataset) Shape() []int {
	var shape []int
	for _, n := range d.space.dims {
		shape = append(shape, int(n))
	}
	return shape
}

// Rows is the extent along the first dimension, 1 for a scalar and 0 where there is no element.
func (d *Dataset) Rows() int {
	switch {
	case d.space.empty:
		return 0
	case len(d.space.dims) == 0:
		return 1
	}
	return int(d.space.dims[0])
}

// Width is how many elements a row has.
func (d *Dataset) Width() int {
	if len(d.space.dims) < 2 {
		return 1
	}
	n, _ := product(d.space.dims[1:])
	return int(n)
}

// Guarded reports whether the data is protected by a checksum.
func (d *Dataset) Guarded() bool { return d.layout.class == chunkedLayout && d.filters.guards() }

// ReadAt fills dst with the bytes of whole rows as the file has them, beginning at a row. It panics where dst is not of
// whole rows or passes the last one.
func (d *Dataset) ReadAt(dst []byte, from int) error {
	row := d.Width() * d.typ.Size
	rows := d.rowsOf(len(dst), row, from)
	var err error
	switch {
	case rows == 0:
	case d.layout.class == compactLayout:
		copy(dst, d.layout.compact[from*row:])
	case d.layout.class == chunkedLayout:
		err = d.readChunked(dst, uint64(from), uint64(rows))
	case d.layout.at == undefined:
		d.fillWith(dst)
	default:
		err = d.f.readInto(dst, d.layout.at+uint64(from*row))
	}
	return d.wrap(err)
}

// rowsOf is how many rows n numbers make, at so many a row.
func (d *Dataset) rowsOf(n, row, from int) int {
	if n == 0 {
		return 0
	}
	if row == 0 || n%row != 0 || from < 0 || from > d.Rows() || n/row > d.Rows()-from {
		panic(fmt.Sprintf("hdf5: %d elements from the row %d, of rows of %d of which there are %d", n, from, row, d.Rows()))
	}
	return n / row
}

// fillWith sets elements to the fill value.
func (d *Dataset) fillWith(dst []byte) {
	clear(dst)
	if len(d.fill) > 0 {
		for i := 0; i < len(dst); i += len(d.fill) {
			copy(dst[i:], d.fill)
		}
	}
}
