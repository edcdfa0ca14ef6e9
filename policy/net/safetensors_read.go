package net

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// ErrNoDigest reports a safetensors file without the digest that fenchel's own files carry.
var ErrNoDigest = errors.New("net: the file carries no sha256: it was not written by fenchel")

// ErrDigest reports a file whose content is not what its digest was taken of.
var ErrDigest = errors.New("the digest no longer fits: the file is damaged, or another program has saved it again")

// ReadFile opens a file that fenchel wrote: it must carry a digest, and the digest must be right. Files larger than
// limit bytes are refused, and reading takes little more memory than the file.
func ReadFile(path string, limit int64) (*File, error) {
	f, sealed, err := readPath(path, limit, true)
	if err == nil && !sealed {
		err = fmt.Errorf("%s: %w", path, ErrNoDigest)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ReadForeignFile opens any safetensors file, verifying the digest only if there is one.
func ReadForeignFile(path string, limit int64) (*File, error) {
	f, _, err := readPath(path, limit, true)
	return f, err
}

// ReadUnsealed opens a file whatever its digest says: one that another program has saved again, for example.
func ReadUnsealed(path string, limit int64) (*File, error) {
	f, _, err := readPath(path, limit, false)
	return f, err
}

// ReadMeta reads the texts of a file alone. Neither its numbers nor its digest are looked at.
func ReadMeta(path string) (map[string]string, error) {
	r, size, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	h, err := newReader(r).header(size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return h.meta, nil
}

func readPath(path string, limit int64, verify bool) (*File, bool, error) {
	r, size, err := openRegular(path)
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	f, sealed, err := Read(r, size, limit)
	if errors.Is(err, ErrDigest) && !verify {
		err = nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", path, err)
	}
	return f, sealed, nil
}

// openRegular opens a regular file and says how many bytes it has.
func openRegular(path string) (r *os.File, size int64, err error) {
	if r, err = disk.OpenRegular(path); err != nil {
		return nil, 0, err
	}
	info, err := r.Stat()
	if err != nil {
		r.Close()
		return nil, 0, err
	}
	return r, info.Size(), nil
}

// Read reads a safetensors file of size bytes, at most limit, from r. Sealed tells whether the file carries a digest,
// which then has been verified; where it does not fit, the file is returned together with an ErrDigest.
func Read(r io.Reader, size, limit int64) (f *File, sealed bool, err error) {
	if size > limit {
		return nil, false, fmt.Errorf("net: file of %d bytes: want at most %d", size, limit)
	}
	in := newReader(r)
	h, err := in.header(size)
	if err != nil {
		return nil, false, err
	}
	f = &File{Meta: h.meta}
	for _, e := range h.entries {
		data, err := in.tensor(e)
		if err != nil {
			return nil, false, fmt.Errorf("net: tensor %q: %w", e.name, err)
		}
		f.Tensors = append(f.Tensors, Tensor{Name: e.name, Shape: e.shape, Data: data})
	}
	if _, err := in.r.ReadByte(); err != io.EOF {
		return nil, false, fmt.Errorf("net: more than the %d bytes announced", size)
	}
	if h.digest == "" {
		return f, false, nil
	}
	if got := hex.EncodeToString(in.sum.Sum(nil)); got != h.digest {
		return f, false, fmt.Errorf("net: bytes 0 to %d: %w: the content has SHA-256 %s, the header says %s", size, ErrDigest, got, h.digest)
	}
	return f, true, nil
}

// reader hashes what it reads.
type reader struct {
	r   *bufio.Reader
	sum hash.Hash
	buf [chunk * 8]byte
}

func newReader(r io.Reader) *reader {
	return &reader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
}

// header reads and checks everything in front of the numbers.
func (in *reader) header(size int64) (*header, error) {
	var prefix [8]byte
	if _, err := io.ReadFull(in.r, prefix[:]); err != nil {
		return nil, fmt.Errorf("net: no length in the first 8 bytes: %w", err)
	}
	n := binary.LittleEndian.Uint64(prefix[:])
	if n > maxHeader {
		return nil, fmt.Errorf("net: no safetensors file: it begins with a header of %d bytes: want at most %d", n, maxHeader)
	}
	if int64(n) > size-8 {
		return nil, fmt.Errorf("net: the file ends at byte %d, inside its header of %d bytes", size, n)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(in.r, text); err != nil {
		return nil, fmt.Errorf("net: header: %w", err)
	}
	h, err := parseHeader(text)
	if err != nil {
		return nil, fmt.Errorf("net: header: %w", err)
	}
	if want := size - 8 - int64(n); int64(h.end) != want {
		return nil, fmt.Errorf("net: tensors take %d bytes, the file has %d for them", h.end, want)
	}
	for i := range h.digest { // the digest was taken with zeros in its place
		text[h.digestAt+i] = '0'
	}
	in.sum.Write(prefix[:])
	in.sum.Write(text)
	return h, nil
}

// tensor reads the numbers of one tensor, whose size has been checked against the file's.
func (in *reader) tensor(e entry) (any, error) {
	switch e.dtype {
	case "F32":
		return readNumbers[float32](in, e.count)
	case "F64":
		return readNumbers[float64](in, e.count)
	case "I64":
		return readNumbers[int64](in, e.count)
	}
	return readNumbers[uint8](in, e.count)
}

func readNumbers[T any](in *reader, count int) ([]T, error) {
	data := make([]T, count)
	for lo := 0; lo < count; lo += chunk {
		part := data[lo:min(lo+chunk, count)]
		b := in.buf[:binary.Size(part)]
		if _, err := io.ReadFull(in.r, b); err != nil {
			return nil, err
		}
		in.sum.Write(b)
		if _, err := binary.Decode(b, binary.LittleEndian, part); err != nil {
			return nil, err
		}
	}
	return data, nil
}
