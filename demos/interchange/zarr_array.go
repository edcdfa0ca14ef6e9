package interchange

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/demos/interchange/blosc"
)

// zarrArray is an array of zarr: chunks of equal shape, a file each, decoded as they are needed.
type zarrArray struct {
	*zarrFacts
	root   *zarrFolder
	dir    string
	row    int // the row of chunks that is held
	held   map[string][]byte
	absent bool // some chunk was
	bare   bool // some frame of Zstandard had no checksum
}

// openZarrArray reads the description of an array, of either version.
func openZarrArray(root *zarrFolder, dir string) (*zarrArray, error) {
	text, err := readBounded(root, path.Join(dir, zarrArray2), longestMeta)
	parse := parseZarr2
	if errors.Is(err, fs.ErrNotExist) {
		text, err = readBounded(root, path.Join(dir, zarrNode3), longestMeta)
		parse = parseZarr3
	}
	if err != nil {
		return nil, err
	}
	facts, err := parse(text)
	if _, ok := err.(noNumbersError); ok {
		return nil, err
	}
	if err == nil && facts == nil {
		err = errors.New("it is a group")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return &zarrArray{zarrFacts: facts, root: root, dir: dir, held: map[string][]byte{}}, nil
}

func (a *zarrArray) Path() string { return a.dir }
func (a *zarrArray) Shape() []int { return a.shape }
func (a *zarrArray) Rows() int    { return rowsOf(a.shape) }
func (a *zarrArray) Width() int   { return widthOf(a.shape) }

// Guarded reports whether all chunks that were read have a checksum.
func (a *zarrArray) Guarded() bool { return a.guarded || a.root.guarded || a.zstd && !a.bare }

// Float64s reads rows from one on.
func (a *zarrArray) Float64s(dst []float64, from int) error {
	w := a.Width()
	rows := len(dst) / max(w, 1)
	if from+rows > a.Rows() {
		return fmt.Errorf("%s: %d rows, want %d", a.dir, a.Rows(), from+rows)
	}
	deep := 1
	if len(a.chunk) > 0 {
		deep = a.chunk[0]
	}
	for at := from; at < from+rows; {
		n := min(deep-at%deep, from+rows-at)
		if err := a.across(dst[(at-from)*w:(at-from+n)*w], at/deep, at%deep); err != nil {
			return err
		}
		at += n
	}
	return nil
}

// across reads rows of all chunks side by side, from one on, of a row of chunks.
func (a *zarrArray) across(dst []float64, row, from int) error {
	if row != a.row {
		a.row = row
		clear(a.held)
	}
	index := make([]int, len(a.shape))
	if len(index) > 0 {
		index[0] = row
	}
	for {
		raw, err := a.chunkAt(index)
		if err != nil {
			return err
		}
		if err := a.place(dst, raw, index, from); err != nil {
			return fmt.Errorf("%s: %w", a.name(index), err)
		}
		// The next chunk to the right, the last axis first.
		d := len(index) - 1
		for ; d > 0; d-- {
			if index[d]++; index[d]*a.chunk[d] < a.shape[d] {
				break
			}
			index[d] = 0
		}
		if d <= 0 {
			return nil
		}
	}
}

// place copies rows of a chunk to where they are in rows of the array.
func (a *zarrArray) place(dst []float64, raw []byte, index []int, from int) error {
	offset, stride := 0, 1
	for d := len(index) - 1; d > 0; d-- {
		offset += index[d] * a.chunk[d] * stride
		stride *= a.shape[d]
	}
	inside := 1
	for d := 1; d < len(a.chunk); d++ {
		inside *= a.chunk[d]
	}
	rows := len(dst) / max(stride, 1)
	for r := range rows {
		var line []byte
		if raw != nil {
			line = raw[(from+r)*inside*a.number.size:]
		}
		if err := a.lines(dst[r*stride+offset:(r+1)*stride], line, index, 1); err != nil {
			return err
		}
	}
	return nil
}

// lines copies along the axes from one on; a chunk that is absent is nil.
func (a *zarrArray) lines(dst []float64, raw []byte, index []int, axis int) error {
	if axis >= len(index) {
		return a.run(dst[:1], raw)
	}
	n := min(a.chunk[axis], a.shape[axis]-index[axis]*a.chunk[axis])
	if axis == len(index)-1 {
		return a.run(dst[:n], raw)
	}
	to, from := 1, a.number.size
	for d := axis + 1; d < len(index); d++ {
		to, from = to*a.shape[d], from*a.chunk[d]
	}
	for i := range n {
		line := raw
		if raw != nil {
			line = raw[i*from:]
		}
		if err := a.lines(dst[i*to:], line, index, axis+1); err != nil {
			return err
		}
	}
	return nil
}

// run copies numbers that lie one after another.
func (a *zarrArray) run(dst []float64, raw []byte) error {
	if raw != nil {
		return a.number.decode(dst, raw)
	}
	for i := range dst {
		dst[i] = a.fill
	}
	return nil
}

// name is the file of a chunk.
func (a *zarrArray) name(index []int) string {
	var words []string
	if a.prefix != "" {
		words = append(words, a.prefix)
	}
	for _, i := range index {
		words = append(words, strconv.Itoa(i))
	}
	if len(words) == 0 {
		words = append(words, "0")
	}
	return path.Join(a.dir, strings.Join(words, a.separator))
}

// mostHeld bounds the decoded chunks that are held, in bytes; one is held whatever its size.
const mostHeld = 1 << 26

// chunkAt decodes a chunk; nil where it is absent.
func (a *zarrArray) chunkAt(index []int) ([]byte, error) {
	name := a.name(index)
	if raw, ok := a.held[name]; ok {
		return raw, nil
	}
	raw, err := readBounded(a.root, name, 2*mostChunk)
	if errors.Is(err, fs.ErrNotExist) {
		a.absent = true
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a.bare = a.bare || a.zstd && !blosc.ZstdGuarded(raw)
	size := a.chunkBytes()
	for i, decode := range a.decode {
		want := size
		if i < len(a.decode)-1 {
			want = size + 4 // of a checksum behind it
		}
		if raw, err = decode(raw, want); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(raw) != size {
		return nil, fmt.Errorf("%s: %d bytes, want %d", name, len(raw), size)
	}
	if len(a.held)*size > mostHeld {
		clear(a.held)
	}
	a.held[name] = raw
	return raw, nil
}
