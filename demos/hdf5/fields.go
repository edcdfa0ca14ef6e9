package hdf5

import (
	"bytes"
	"encoding/binary"
)

// undefined is the address of what is not there.
const undefined = ^uint64(0)

// fields reads little-endian fields one after another. Past the end it yields zeros and remembers that, so that a
// structure is read in full and checked once.
type fields struct {
	b     []byte
	short bool
}

// take is the next n bytes, which are shared with the structure, or nil past the end.
func (f *fields) take(n int) []byte {
	if n < 0 || n > len(f.b) {
		f.short, f.b = true, nil
		return nil
	}
	b := f.b[:n:n]
	f.b = f.b[n:]
	return b
}

// uint is a number of n ≤ 8 bytes.
func (f *fields) uint(n int) uint64 {
	var b [8]byte
	copy(b[:], f.take(n))
	return binary.LittleEndian.Uint64(b[:])
}

func (f *fields) u8() byte    { return byte(f.uint(1)) }
func (f *fields) u16() int    { return int(f.uint(2)) }
func (f *fields) u32() uint32 { return uint32(f.uint(4)) }
func (f *fields) u64() uint64 { return f.uint(8) }
func (f *fields) skip(n int)  { f.take(n) }

// signature reports whether the next four bytes are the signature of a structure.
func (f *fields) signature(s string) bool { return string(f.take(4)) == s }

// text is the bytes up to a zero, which it skips. With pad, the text and its zero fill a multiple of so many bytes.
func (f *fields) text(pad int) string {
	n := bytes.IndexByte(f.b, 0)
	if n < 0 {
		f.take(len(f.b) + 1)
		return ""
	}
	s := string(f.b[:n])
	f.take((n + pad) / pad * pad)
	return s
}

// done is an error if the structure was shorter than its fields.
func (f *fields) done(what string) error {
	if f.short {
		return damaged("%s is cut short", what)
	}
	return nil
}

// sizeOf is how many bytes a number up to n takes.
func sizeOf(n uint64) int {
	size := 1
	for n >>= 8; n > 0; n >>= 8 {
		size++
	}
	return size
}
