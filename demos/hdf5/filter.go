package hdf5

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/zlib"
)

// The filters that are undone.
const (
	deflate   = 1
	shuffle   = 2
	fletcher  = 3
	mostStage = 32 // filters of a pipeline
)

// foreignFilters are filters that are refused, by their numbers.
var foreignFilters = map[int]string{
	4: "szip", 5: "n-bit", 6: "scale-offset", 32000: "lzf", 32001: "blosc", 32004: "lz4", 32008: "bitshuffle",
	32013: "zfp", 32015: "zstd", 32026: "blosc2",
}

// stage is a filter of a pipeline, with its first parameter.
type stage struct {
	id    int
	param uint32
}

// pipeline is what was done to a chunk before it was stored, in that order.
type pipeline struct {
	stages  []stage
	inflate io.ReadCloser // used again for each chunk
}

// parsePipeline reads a filter message (IV.A.2.l).
func parsePipeline(data []byte) (*pipeline, error) {
	in := &fields{b: data}
	version, n := in.u8(), int(in.u8())
	switch {
	case version == 1:
		in.skip(6)
	case version != 2:
		return nil, unsupported("filters of version %d", version)
	}
	if n > mostStage {
		return nil, damaged("%d filters", n)
	}
	p := &pipeline{}
	for range n {
		s := stage{id: in.u16()}
		name := 0
		if version == 1 || s.id >= 256 {
			name = in.u16()
		}
		in.skip(2)
		params := in.u16()
		if version == 1 {
			name = (name + 7) / 8 * 8
		}
		in.skip(name)
		for i := range params {
			if v := in.u32(); i == 0 {
				s.param = v
			}
			if in.short {
				break
			}
		}
		if version == 1 && params%2 == 1 {
			in.skip(4)
		}
		p.stages = append(p.stages, s)
	}
	if err := in.done("a pipeline of filters"); err != nil {
		return nil, err
	}
	return p, p.known()
}

func (p *pipeline) known() error {
	for _, s := range p.stages {
		if s.id >= deflate && s.id <= fletcher {
			continue
		}
		if name, ok := foreignFilters[s.id]; ok {
			return unsupported("the filter %s", name)
		}
		return unsupported("a filter of number %d", s.id)
	}
	return nil
}

// guards reports whether what the pipeline stores carries a checksum.
func (p *pipeline) guards() bool {
	for _, s := range p.stages {
		if s.id != shuffle {
			return true
		}
	}
	return false
}

// undo decodes a chunk that has so many bytes without filters. mask has the filters that were left out.
func (p *pipeline) undo(data []byte, size int, mask uint32) ([]byte, error) {
	most := size + 4*len(p.stages) // checksums may be inside of what is compressed
	for i := len(p.stages) - 1; i >= 0; i-- {
		if mask&(1<<i) != 0 {
			continue
		}
		var err error
		switch s := p.stages[i]; s.id {
		case deflate:
			data, err = p.inflated(data, most)
		case shuffle:
			data = unshuffled(data, int(min(s.param, 1<<20)))
		case fletcher:
			data, err = verified(data)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(data) != size {
		return nil, damaged("a chunk of %d bytes, not %d", len(data), size)
	}
	return data, nil
}

// inflated undoes deflate, to most bytes, with the checksum that zlib puts behind.
func (p *pipeline) inflated(data []byte, most int) ([]byte, error) {
	var err error
	if p.inflate == nil {
		p.inflate, err = zlib.NewReader(bytes.NewReader(data))
	} else {
		err = p.inflate.(zlib.Resetter).Reset(bytes.NewReader(data), nil)
	}
	if err != nil {
		p.inflate = nil
		return nil, damaged("a chunk does not inflate: %v", err)
	}
	out := make([]byte, most+1)
	n, err := io.ReadFull(p.inflate, out)
	switch {
	case err == nil:
		return nil, damaged("a chunk inflates to more than %d bytes", most)
	case err != io.ErrUnexpectedEOF && err != io.EOF:
		return nil, damaged("a chunk does not inflate: %v", err)
	}
	return p.ended(out[:n])
}

// ended reads once more where a chunk has ended, to tell an end from a cut.
func (p *pipeline) ended(out []byte) ([]byte, error) {
	var one [1]byte
	if _, err := p.inflate.Read(one[:]); err != io.EOF {
		return nil, damaged("a chunk does not inflate: %v", err)
	}
	return out, nil
}

// unshuffled puts the bytes of elements of a size together again. What is left behind the last whole one stays.
func unshuffled(data []byte, size int) []byte {
	if size < 2 || len(data) < 2*size {
		return data
	}
	out := make([]byte, len(data))
	n := len(data) / size
	for j := range size {
		column := data[j*n : (j+1)*n]
		for i, b := range column {
			out[i*size+j] = b
		}
	}
	copy(out[n*size:], data[n*size:])
	return out
}

// verified checks and removes the checksum of the filter fletcher32.
func verified(data []byte) ([]byte, error) {
	n := len(data) - 4
	if n < 0 || fletcher32(data[:n]) != binary.LittleEndian.Uint32(data[n:]) {
		return nil, damaged("the checksum of a chunk is wrong")
	}
	return data[:n], nil
}
