package interchange

import (
	"encoding/binary"
	"fmt"
	"math"
)

// number is a type of number as NumPy writes it: "<f4" is a little-endian float32.
type number struct {
	kind  byte // f, i, u or b (a bool of one byte)
	size  int  // bytes
	order binary.ByteOrder
}

var float64Number = number{'f', 8, binary.LittleEndian}
var int64Number = number{'i', 8, binary.LittleEndian}
var boolNumber = number{'b', 1, binary.LittleEndian}

// numberNames are the types that are read, by NumPy's letters, and what zarr 3 calls them.
var numberNames = map[string]string{
	"f4": "float32", "f8": "float64", "b1": "bool",
	"i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64",
	"u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64",
}

// parseNumber reads NumPy's name of a type.
func parseNumber(text string) (number, error) {
	if len(text) == 3 && numberNames[text[1:]] != "" {
		n := number{text[1], int(text[2] - '0'), binary.LittleEndian}
		switch {
		case text[0] == '<', n.size == 1 && text[0] == '|':
			return n, nil
		case text[0] == '>':
			n.order = binary.BigEndian
			return n, nil
		}
	}
	return number{}, fmt.Errorf("numbers of type %.40q are not read: want f4, f8, b1, i1 to i8 or u1 to u8", text)
}

// String is NumPy's name.
func (n number) String() string {
	mark := "<"
	switch {
	case n.size == 1:
		mark = "|"
	case n.order == binary.BigEndian:
		mark = ">"
	}
	return fmt.Sprintf("%s%c%d", mark, n.kind, n.size)
}

// decode reads as many numbers as dst has. A whole number that float64 does not hold is an error.
func (n number) decode(dst []float64, raw []byte) error {
	for i := range dst {
		x := raw[i*n.size : (i+1)*n.size]
		switch n.kind {
		case 'f':
			if n.size == 4 {
				dst[i] = float64(math.Float32frombits(n.order.Uint32(x)))
			} else {
				dst[i] = math.Float64frombits(n.order.Uint64(x))
			}
		case 'i':
			v := n.signed(x)
			if dst[i] = float64(v); int64(dst[i]) != v || v == math.MaxInt64 {
				return fmt.Errorf("the whole number %d is beyond those that float64 holds", v)
			}
		default:
			v := n.unsigned(x)
			if dst[i] = float64(v); v > 1<<53 && uint64(dst[i]) != v {
				return fmt.Errorf("the whole number %d is beyond those that float64 holds", v)
			}
		}
	}
	return nil
}

func (n number) unsigned(x []byte) uint64 {
	switch n.size {
	case 1:
		return uint64(x[0])
	case 2:
		return uint64(n.order.Uint16(x))
	case 4:
		return uint64(n.order.Uint32(x))
	}
	return n.order.Uint64(x)
}

func (n number) signed(x []byte) int64 {
	shift := 64 - 8*n.size
	return int64(n.unsigned(x)<<shift) >> shift
}

// encode appends numbers; only the types that are written have an encoding.
func (n number) encode(dst []byte, xs []float64) []byte {
	for _, x := range xs {
		switch n.kind {
		case 'f':
			dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
		case 'i':
			dst = binary.LittleEndian.AppendUint64(dst, uint64(int64(x)))
		default:
			dst = append(dst, byte(x))
		}
	}
	return dst
}
