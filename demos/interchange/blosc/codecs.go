package blosc

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Zlib decodes a stream of zlib, which must fill dst. Its checksum is compared.
func Zlib(dst, src []byte) error {
	r, err := zlib.NewReader(bytes.NewReader(src))
	if err != nil {
		return fmt.Errorf("%w: zlib: %w", ErrDamaged, err)
	}
	return fill(dst, r, "zlib")
}

// Gzip decodes a file of gzip, which must fill dst. Its checksum is compared.
func Gzip(dst, src []byte) error {
	r, err := gzip.NewReader(bytes.NewReader(src))
	if err != nil {
		return fmt.Errorf("%w: gzip: %w", ErrDamaged, err)
	}
	return fill(dst, r, "gzip")
}

// fill reads dst, and then the end.
func fill(dst []byte, r io.Reader, name string) error {
	_, err := io.ReadFull(r, dst)
	var one [1]byte
	if err == nil {
		if _, err = io.ReadFull(r, one[:]); err == io.EOF {
			return nil
		}
	}
	if err == nil {
		err = fmt.Errorf("more than %d bytes", len(dst))
	}
	return fmt.Errorf("%w: %s: %w", ErrDamaged, name, err)
}

// zstdDecoders are decoders of a single goroutine each.
var zstdDecoders = sync.Pool{New: func() any {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<28), zstd.WithDecoderMaxWindow(1<<27))
	if err != nil {
		panic("blosc: options of zstd: " + err.Error())
	}
	return d
}}

// Zstd decodes a frame of Zstandard, which must fill dst. Its checksum, if it has one, is compared.
func Zstd(dst, src []byte) error {
	var header zstd.Header
	if err := header.Decode(src); err != nil || header.HasFCS && header.FrameContentSize > uint64(len(dst)) {
		return fmt.Errorf("%w: zstd: its header", ErrDamaged)
	}
	d := zstdDecoders.Get().(*zstd.Decoder)
	defer zstdDecoders.Put(d)
	got, err := d.DecodeAll(src, make([]byte, 0, len(dst)))
	if err == nil && len(got) != len(dst) {
		err = fmt.Errorf("%d bytes, want %d", len(got), len(dst))
	}
	if err != nil {
		return fmt.Errorf("%w: zstd: %w", ErrDamaged, err)
	}
	copy(dst, got)
	return nil
}

// ZstdGuarded reports whether a frame of Zstandard has a checksum.
func ZstdGuarded(src []byte) bool {
	var header zstd.Header
	return header.Decode(src) == nil && header.HasCheckSum
}
