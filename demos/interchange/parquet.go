package interchange

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/parquet-go/parquet-go"
)

// parquetFile is an open file of Parquet.
type parquetFile struct {
	*parquet.File
	closer io.Closer
}

// openParquet opens a file of the source. Whatever the library panics with over a damaged one is an error.
func openParquet(s *Source, name string) (f *parquetFile, err error) {
	at, size, in, err := s.random(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("damaged: %v", r)
		}
		if err != nil {
			f, err = nil, errors.Join(fmt.Errorf("%s: %w", name, err), in.Close())
		}
	}()
	if err := footerFits(at, size); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(at, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return nil, err
	}
	for _, g := range file.Metadata().RowGroups {
		for _, c := range g.Columns {
			if c.MetaData.TotalCompressedSize > size || c.MetaData.NumValues < 0 {
				return nil, fmt.Errorf("a column of %d bytes in a file of %d", c.MetaData.TotalCompressedSize, size)
			}
		}
	}
	return &parquetFile{file, in}, nil
}

// footerFits compares the length of the footer, for which the library makes room at once, with that of the file.
func footerFits(at io.ReaderAt, size int64) error {
	var end [8]byte
	if size < 12 {
		return io.ErrUnexpectedEOF
	}
	if _, err := at.ReadAt(end[:], size-8); err != nil {
		return err
	}
	if n := int64(binary.LittleEndian.Uint32(end[:])); n > size-12 {
		return fmt.Errorf("a footer of %d bytes in a file of %d", n, size)
	}
	return nil
}

