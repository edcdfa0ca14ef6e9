package demos

import (
	"encoding/binary"

	"github.com/foxglove/mcap/go/mcap"
)

// record is one record of an MCAP file, or of a chunk in it.
type record struct {
	op   mcap.OpCode
	at   int    // offset of its opcode in the file
	size int    // bytes that follow opcode and length
	body []byte // those, a view of the file's bytes; nil where they have not been read
}

// end is the offset after the record.
func (r record) end() int { return r.at + recordHead + r.size }

// recordAt reads the record at an offset of data. It reports false where the record does not fit before the limit.
func recordAt(data []byte, at, limit int) (record, bool) {
	if at < 0 || limit-at < recordHead {
		return record{}, false
	}
	size := binary.LittleEndian.Uint64(data[at+1:])
	start := at + recordHead
	if size > uint64(limit-start) {
		return record{}, false
	}
	return record{mcap.OpCode(data[at]), at, int(size), data[start : start+int(size)]}, true
}

// cursor reads the fields of a record one by one. Once a field does not fit, it and all later ones are zero.
type cursor struct {
	rest  []byte
	short bool
}

func (c *cursor) take(n uint64) []byte {
	if n > uint64(len(c.rest)) {
		c.rest, c.short = nil, true
		return nil
	}
	field := c.rest[:n]
	c.rest = c.rest[n:]
	return field
}

func (c *cursor) u16() uint16 {
	if b := c.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 {
	if b := c.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// prefixed is a string after its length.
func (c *cursor) prefixed() []byte { return c.take(uint64(c.u32())) }

// done reports whether every field fitted and nothing is left over.
func (c *cursor) done() bool { return !c.short && len(c.rest) == 0 }

// metadata reads a Metadata record.
func metadata(body []byte) (name string, entries map[string]string, ok bool) {
	c := cursor{rest: body}
	name = string(c.prefixed())
	fields := cursor{rest: c.prefixed()}
	entries = map[string]string{}
	for len(fields.rest) > 0 {
		key, value := string(fields.prefixed()), string(fields.prefixed())
		if _, twice := entries[key]; twice {
			return "", nil, false
		}
		entries[key] = value
	}
	return name, entries, c.done() && fields.done()
}
