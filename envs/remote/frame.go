package remote

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// A frame is a header and a payload. The header is the payload's length in bytes (4, little-endian), the kind (1) and
// three zeros, so that numbers in the payload are aligned:
//
//	length | kind 0 0 0 | payload
//
// The same codec is at both ends: a sender assembles a frame and writes it by one call, a receiver reads one into memory
// that it keeps.
const headerLen = 8

// kind is what a frame asks for. A reply has the kind of the request with the bit answer, or is a failure.
type kind uint8

// The kinds of requests, and replies that are a text: why a request is refused, after which the process goes on as if it
// had not been sent, and why it failed, after which it ends.
const (
	kindReset kind = 1 + iota
	kindStep
	kindSave
	kindLoad
	kindSetState
	kindState
	kindScene
	kindAct

	answer      kind = 0x80
	kindRefusal kind = 0xfe
	kindFailure kind = 0xff
)

var kindNames = map[kind]string{
	kindReset: "reset", kindStep: "step", kindSave: "save", kindLoad: "load", kindSetState: "set state",
	kindState: "state", kindScene: "scene", kindAct: "act",
}

func (k kind) String() string {
	if name, ok := kindNames[k&^answer]; ok {
		return name
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// sender writes frames.
type sender struct {
	w   io.Writer
	buf []byte // the frame that is assembled, header included
}

// begin starts a frame.
func (s *sender) begin(k kind) {
	s.buf = append(s.buf[:0], 0, 0, 0, 0, byte(k), 0, 0, 0)
}

func (s *sender) uint32(x uint32) { s.buf = binary.LittleEndian.AppendUint32(s.buf, x) }
func (s *sender) uint64(x uint64) { s.buf = binary.LittleEndian.AppendUint64(s.buf, x) }
func (s *sender) bytes(b []byte)  { s.buf = append(s.buf, b...) }

func (s *sender) floats(xs []float64) {
	for _, x := range xs {
		s.uint64(math.Float64bits(x))
	}
}

// end writes the frame.
func (s *sender) end() error {
	binary.LittleEndian.PutUint32(s.buf, uint32(len(s.buf)-headerLen))
	_, err := s.w.Write(s.buf)
	return err
}

// receiver reads frames whose payloads are of at most limit bytes.
type receiver struct {
	r     *bufio.Reader
	head  [headerLen]byte
	buf   []byte
	limit int
}

// notFrame is what arrived where a frame was due.
type notFrame struct{ seen []byte }

func (e *notFrame) Error() string {
	return fmt.Sprintf("%q is no frame: is something printed to standard output that belongs on standard error?", e.seen)
}

// next reads a frame. The payload is valid until the next call. io.EOF means that no frame began.
func (r *receiver) next() (kind, fields, error) {
	if _, err := io.ReadFull(r.r, r.head[:]); err != nil {
		return 0, fields{}, err
	}
	n := binary.LittleEndian.Uint32(r.head[:])
	if r.head[5]|r.head[6]|r.head[7] != 0 || uint64(n) > uint64(r.limit) {
		return 0, fields{}, r.stray()
	}
	if cap(r.buf) < int(n) {
		r.buf = make([]byte, n)
	}
	r.buf = r.buf[:n]
	if _, err := io.ReadFull(r.r, r.buf); err != nil {
		return 0, fields{}, io.ErrUnexpectedEOF
	}
	return kind(r.head[4]), fields{rest: r.buf}, nil
}

// stray quotes a header that is none, with what has arrived behind it.
func (r *receiver) stray() error {
	const most = 60 // bytes
	seen := append([]byte(nil), r.head[:]...)
	more, _ := r.r.Peek(min(r.r.Buffered(), most))
	return &notFrame{append(seen, more...)}
}

// line reads a line of at most limit bytes, without its end.
func (r *receiver) line(limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > limit:
			return line[:limit], fmt.Errorf("a line of more than %d bytes", limit)
		case err == nil:
			return line[:len(line)-1], nil
		case err != bufio.ErrBufferFull:
			return line, err
		}
	}
}

// fields are read from the front of a payload. One that is too short makes short true and reads as zero.
type fields struct {
	rest  []byte
	short bool
}

func (f *fields) take(n int) []byte {
	if n > len(f.rest) {
		f.short, f.rest = true, nil
		return nil
	}
	part := f.rest[:n]
	f.rest = f.rest[n:]
	return part
}

func (f *fields) uint32() uint32 {
	if b := f.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (f *fields) uint64() uint64 {
	if b := f.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// floats fills dst; a payload that is too short leaves it as it is.
func (f *fields) floats(dst []float64) {
	b := f.take(8 * len(dst))
	if b == nil {
		return
	}
	for i := range dst {
		dst[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
}

// whole reports whether all was there and nothing is left.
func (f *fields) whole() bool { return !f.short && len(f.rest) == 0 }

func (f *fields) float() float64 { return math.Float64frombits(f.uint64()) }

func (f *fields) byte() byte {
	if b := f.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (s *sender) float(x float64) { s.uint64(math.Float64bits(x)) }
func (s *sender) byte(b byte)     { s.buf = append(s.buf, b) }