// leaf is the index of the one column of numbers or texts below a name, or -1.
func (f *parquetFile) leaf(name string) int {
	found := -1
	for i, path := range f.Schema().Columns() {
		if path[0] != name {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// parquetColumn is a column of several files, one after another, read forward; going back begins again. Lists of a fixed
// length are rows, whatever the depth of lists in lists.
type parquetColumn struct {
	source  *Source
	files   []string
	rows    []int // of each file
	name    string
	shape   []int // of the whole
	guarded bool

	file   *parquetFile
	at     int // the next row
	part   int // the file that is open
	inPart int // the next row in it
	group  int // the next of its row groups
	inside int // rows of the present group that are left
	values parquet.ColumnChunkValueReader
	buffer []parquet.Value
	rest   []parquet.Value
}

func (c *parquetColumn) Path() string  { return c.name }
func (c *parquetColumn) Shape() []int  { return c.shape }
func (c *parquetColumn) Rows() int     { return rowsOf(c.shape) }
func (c *parquetColumn) Width() int    { return widthOf(c.shape) }
func (c *parquetColumn) Guarded() bool { return c.guarded }

// Close closes what is open, and goes back to the first row.
func (c *parquetColumn) Close() (err error) {
	if c.values != nil {
		err = c.values.Close()
	}
	if c.file != nil {
		err = errors.Join(err, c.file.closer.Close())
	}
	c.file, c.values, c.rest = nil, nil, nil
	c.at, c.part, c.inPart, c.group, c.inside = 0, 0, 0, 0, 0
	return err
}

// Float64s reads rows from one on.
func (c *parquetColumn) Float64s(dst []float64, from int) error {
	w := c.Width()
	return c.read(len(dst)/max(w, 1), from, func(row int, values []parquet.Value) error {
		if len(values) != w {
			return fmt.Errorf("it has %d numbers, want %d", len(values), w)
		}
		for i, v := range values {
			x, err := numberOf(v)
			if err != nil {
				return err
			}
			dst[row*w+i] = x
		}
		return nil
	})
}

// read calls f with the values of n rows from one on. Panics of the library are errors.
func (c *parquetColumn) read(n, from int, f func(row int, values []parquet.Value) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("damaged: %v", r)
		}
		if err != nil {
			err = fmt.Errorf("%s: row %d: %w", c.name, c.at, err)
		}
	}()
	if from+n > c.Rows() {
		return fmt.Errorf("%d rows, want %d", c.Rows(), from+n)
	}
	if from < c.at {
		if err := c.Close(); err != nil {
			return err
		}
	}
	if err := c.skip(from - c.at); err != nil {
		return err
	}
	for row := range n {
		values, err := c.next()
		if err != nil {
			return err
		}
		if err := f(row, values); err != nil {
			return err
		}
		c.at++
	}
	return nil
}

// skip leaves out rows, without decoding pages that hold no others.
func (c *parquetColumn) skip(n int) error {
	for n > 0 {
		if err := c.ready(); err != nil {
			return err
		}
		if n < c.inside {
			if n < 64 { // near, and perhaps in what is decoded
				for range n {
					if _, err := c.next(); err != nil {
						return err
					}
				}
				c.at += n
				return nil
			}
			group := c.file.RowGroups()[c.group-1]
			done := int(group.NumRows()) - c.inside + n
			c.rest = nil
			c.inside, c.at = c.inside-n, c.at+n
			return c.values.SeekToRow(int64(done))
		}
		n, c.at = n-c.inside, c.at+c.inside
		c.inside, c.rest = 0, nil
	}
	return nil
}

// ready opens the row group in which the next row is.
func (c *parquetColumn) ready() error {
	for c.inside == 0 {
		if c.values != nil {
			if err := c.values.Close(); err != nil {
				return err
			}
			c.values = nil
		}
		if c.file != nil && c.group == len(c.file.RowGroups()) {
			if err := c.file.closer.Close(); err != nil {
				return err
			}
			c.file, c.group = nil, 0
			c.part++
		}
		if c.file == nil {
			if c.part >= len(c.files) {
				return io.ErrUnexpectedEOF
			}
			var err error
			if c.file, err = openParquet(c.source, c.files[c.part]); err != nil {
				return err
			}
			continue
		}
		leaf := c.file.leaf(c.name)
		if leaf < 0 {
			return fmt.Errorf("%s has no such column, or one of several parts", c.files[c.part])
		}
		group := c.file.RowGroups()[c.group]
		c.group++
		c.inside, c.rest = int(group.NumRows()), nil
		c.values = parquet.NewColumnChunkValueReader(group.ColumnChunks()[leaf])
	}
	return nil
}

// next is the values of the next row, valid until the row after it.
func (c *parquetColumn) next() ([]parquet.Value, error) {
	if err := c.ready(); err != nil {
		return nil, err
	}
	for n := 1; ; n++ {
		if n < len(c.rest) && c.rest[n].RepetitionLevel() == 0 {
			row := c.rest[:n]
			c.rest = c.rest[n:]
			c.inside--
			return row, nil
		}
		if n < len(c.rest) {
			continue
		}
		more, err := c.more()
		if err != nil {
			return nil, err
		}
		if !more {
			if len(c.rest) == 0 {
				return nil, io.ErrUnexpectedEOF
			}
			row := c.rest
			c.rest = nil
			c.inside--
			return row, nil
		}
		n = 0
	}
}

// more reads further values behind those that are left, and reports whether there were any.
func (c *parquetColumn) more() (bool, error) {
	const block = 1 << 10
	if len(c.rest) > max(c.Width(), 1<<12) {
		return false, fmt.Errorf("it has more than %d numbers", c.Width())
	}
	if n := copy(c.buffer, c.rest); n < len(c.rest) || len(c.buffer) < len(c.rest)+block {
		grown := make([]parquet.Value, 2*len(c.rest)+block)
		copy(grown, c.rest)
		c.buffer = grown
	}
	kept := len(c.rest)
	n, err := c.values.ReadValues(c.buffer[kept:])
	c.rest = c.buffer[:kept+n]
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n > 0, err
}

// numberOf is a value as a float64; what is absent is NaN.
func numberOf(v parquet.Value) (float64, error) {
	if v.IsNull() {
		return math.NaN(), nil
	}
	switch v.Kind() {
	case parquet.Boolean:
		if v.Boolean() {
			return 1, nil
		}
		return 0, nil
	case parquet.Int32:
		return float64(v.Int32()), nil
	case parquet.Int64:
		x := float64(v.Int64())
		if int64(x) != v.Int64() || v.Int64() == math.MaxInt64 {
			return 0, fmt.Errorf("the whole number %d is beyond those that float64 holds", v.Int64())
		}
		return x, nil
	case parquet.Float:
		return float64(v.Float()), nil
	case parquet.Double:
		return v.Double(), nil
	}
	return 0, fmt.Errorf("a %v is no number", v.Kind())
}
