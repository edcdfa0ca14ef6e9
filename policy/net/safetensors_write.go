package net

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// WriteFile writes f to path so that at any moment, whatever fails, path holds either what it held before or all of f.
func WriteFile(path string, f *File) error {
	return disk.Write(disk.OS{}, path, func(to io.Writer) error {
		w := bufio.NewWriterSize(to, 1<<16)
		if _, err := f.WriteTo(w); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return w.Flush()
	})
}

// WriteTo writes the file with its digest. Tensors are laid out by element size, widest first, so that each begins
// at a multiple of its own, and otherwise in order. The numbers are passed over twice: for the digest and to write.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	order, head, at, err := f.header()
	if err != nil {
		return 0, err
	}
	sum := sha256.New()
	if _, err := writeParts(sum, head, order); err != nil {
		return 0, err
	}
	hex.Encode(head[at:at+digestLen], sum.Sum(nil))
	return writeParts(w, head, order)
}

func writeParts(w io.Writer, head []byte, tensors []Tensor) (int64, error) {
	n, err := w.Write(head)
	total := int64(n)
	var buf []byte // chunks of a fixed size, whatever the tensors'
	for _, t := range tensors {
		for lo, count := 0, 0; err == nil; lo += count {
			buf, count = appendChunk(buf[:0], t.Data, lo)
			if count == 0 {
				break
			}
			n, err = w.Write(buf)
			total += int64(n)
		}
	}
	return total, err
}

// chunk is the number of elements that are converted at a time.
const chunk = 4096

// appendChunk appends the bytes of the next elements of data from lo on and returns how many they are.
func appendChunk(buf []byte, data any, lo int) ([]byte, int) {
	var err error
	count := 0
	switch d := data.(type) {
	case []float32:
		count = min(chunk, len(d)-lo)
		buf, err = binary.Append(buf, binary.LittleEndian, d[lo:lo+count])
	case []float64:
		count = min(chunk, len(d)-lo)
		buf, err = binary.Append(buf, binary.LittleEndian, d[lo:lo+count])
	case []int64:
		count = min(chunk, len(d)-lo)
		buf, err = binary.Append(buf, binary.LittleEndian, d[lo:lo+count])
	case []uint8:
		count = min(chunk, len(d)-lo)
		buf = append(buf, d[lo:lo+count]...)
	}
	if err != nil {
		panic("net: " + err.Error()) // slices of fixed-size numbers always have bytes
	}
	return buf, count
}

// header returns the tensors in the order of their data, the length prefix and header with zeros for a digest, and
// where those zeros begin.
func (f *File) header() (order []Tensor, head []byte, at int, err error) {
	meta, at, err := f.metadata()
	if err != nil {
		return nil, nil, 0, err
	}
	order = slices.Clone(f.Tensors)
	slices.SortStableFunc(order, func(a, b Tensor) int { return cmp.Compare(width(b), width(a)) })
	head = append(make([]byte, 8), meta...)
	seen := map[string]bool{}
	end := 0
	for i := range order {
		dtype, count, err := order[i].layout()
		if err != nil {
			return nil, nil, 0, err
		}
		if seen[order[i].Name] {
			return nil, nil, 0, fmt.Errorf("net: two tensors are named %q", order[i].Name)
		}
		seen[order[i].Name] = true
		begin := end
		end += count * widths[dtype]
		head = append(head, ',')
		head = appendString(head, order[i].Name)
		head = fmt.Appendf(head, `:{"dtype":%q,"shape":[%s],"data_offsets":[%d,%d]}`, dtype, commas(order[i].Shape), begin, end)
	}
	head = append(head, '}')
	head = append(head, bytes.Repeat([]byte{' '}, -len(head)&7)...) // the data begin at a multiple of 8
	if len(head)-8 > maxHeader {
		return nil, nil, 0, fmt.Errorf("net: header of %d bytes: want at most %d", len(head)-8, maxHeader)
	}
	binary.LittleEndian.PutUint64(head, uint64(len(head)-8))
	return order, head, at, nil
}

// metadata returns the beginning of the header, up to the first tensor, and where the digest goes in the file.
func (f *File) metadata() ([]byte, int, error) {
	head := []byte(`{"` + metadataKey + `":{"` + digestKey + `":"`)
	at := 8 + len(head)
	head = append(head, strings.Repeat("0", digestLen)+`"`...)
	for _, key := range slices.Sorted(maps.Keys(f.Meta)) {
		if key == digestKey {
			return nil, 0, fmt.Errorf("net: metadata key %q is reserved", key)
		}
		if !utf8.ValidString(key) || !utf8.ValidString(f.Meta[key]) {
			return nil, 0, fmt.Errorf("net: metadata %q is not UTF-8", key)
		}
		head = append(appendString(append(head, ','), key), ':')
		head = appendString(head, f.Meta[key])
	}
	return append(head, '}'), at, nil
}

func appendString(dst []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("net: " + err.Error()) // every string has a JSON form
	}
	return append(dst, quoted...)
}

func commas(shape []int) string {
	var b strings.Builder
	for i, d := range shape {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprint(&b, d)
	}
	return b.String()
}

// width returns the element size of t in bytes, 0 if it holds no numbers.
func width(t Tensor) int {
	dtype, _, _ := t.layout()
	return widths[dtype]
}
