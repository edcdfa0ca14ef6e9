package hdf5

import (
	"encoding/binary"
	"fmt"
)

// Class is a kind of element.
type Class byte

// The classes.
const (
	Int    Class = iota // signed
	Uint                // unsigned
	Float               // IEEE 754, of 2, 4 or 8 bytes
	Enum                // names for whole numbers; booleans are one of FALSE and TRUE
	String              // of fixed length
	Text                // string of variable length
)

func (c Class) String() string {
	return [...]string{"int", "uint", "float", "enum", "string", "text"}[c]
}

// Type is the type of an element.
type Type struct {
	Class   Class
	Size    int      // bytes of an element in the file
	Big     bool     // the bytes of numbers are in the order of big-endian machines
	Members []Member // of an Enum
	signed  bool     // of the numbers of an Enum
	padding byte     // of a String: 0 ends at a zero, 1 is filled with zeros, 2 with spaces
}

// Member is a name of an Enum.
type Member struct {
	Name  string
	Value int64
}

// Bool reports whether the type is that of booleans, as h5py writes them.
func (t Type) Bool() bool {
	return t.Class == Enum && len(t.Members) == 2 && t.Members[0] == Member{"FALSE", 0} && t.Members[1] == Member{"TRUE", 1}
}

// Number reports whether the elements are numbers, which enumerations are too.
func (t Type) Number() bool { return t.Class <= Enum }

// String is "float32", "bool", "string[12]", "text".
func (t Type) String() string {
	switch {
	case t.Bool():
		return "bool"
	case t.Class == Text:
		return "text"
	case t.Class == String:
		return fmt.Sprintf("string[%d]", t.Size)
	}
	return fmt.Sprintf("%v%d", t.Class, 8*t.Size)
}

func (t Type) order() binary.ByteOrder {
	if t.Big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// foreignClasses are the classes that are refused, by their numbers.
var foreignClasses = map[byte]string{
	2: "a time", 4: "bit fields", 5: "opaque data", 6: "a compound type", 7: "references", 10: "arrays as elements",
	11: "complex numbers",
}

// parseType reads a datatype (IV.A.2.d).
func parseType(data []byte) (Type, error) {
	t, err := readType(&fields{b: data}, 0)
	if err != nil {
		return Type{}, fmt.Errorf("type: %w", err)
	}
	return t, nil
}

func readType(in *fields, depth int) (Type, error) {
	if depth > 2 {
		return Type{}, damaged("types within types")
	}
	lead := in.u8()
	flags := uint32(in.uint(3))
	t := Type{Size: int(in.u32())}
	if err := in.done("it"); err != nil {
		return Type{}, err
	}
	var err error
	switch class, version := lead&15, lead>>4; class {
	case 0:
		err = t.readInteger(in, flags)
	case 1:
		err = t.readFloat(in, flags)
	case 3:
		t.Class, t.padding = String, byte(flags&15)
	case 8:
		err = t.readEnum(in, flags, version, depth)
	case 9:
		err = t.readVariable(in, flags, depth)
	default:
		if name, ok := foreignClasses[class]; ok {
			return Type{}, unsupported("%s", name)
		}
		return Type{}, damaged("a class of number %d", class)
	}
	if err == nil {
		err = in.done("it")
	}
	if err == nil && (t.Size <= 0 || t.Size > 1<<24) {
		err = damaged("elements of %d bytes", t.Size)
	}
	return t, err
}

func (t *Type) readInteger(in *fields, flags uint32) error {
	t.Class, t.Big, t.signed = Uint, flags&1 != 0, flags&8 != 0
	if t.signed {
		t.Class = Int
	}
	offset, precision := in.u16(), in.u16()
	switch {
	case t.Size != 1 && t.Size != 2 && t.Size != 4 && t.Size != 8:
		return unsupported("integers of %d bytes", t.Size)
	case offset != 0 || precision != 8*t.Size:
		return unsupported("integers of %d bits in %d bytes", precision, t.Size)
	}
	return nil
}

// floatParts are the places of sign, exponent and mantissa, and the exponent's bias, of the floats of IEEE 754.
var floatParts = map[int][7]int{ // sign, exponent at, its bits, mantissa at, its bits, bias, precision
	2: {15, 10, 5, 0, 10, 15, 16},
	4: {31, 23, 8, 0, 23, 127, 32},
	8: {63, 52, 11, 0, 52, 1023, 64},
}

func (t *Type) readFloat(in *fields, flags uint32) error {
	t.Class, t.Big = Float, flags&1 != 0
	offset, precision := in.u16(), in.u16()
	parts := [7]int{int(flags >> 8 & 255), int(in.u8()), int(in.u8()), int(in.u8()), int(in.u8()), int(in.u32()), precision}
	want, ok := floatParts[t.Size]
	if !ok || offset != 0 || parts != want || flags&0x40 != 0 || flags>>4&3 != 2 {
		return unsupported("floats of %d bytes that are not of IEEE 754", t.Size)
	}
	return nil
}

func (t *Type) readEnum(in *fields, flags uint32, version byte, depth int) error {
	base, err := readType(in, depth+1)
	if err != nil {
		return err
	}
	if base.Class > Uint || base.Size != t.Size {
		return damaged("an enumeration of %v", base)
	}
	t.Class, t.Big, t.signed = Enum, base.Big, base.signed
	n, pad := int(flags&0xffff), 8
	if version >= 3 {
		pad = 1
	}
	for range n {
		t.Members = append(t.Members, Member{Name: in.text(pad)})
		if in.short {
			return damaged("an enumeration is cut short")
		}
	}
	values := in.take(n * t.Size)
	if in.short {
		return damaged("an enumeration is cut short")
	}
	for i := range t.Members {
		t.Members[i].Value = t.int64(values[i*t.Size:])
	}
	return nil
}

func (t *Type) readVariable(in *fields, flags uint32, depth int) error {
	base, err := readType(in, depth+1)
	switch {
	case flags&15 != 1 && err == nil:
		return unsupported("sequences of variable length (of %v)", base)
	case flags&15 != 1:
		return unsupported("sequences of variable length")
	case t.Size != 16:
		return damaged("strings of variable length in %d bytes", t.Size)
	}
	t.Class = Text
	return nil
}
