package hdf5

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// File is an open HDF5 file. It is for one goroutine at a time.
type File struct {
	r       io.ReaderAt
	base    uint64 // where the addresses of the file begin in r
	end     uint64 // address of its end
	limits  Limits
	root    *Group
	heap    globalHeap // the one read last
	Guarded bool       // what describes the data has checksums, since the superblock is of version 2 or 3
}

// magic begins a superblock, which is at byte 0 or at a power of two from 512.
var magic = []byte("\x89HDF\r\n\x1a\n")

// Recognize reports whether the first bytes are those of an HDF5 file without a user block.
func Recognize(head []byte) bool { return bytes.HasPrefix(head, magic) }

// Open opens a file of so many bytes.
func Open(r io.ReaderAt, size int64, l Limits) (*File, error) {
	if err := l.Validate(); err != nil {
		return nil, err
	}
	f := &File{r: r, end: uint64(size), limits: l}
	at, err := f.find()
	if err != nil {
		return nil, err
	}
	address, err := f.superblock(at, uint64(size))
	if err != nil {
		return nil, fmt.Errorf("superblock: %w", err)
	}
	h, err := f.header(address)
	if err != nil {
		return nil, fmt.Errorf("/: %w", err)
	}
	f.root, err = f.group("", h)
	return f, err
}

// Root is the group that holds all others.
func (f *File) Root() *Group { return f.root }

// find is where the superblock is.
func (f *File) find() (uint64, error) {
	for at := uint64(0); at+8 <= f.end; at = max(512, 2*at) {
		head, err := f.read(at, 8)
		if err != nil {
			return 0, err
		}
		if bytes.Equal(head, magic) {
			return at, nil
		}
	}
	return 0, damaged("no superblock: this is no HDF5 file")
}

// superblock reads it (II.A) and returns the address of the root group's header.
func (f *File) superblock(at, size uint64) (root uint64, err error) {
	head, err := f.read(at, min(96+4, size-at))
	if err != nil {
		return 0, err
	}
	in := &fields{b: head}
	in.skip(8)
	switch version := in.u8(); version {
	case 0, 1:
		root, err = f.oldSuperblock(in, version)
	case 2, 3:
		f.Guarded = true
		root, err = f.newSuperblock(in, head)
	default:
		return 0, unsupported("version %d", version)
	}
	if err != nil {
		return 0, err
	}
	if f.base != at {
		return 0, damaged("it is at byte %d and says %d", at, f.base)
	}
	if f.end > size || f.end < at {
		return 0, damaged("the file should have %d bytes and has %d", f.end, size)
	}
	f.end -= at // from here on, from where the addresses begin
	return root, nil
}

func (f *File) oldSuperblock(in *fields, version byte) (uint64, error) {
	in.skip(4)
	addresses, lengths := in.u8(), in.u8()
	in.skip(1 + 2 + 2 + 4)
	if version == 1 {
		in.skip(4)
	}
	f.base = in.u64()
	in.skip(8)
	f.end = in.u64()
	in.skip(8 + 8)
	root := in.u64()
	if err := in.done("it"); err != nil {
		return 0, err
	}
	return root, wide(addresses, lengths)
}

func (f *File) newSuperblock(in *fields, head []byte) (uint64, error) {
	addresses, lengths := in.u8(), in.u8()
	in.skip(1)
	f.base = in.u64()
	in.skip(8)
	f.end = in.u64()
	root := in.u64()
	in.skip(4)
	if err := in.done("it"); err != nil {
		return 0, err
	}
	if _, err := guarded(head[:48], "it"); err != nil {
		return 0, err
	}
	return root, wide(addresses, lengths)
}

// wide refuses addresses and lengths that are not of 8 bytes.
func wide(addresses, lengths byte) error {
	if addresses != 8 || lengths != 8 {
		return unsupported("addresses of %d and lengths of %d bytes", addresses, lengths)
	}
	return nil
}

// read reads n bytes at an address.
func (f *File) read(at, n uint64) ([]byte, error) {
	if err := f.within(at, n); err != nil {
		return nil, err
	}
	if n > uint64(max(f.limits.Chunk, f.limits.Metadata)) {
		return nil, limited("a block", n, uint64(max(f.limits.Chunk, f.limits.Metadata)))
	}
	b := make([]byte, n)
	return b, f.readInto(b, at)
}

// readInto fills b from an address.
func (f *File) readInto(b []byte, at uint64) error {
	if err := f.within(at, uint64(len(b))); err != nil {
		return err
	}
	n, err := f.r.ReadAt(b, int64(f.base+at))
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return damaged("the file ends before byte %d", f.base+at+uint64(len(b)))
	}
	return err
}

func (f *File) within(at, n uint64) error {
	if at > f.end || n > f.end-at {
		return damaged("%d bytes at %#x are not in the file", n, at)
	}
	return nil
}
