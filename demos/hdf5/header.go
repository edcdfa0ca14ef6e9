package hdf5

import "fmt"

// The messages of an object's header that matter here (IV.A.2).
const (
	msgSpace      = 0x01
	msgLinkInfo   = 0x02
	msgType       = 0x03
	msgOldFill    = 0x04
	msgFill       = 0x05
	msgLink       = 0x06
	msgExternal   = 0x07
	msgLayout     = 0x08
	msgFilters    = 0x0b
	msgAttribute  = 0x0c
	msgContinued  = 0x10
	msgSymbols    = 0x11
	msgAttributes = 0x15
	msgLargest    = 0x19
)

// message is one message of a header.
type message struct {
	kind   byte
	shared bool // the data says where the message is
	data   []byte
}

// header is the description of an object.
type header struct {
	f        *File
	address  uint64
	messages []message
	bytes    int // read so far
}

// block is a piece of a header that another one refers to.
type block struct{ at, n uint64 }

// header reads the header of an object, in either version (IV.A.1).
func (f *File) header(at uint64) (*header, error) {
	h := &header{f: f, address: at}
	head, err := f.read(at, 16)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if string(head[:4]) == "OHDR" {
		err = h.readNew(head)
	} else {
		err = h.readOld(head)
	}
	if err != nil {
		return nil, fmt.Errorf("header at %#x: %w", at, err)
	}
	return h, nil
}

// piece reads a block of the header within the limit of all of them.
func (h *header) piece(b block) ([]byte, error) {
	if h.bytes += int(min(b.n, 1<<40)); h.bytes > h.f.limits.Metadata {
		return nil, limited("a header", uint64(h.bytes), uint64(h.f.limits.Metadata))
	}
	if b.n == 0 {
		return nil, damaged("an empty continuation")
	}
	return h.f.read(b.at, b.n)
}

func (h *header) readOld(head []byte) error {
	in := &fields{b: head}
	if version := in.u8(); version != 1 {
		return damaged("no header: its version is %d", version)
	}
	in.skip(1)
	count := in.u16()
	in.skip(4)
	blocks := []block{{h.address + 16, uint64(in.u32())}}
	for len(blocks) > 0 && count > 0 {
		data, err := h.piece(blocks[0])
		if err != nil {
			return err
		}
		blocks = blocks[1:]
		in := &fields{b: data}
		for ; len(in.b) >= 8 && count > 0; count-- {
			kind, size, flags := in.u16(), in.u16(), in.u8()
			in.skip(3)
			next, err := h.add(kind, flags, in.take(size))
			if err != nil {
				return err
			}
			blocks = append(blocks, next...)
		}
		if err := in.done("a message"); err != nil {
			return err
		}
	}
	return nil
}

func (h *header) readNew(head []byte) error {
	if head[4] != 2 {
		return unsupported("version %d", head[4])
	}
	flags := head[5]
	prefix := 6
	if flags&0x20 != 0 {
		prefix += 16 // times
	}
	if flags&0x10 != 0 {
		prefix += 4 // when attributes are stored densely
	}
	width := 1 << (flags & 3)
	lead, err := h.f.read(h.address, uint64(prefix+width))
	if err != nil {
		return err
	}
	in := &fields{b: lead[prefix:]}
	size := in.uint(width)
	if size > h.f.end {
		return damaged("a header of %d bytes", size)
	}
	blocks := []block{{h.address, uint64(prefix+width) + size + 4}}
	for skip := prefix + width; len(blocks) > 0; skip = 4 {
		data, err := h.piece(blocks[0])
		if err == nil {
			data, err = guarded(data, "a header")
		}
		if err != nil {
			return err
		}
		if skip == 4 && (len(data) < 4 || string(data[:4]) != "OCHK") {
			return damaged("no continuation at %#x", blocks[0].at)
		}
		next, err := h.messagesOf(&fields{b: data[skip:]}, flags&4 != 0)
		if err != nil {
			return err
		}
		blocks = append(blocks[1:], next...)
	}
	return nil
}

// messagesOf reads the messages of a block of the newer kind, whose last bytes may be a gap.
func (h *header) messagesOf(in *fields, ordered bool) (next []block, err error) {
	least := 4
	if ordered {
		least = 6
	}
	for len(in.b) >= least {
		kind, size, flags := int(in.u8()), in.u16(), in.u8()
		in.skip(least - 4)
		more, err := h.add(kind, flags, in.take(size))
		if err != nil {
			return nil, err
		}
		next = append(next, more...)
	}
	return next, in.done("a message")
}

// add keeps a message, or returns the block that it refers to.
func (h *header) add(kind int, flags byte, data []byte) ([]block, error) {
	if kind == msgContinued {
		in := &fields{b: data}
		next := block{in.u64(), in.u64()}
		return []block{next}, in.done("a continuation")
	}
	if kind >= msgLargest && flags&0x80 != 0 {
		return nil, unsupported("a message of kind %#x", kind)
	}
	if kind < msgLargest {
		h.messages = append(h.messages, message{byte(kind), flags&2 != 0, data})
	}
	return nil, nil
}

// find is the data of the first message of a kind, or nil where there is none.
func (h *header) find(kind byte) ([]byte, error) {
	for _, m := range h.messages {
		if m.kind == kind {
			return h.f.resolve(m)
		}
	}
	return nil, nil
}

// resolve is the data of a message, which for a shared one is in the header of another object (IV.A.2: shared message).
func (f *File) resolve(m message) ([]byte, error) {
	if !m.shared {
		return m.data, nil
	}
	in := &fields{b: m.data}
	version, kind := in.u8(), in.u8()
	if version == 1 {
		in.skip(6)
	}
	at := in.u64()
	if err := in.done("a shared message"); err != nil {
		return nil, err
	}
	if version == 3 && kind == 1 {
		return nil, unsupported("messages that are shared through a heap")
	}
	h, err := f.header(at)
	if err != nil {
		return nil, err
	}
	for _, other := range h.messages {
		if other.kind == m.kind && !other.shared {
			return other.data, nil
		}
	}
	return nil, damaged("a shared message is missing at %#x", at)
}
