// Package blosc reads frames of Blosc 1, in which NumPy's world keeps the chunks of zarr arrays.
//
// A frame is a header of 16 bytes, the offset of each block, and the blocks. A block is split into as many streams as a
// number has bytes, or is one stream; each is compressed by itself, and all that is read of a block is then shuffled
// back: bytes or bits of equal rank had been put side by side.
//
//	0      version of the format, 2
//	1      version of the compressor
//	2      flags: 1 bytes shuffled, 2 stored, 4 bits shuffled, 16 not split, 5 to 7 the compressor
//	3      bytes of a number
//	4:8    bytes of the whole, 8:12 of a block, 12:16 of the frame
//
// The layout is that of README_CHUNK_FORMAT.rst of c-blosc. BloscLZ, LZ4 (also HC), Zlib and Zstandard are read, Snappy is
// refused. Blosc has no checksum.
package blosc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

const headerLen = 16

// Flags of a header.
const (
	flagShuffle    = 1 << 0
	flagStored     = 1 << 1
	flagBitShuffle = 1 << 2
	flagDelta      = 1 << 3
	flagUnsplit    = 1 << 4
)

// Compressors, in the upper bits of the flags.
const (
	codecBloscLZ = iota
	codecLZ4
	codecSnappy
	codecZlib
	codecZstd
)

// mostSplit is the largest number, in bytes, whose blocks are split, and leastSplit the shortest stream of a split block.
const (
	mostSplit  = 16
	leastSplit = 128
)

// ErrDamaged is wrapped by every error about a damaged frame.
var ErrDamaged = errors.New("damaged frame of Blosc")

// frame is a header and what it is of.
type frame struct {
	data            []byte
	flags           byte
	size            int // bytes of a number
	whole, perBlock int // bytes
}

// Decode appends the content of a frame to dst, which grows by at most the given number of bytes.
func Decode(dst, src []byte, most int) ([]byte, error) {
	f, err := open(src, most)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	if f.flags&flagStored != 0 {
		if len(src) < headerLen+f.whole {
			return dst, fmt.Errorf("%w: it ends early", ErrDamaged)
		}
		return append(dst, src[headerLen:headerLen+f.whole]...), nil
	}
	blocks := (f.whole + f.perBlock - 1) / max(f.perBlock, 1)
	if headerLen+4*blocks > len(src) {
		return dst, fmt.Errorf("%w: it ends early", ErrDamaged)
	}
	scratch := make([]byte, min(f.perBlock, f.whole))
	for i := range blocks {
		size := min(f.perBlock, f.whole-i*f.perBlock)
		dst = append(dst, scratch[:size]...)
		at := int(int32(binary.LittleEndian.Uint32(src[headerLen+4*i:])))
		if err := f.block(dst[start+i*f.perBlock:], scratch[:size], at); err != nil {
			return dst[:start], fmt.Errorf("block %d: %w", i, err)
		}
	}
	return dst, nil
}

// open checks a header.
func open(src []byte, most int) (frame, error) {
	if len(src) < headerLen || src[0] != 2 {
		return frame{}, fmt.Errorf("%w: it does not begin as one of version 2", ErrDamaged)
	}
	word := func(at int) int { return int(int32(binary.LittleEndian.Uint32(src[at:]))) }
	f := frame{flags: src[2], size: int(src[3]), whole: word(4), perBlock: word(8)}
	switch n := word(12); {
	case f.whole < 0 || f.whole > most:
		return f, fmt.Errorf("%w: it says that it holds %d bytes, of at most %d", ErrDamaged, f.whole, most)
	case n != len(src):
		return f, fmt.Errorf("%w: it has %d bytes, and says %d", ErrDamaged, len(src), n)
	case f.flags&flagStored == 0 && f.whole > 0 && f.perBlock <= 0, f.size == 0:
		return f, fmt.Errorf("%w: blocks of %d bytes, numbers of %d", ErrDamaged, f.perBlock, f.size)
	case f.flags&flagDelta != 0:
		return f, errors.New("a frame of Blosc with a delta filter is not read")
	}
	f.data = src
	return f, nil
}

// block reads a block at a place of the frame.
func (f frame) block(dst, scratch []byte, at int) error {
	shuffled := f.flags&flagShuffle != 0 && f.size > 1
	bits := f.flags&flagBitShuffle != 0 && len(dst) >= f.size
	to := dst
	if shuffled || bits {
		to = scratch
	}
	streams := 1
	if f.flags&flagUnsplit == 0 && f.size <= mostSplit && len(dst) == f.perBlock && f.perBlock/f.size >= leastSplit {
		streams = f.size
	}
	n := len(dst) / streams
	for i := range streams {
		part := to[i*n : (i+1)*n]
		if i == streams-1 {
			part = to[i*n:]
		}
		next, err := f.stream(part, at)
		if err != nil {
			return err
		}
		at = next
	}
	switch {
	case shuffled:
		unshuffle(dst, scratch, f.size)
	case bits:
		unshuffleBits(dst, scratch, f.size)
	}
	return nil
}

// stream reads a stream at a place, and returns the place behind it.
func (f frame) stream(dst []byte, at int) (next int, err error) {
	if at < headerLen || at+4 > len(f.data) {
		return 0, fmt.Errorf("%w: a stream at byte %d of %d", ErrDamaged, at, len(f.data))
	}
	n := int(int32(binary.LittleEndian.Uint32(f.data[at:])))
	at += 4
	if n < 0 || n > len(f.data)-at {
		return 0, fmt.Errorf("%w: a stream of %d bytes at %d of %d", ErrDamaged, n, at, len(f.data))
	}
	src := f.data[at : at+n]
	if n == len(dst) {
		copy(dst, src)
		return at + n, nil
	}
	switch f.flags >> 5 {
	case codecBloscLZ:
		err = bloscLZ(dst, src)
	case codecLZ4:
		err = LZ4(dst, src)
	case codecZlib:
		err = Zlib(dst, src)
	case codecZstd:
		err = Zstd(dst, src)
	default:
		err = fmt.Errorf("compressor %d of Blosc is not read: want blosclz, lz4, zlib or zstd", f.flags>>5)
	}
	return at + n, err
}
