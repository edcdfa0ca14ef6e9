package demos

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"slices"

	"github.com/foxglove/mcap/go/mcap"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

const (
	maxLoaded  = 16 << 20  // bytes of a file that is held in memory as a whole
	windowSize = 256 << 10 // bytes of a longer one that are read at a time where records are looked for
	maxRecord  = 16 << 20  // bytes of a metadata record of a longer one
)

// source is the bytes of a recording: all of them in memory where they are few, else read from the file where they are
// looked at, so that the length of a recording does not decide what reading it takes.
type source struct {
	data []byte // all of them; nil where they are read
	size int

	kept   []byte // room for data
	fsys   disk.FS
	path   string
	file   disk.File // open until release; nil before the first look
	window []byte    // a part of the file
	from   int       // its offset
	err    error     // of the first read that failed
}

// loaded is a source in memory.
func loaded(data []byte) source { return source{data: data, size: len(data)} }

// open makes a file the source. Its size is that of this moment.
func (s *source) open(fsys disk.FS, path string) error {
	s.release()
	s.data, s.size, s.err, s.window = nil, 0, nil, s.window[:0]
	s.fsys, s.path = fsys, path
	data, err := disk.ReadFile(fsys, path, s.kept, maxLoaded)
	s.kept = data
	if large, ok := errors.AsType[*disk.TooLargeError](err); ok && large.Size <= maxFile {
		s.size = int(large.Size)
		return nil
	}
	if err != nil {
		return err
	}
	s.data, s.size = data, len(data)
	return nil
}

// release closes the file, which the next look opens again.
func (s *source) release() {
	if s.file != nil {
		s.file.Close()
		s.file = nil
	}
}

// view is n bytes at an offset, within the source: a part of it where it is in memory, else read into buf, or, where they
// are few, into the window, where they are valid until the next view. It is nil where they cannot be read.
func (s *source) view(at, n int, buf []byte) []byte {
	if s.data != nil || n == 0 {
		return s.data[at : at+n]
	}
	if n > windowSize {
		buf = slices.Grow(buf[:0], n)[:n]
		if !s.read(buf, at) {
			return nil
		}
		return buf
	}
	if at < s.from || at+n > s.from+len(s.window) {
		s.from = at
		s.window = slices.Grow(s.window[:0], windowSize)[:min(windowSize, s.size-at)]
		if !s.read(s.window, at) {
			s.window = s.window[:0]
			return nil
		}
	}
	return s.window[at-s.from:][:n]
}

// read fills p from an offset of the file. After an error all else fails, too.
func (s *source) read(p []byte, at int) bool {
	if s.err == nil && s.file == nil {
		s.file, s.err = s.fsys.Open(s.path)
	}
	if s.err == nil {
		_, s.err = s.file.ReadAt(p, int64(at))
	}
	return s.err == nil
}

// record reads the head of the record at an offset, and its body where the source is in memory. It reports false where the
// record does not fit before the limit.
func (s *source) record(at, limit int) (record, bool) {
	if s.data != nil {
		return recordAt(s.data, at, limit)
	}
	if at < 0 || limit > s.size || limit-at < recordHead {
		return record{}, false
	}
	head := s.view(at, recordHead, nil)
	if head == nil {
		return record{}, false
	}
	c := cursor{rest: head[1:]}
	size := c.u64()
	if size > uint64(limit-at-recordHead) {
		return record{}, false
	}
	return record{op: mcap.OpCode(head[0]), at: at, size: int(size)}, true
}

// body is what follows opcode and length of a record, as view has it; nil where it cannot be read.
func (s *source) body(r record, buf []byte) []byte {
	if r.body != nil || r.size == 0 {
		return r.body
	}
	return s.view(r.at+recordHead, r.size, buf)
}

// checksum is that of the bytes from one offset to another.
func (s *source) checksum(from, to int) uint32 {
	if s.data != nil {
		return crc32.ChecksumIEEE(s.data[from:to])
	}
	sum := uint32(0)
	for at := from; at < to; {
		block := s.view(at, min(windowSize, to-at), nil)
		if block == nil {
			return 0 // s.err says why
		}
		sum = crc32.Update(sum, crc32.IEEETable, block)
		at += len(block)
	}
	return sum
}

// digest is the SHA-256 of the source, in hexadecimal.
func (s *source) digest() string {
	defer s.release()
	sum := sha256.New()
	if s.writeTo(sum) != nil {
		return "" // s.err says why
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// writeTo copies the source.
func (s *source) writeTo(w io.Writer) error {
	for at := 0; at < s.size; {
		block := s.data
		if block == nil {
			block = s.view(at, min(windowSize, s.size-at), nil)
		}
		if block == nil {
			return s.err
		}
		n, err := w.Write(block)
		if err == nil && n < len(block) {
			err = io.ErrShortWrite
		}
		if err != nil {
			return err
		}
		at += n
	}
	return nil
}
