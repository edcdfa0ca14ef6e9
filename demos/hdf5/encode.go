package hdf5

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The types that are written.
var (
	Float32 = Type{Class: Float, Size: 4}
	Float64 = Type{Class: Float, Size: 8}
	Uint8   = Type{Class: Uint, Size: 1}
	Int64   = Type{Class: Int, Size: 8, signed: true}
	Bool    = Type{Class: Enum, Size: 1, signed: true, Members: []Member{{"FALSE", 0}, {"TRUE", 1}}}
)

// FixedString is the type of strings of up to so many bytes of UTF-8.
func FixedString(size int) Type { return Type{Class: String, Size: max(size, 1), padding: 1} }

// text is the type of strings of variable length, which attributes are of.
var text = Type{Class: Text, Size: 16}

// lead is the beginning of a datatype.
func lead(class, version byte, flags uint32, size int) []byte {
	b := []byte{class | version<<4, byte(flags), byte(flags >> 8), byte(flags >> 16)}
	return binary.LittleEndian.AppendUint32(b, uint32(size))
}

// encode is the type as a message.
func (t Type) encode() []byte {
	switch t.Class {
	case Int, Uint:
		var flags uint32
		if t.Class == Int {
			flags = 8
		}
		return append(lead(0, 1, flags, t.Size), 0, 0, byte(8*t.Size), 0)
	case Float:
		p := floatParts[t.Size]
		b := append(lead(1, 1, uint32(0x20|p[0]<<8), t.Size), 0, 0, byte(8*t.Size), 0)
		b = append(b, byte(p[1]), byte(p[2]), byte(p[3]), byte(p[4]))
		return binary.LittleEndian.AppendUint32(b, uint32(p[5]))
	case Enum:
		b := append(lead(8, 3, uint32(len(t.Members)), t.Size), Type{Class: Int, Size: t.Size}.encode()...)
		for _, m := range t.Members {
			b = append(append(b, m.Name...), 0)
		}
		for _, m := range t.Members {
			b = t.appendInt(b, m.Value)
		}
		return b
	case Text:
		b := lead(9, 1, 0x101, t.Size) // a string, of UTF-8
		return append(b, lead(3, 1, 0x10, 1)...)
	}
	return lead(3, 1, 0x10|uint32(t.padding), t.Size)
}

// appendInt is a whole number as an element.
func (t Type) appendInt(b []byte, x int64) []byte {
	for i := range t.Size {
		b = append(b, byte(x>>(8*i)))
	}
	return b
}

// appendFloat is a number as an element.
func (t Type) appendFloat(b []byte, x float64) []byte {
	switch {
	case t.Class == Float && t.Size == 8:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	case t.Class == Float && t.Size == 4:
		return binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(x)))
	}
	return t.appendInt(b, int64(x))
}

// encodeSpace is an extent as a message, with the first dimension free to grow where that is said.
func encodeSpace(dims []int, grows bool) []byte {
	kind := byte(1)
	if len(dims) == 0 {
		kind = 0
	}
	b := []byte{2, byte(len(dims)), 0, kind}
	for _, n := range dims {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	if grows {
		b[2] = 1
		b = binary.LittleEndian.AppendUint64(b, undefined)
		for _, n := range dims[1:] {
			b = binary.LittleEndian.AppendUint64(b, uint64(n))
		}
	}
	return b
}

// SetAttr gives the group or dataset an attribute: an int64, float64, bool or string, or a slice of float64. It panics on
// other types, and on more than 64 KiB.
func (o *objectWriter) SetAttr(name string, value any) {
	var t Type
	var dims []int
	var data []byte
	switch v := value.(type) {
	case int64:
		t = Int64
		data = t.appendInt(nil, v)
	case float64:
		t = Float64
		data = t.appendFloat(nil, v)
	case bool:
		t, data = Bool, []byte{0}
		if v {
			data[0] = 1
		}
	case string:
		t, data = text, o.f.reference(v)
	case []float64:
		t, dims = Float64, []int{len(v)}
		for _, x := range v {
			data = t.appendFloat(data, x)
		}
	default:
		panic(fmt.Sprintf("hdf5: an attribute of %T", value))
	}
	typ, space := t.encode(), encodeSpace(dims, false)
	b := []byte{3, 0}
	for _, n := range []int{len(name) + 1, len(typ), len(space)} {
		b = binary.LittleEndian.AppendUint16(b, uint16(n))
	}
	b = append(b, 1) // a name in UTF-8
	b = append(append(b, name...), 0)
	b = append(append(b, typ...), space...)
	o.message(msgAttribute, append(b, data...))
}
