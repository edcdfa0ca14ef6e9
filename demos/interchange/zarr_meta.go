package interchange

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/fenchel-gym/fenchel/demos/interchange/blosc"
)

// zarrFacts is what a description of an array says, of either version.
type zarrFacts struct {
	number       number
	shape, chunk []int
	prefix       string // of a chunk's name: "" or "c"
	separator    string // between the numbers of a chunk's name
	fill         float64
	decode       []zarrCodec // in the order in which they undo
	guarded      bool        // a codec compares a checksum
	zstd         bool        // a codec compares one where the frame has it
}

// zarrCodec undoes one step of how a chunk was encoded, to at most a number of bytes, which the last must fill.
type zarrCodec func(src []byte, size int) ([]byte, error)

// longestMeta bounds a description, and mostChunk a decoded chunk, in bytes.
const (
	longestMeta = 1 << 20
	mostChunk   = 1 << 28
)

// zarrSetting is a compressor of version 2, or a codec of version 3.
type zarrSetting struct {
	ID, Name      string
	Configuration struct {
		Endian string
	}
}

// parseZarr2 reads .zarray.
func parseZarr2(text []byte) (*zarrFacts, error) {
	var m struct {
		Format     int `json:"zarr_format"`
		Shape      []int
		Chunks     []int
		DType      any
		Compressor *zarrSetting
		Filters    []zarrSetting
		Fill       any `json:"fill_value"`
		Order      string
		Separator  string `json:"dimension_separator"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, syntax(err)
	}
	name, _ := m.DType.(string)
	n, err := parseNumber(name)
	switch {
	case m.Format != 2:
		return nil, fmt.Errorf("zarr_format %d beside the files of 2", m.Format)
	case err != nil:
		return nil, noNumbersError{err}
	case m.Order != "C" && len(m.Shape) > 1:
		return nil, fmt.Errorf("order %.10q: want rows one after another, C", m.Order)
	case len(m.Filters) > 0:
		return nil, fmt.Errorf("the filter %.40q is not read", m.Filters[0].ID)
	}
	f := &zarrFacts{number: n, shape: m.Shape, chunk: m.Chunks, separator: m.Separator}
	if f.separator == "" {
		f.separator = "."
	}
	if m.Compressor != nil {
		if err := f.add(m.Compressor.ID); err != nil {
			return nil, err
		}
	}
	return f, f.check(m.Fill)
}

// parseZarr3 reads zarr.json; nil where it describes a group.
func parseZarr3(text []byte) (*zarrFacts, error) {
	var m struct {
		Format int    `json:"zarr_format"`
		Node   string `json:"node_type"`
		Shape  []int
		Type   any `json:"data_type"`
		Grid   struct {
			Name          string
			Configuration struct {
				Shape []int `json:"chunk_shape"`
			}
		} `json:"chunk_grid"`
		Key struct {
			Name          string
			Configuration struct{ Separator string }
		} `json:"chunk_key_encoding"`
		Fill   any `json:"fill_value"`
		Codecs []zarrSetting
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, syntax(err)
	}
	switch {
	case m.Format != 3:
		return nil, fmt.Errorf("zarr_format %d in %s", m.Format, zarrNode3)
	case m.Node == "group":
		return nil, nil
	case m.Grid.Name != "regular":
		return nil, fmt.Errorf("the chunk grid %.40q is not read", m.Grid.Name)
	}
	f := &zarrFacts{shape: m.Shape, chunk: m.Grid.Configuration.Shape, separator: m.Key.Configuration.Separator}
	var err error
	if f.number, err = zarr3Number(m.Type); err != nil {
		return nil, err
	}
	if err := f.key(m.Key.Name); err != nil {
		return nil, err
	}
	for _, c := range slices.Backward(m.Codecs) {
		if c.Name == "bytes" && c.Configuration.Endian == "big" {
			f.number.order = binary.BigEndian
		}
		if err := f.add(c.Name); err != nil {
			return nil, err
		}
	}
	return f, f.check(m.Fill)
}

// zarr3Number is the type of a name; others are of no numbers.
func zarr3Number(v any) (number, error) {
	name, _ := v.(string)
	for letters, known := range numberNames {
		if known == name {
			return parseNumber("<" + letters)
		}
	}
	return number{}, noNumbersError{fmt.Errorf("numbers of type %.60v are not read", v)}
}

// key is how chunks are named.
func (f *zarrFacts) key(name string) error {
	standard := map[string]string{"default": "/", "v2": "."}[name]
	if standard == "" {
		return fmt.Errorf("the chunk names %.40q are not read", name)
	}
	if f.separator == "" {
		f.separator = standard
	}
	if name == "default" {
		f.prefix = "c"
	}
	return nil
}

// add appends the codec of a name.
func (f *zarrFacts) add(name string) error {
	fill := func(decode func(dst, src []byte) error) zarrCodec {
		return func(src []byte, size int) ([]byte, error) {
			dst := make([]byte, size)
			return dst, decode(dst, src)
		}
	}
	switch name {
	case "bytes":
	case "blosc":
		f.decode = append(f.decode, func(src []byte, size int) ([]byte, error) { return blosc.Decode(nil, src, size) })
	case "zstd", "numcodecs.zstd":
		f.decode, f.zstd = append(f.decode, fill(blosc.Zstd)), true
	case "gzip", "numcodecs.gzip":
		f.decode, f.guarded = append(f.decode, fill(blosc.Gzip)), true
	case "zlib", "numcodecs.zlib":
		f.decode, f.guarded = append(f.decode, fill(blosc.Zlib)), true
	case "lz4", "numcodecs.lz4":
		f.decode = append(f.decode, lz4WithLength)
	case "crc32c":
		f.decode, f.guarded = append(f.decode, withoutCRC), true
	default:
		return fmt.Errorf("the codec %.40q is not read: want blosc, zstd, gzip, zlib, lz4, crc32c or none", name)
	}
	return nil
}

// lz4WithLength undoes numcodecs' LZ4, which begins with the length of what it holds.
func lz4WithLength(src []byte, size int) ([]byte, error) {
	if len(src) < 4 || int64(binary.LittleEndian.Uint32(src)) > int64(size) {
		return nil, errors.New("LZ4: its length is wrong")
	}
	dst := make([]byte, binary.LittleEndian.Uint32(src))
	return dst, blosc.LZ4(dst, src[4:])
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// withoutCRC compares and takes off the last four bytes.
func withoutCRC(src []byte, _ int) ([]byte, error) {
	n := len(src) - 4
	if n < 0 || crc32.Checksum(src[:n], castagnoli) != binary.LittleEndian.Uint32(src[n:]) {
		return nil, errors.New("its checksum is wrong")
	}
	return src[:n], nil
}

// check holds shapes to each other, and reads the fill value.
func (f *zarrFacts) check(fill any) error {
	if len(f.shape) != len(f.chunk) || len(f.shape) > 32 || !sane(f.shape) || !sane(f.chunk) || slices.Contains(f.chunk, 0) {
		return fmt.Errorf("chunks of %v in an array of %v", f.chunk, f.shape)
	}
	if f.chunkBytes() > mostChunk {
		return fmt.Errorf("chunks of %d bytes: want at most %d", f.chunkBytes(), mostChunk)
	}
	if f.separator != "." && f.separator != "/" {
		return fmt.Errorf("the chunk names have a separator %.10q", f.separator)
	}
	return f.filled(fill)
}

// filled reads the fill value.
func (f *zarrFacts) filled(fill any) error {
	switch v := fill.(type) {
	case nil:
	case float64:
		f.fill = v
	case bool:
		if v {
			f.fill = 1
		}
	case string:
		list, err := flatBounds(nil, v)
		if v == "NaN" {
			list, err = orNaN(nil, 1), nil
		}
		if err != nil {
			return fmt.Errorf("the fill value %.40q", v)
		}
		f.fill = list[0]
	default:
		return fmt.Errorf("the fill value %.40v", v)
	}
	return nil
}

// chunkBytes is the size of a decoded chunk.
func (f *zarrFacts) chunkBytes() int {
	n := f.number.size
	for _, d := range f.chunk {
		n *= d
	}
	return n
}
