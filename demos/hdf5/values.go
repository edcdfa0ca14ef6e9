package hdf5

import (
	"bytes"
	"errors"
	"fmt"
	"math"
)

// window is how many bytes of elements are converted at a time, at least one row.
const window = 1 << 18

// Float64s fills dst with whole rows as numbers, beginning at a row. Enumerations count as their numbers; integers
// beyond 2⁵³ are rounded. It panics where dst is not of whole rows or passes the last one.
func (d *Dataset) Float64s(dst []float64, from int) error {
	if !d.typ.Number() {
		return d.wrap(fmt.Errorf("%v is no number", d.typ))
	}
	return d.each(len(dst), from, func(i int, b []byte) error {
		dst[i] = d.typ.float64(b)
		return nil
	})
}

// Int64s is Float64s for whole numbers, exactly.
func (d *Dataset) Int64s(dst []int64, from int) error {
	if err := d.typ.whole(); err != nil {
		return d.wrap(err)
	}
	return d.each(len(dst), from, func(i int, b []byte) (err error) {
		dst[i] = d.typ.int64(b)
		return d.typ.fits(dst[i])
	})
}

// Strings is Float64s for strings, of either kind.
func (d *Dataset) Strings(dst []string, from int) error {
	return d.each(len(dst), from, func(i int, b []byte) (err error) {
		dst[i], err = d.f.string(d.typ, b)
		return err
	})
}

// each calls f with the bytes of n elements, beginning at a row.
func (d *Dataset) each(n, from int, f func(i int, b []byte) error) error {
	width, size := d.Width(), d.typ.Size
	rows := d.rowsOf(n, width, from)
	if rows == 0 {
		return nil
	}
	step := max(1, window/(width*size))
	buffer := make([]byte, min(step, rows)*width*size)
	for row := 0; row < rows; row += step {
		b := buffer[:min(step, rows-row)*width*size]
		if err := d.ReadAt(b, from+row); err != nil {
			return err
		}
		for i := range len(b) / size {
			if err := f(row*width+i, b[i*size:][:size]); err != nil {
				return d.wrap(err)
			}
		}
	}
	return nil
}

// Float64s is the attribute's elements as numbers.
func (a *Attribute) Float64s() ([]float64, error) {
	if !a.Type.Number() {
		return nil, fmt.Errorf("%v is no number", a.Type)
	}
	xs := make([]float64, len(a.data)/a.Type.Size)
	for i := range xs {
		xs[i] = a.Type.float64(a.data[i*a.Type.Size:])
	}
	return xs, nil
}

// Int64s is the attribute's elements as whole numbers.
func (a *Attribute) Int64s() ([]int64, error) {
	if err := a.Type.whole(); err != nil {
		return nil, err
	}
	xs := make([]int64, len(a.data)/a.Type.Size)
	for i := range xs {
		xs[i] = a.Type.int64(a.data[i*a.Type.Size:])
		if err := a.Type.fits(xs[i]); err != nil {
			return nil, err
		}
	}
	return xs, nil
}

// Strings is the attribute's elements as strings.
func (a *Attribute) Strings() ([]string, error) {
	texts := make([]string, len(a.data)/a.Type.Size)
	for i := range texts {
		var err error
		if texts[i], err = a.f.string(a.Type, a.data[i*a.Type.Size:][:a.Type.Size]); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

func (t Type) whole() error {
	if !t.Number() || t.Class == Float {
		return fmt.Errorf("%v is no whole number", t)
	}
	return nil
}

// fits refuses the unsigned numbers that an int64 does not hold.
func (t Type) fits(x int64) error {
	if x < 0 && t.unsigned() {
		return errors.New("a number above 2⁶³-1")
	}
	return nil
}

func (t Type) unsigned() bool { return t.Class == Uint || t.Class == Enum && !t.signed }

// int64 is a whole number; unsigned ones above 2⁶³-1 wrap around.
func (t Type) int64(b []byte) int64 {
	order := t.order()
	switch {
	case t.Size == 1 && t.unsigned():
		return int64(b[0])
	case t.Size == 1:
		return int64(int8(b[0]))
	case t.Size == 2 && t.unsigned():
		return int64(order.Uint16(b))
	case t.Size == 2:
		return int64(int16(order.Uint16(b)))
	case t.Size == 4 && t.unsigned():
		return int64(order.Uint32(b))
	case t.Size == 4:
		return int64(int32(order.Uint32(b)))
	}
	return int64(order.Uint64(b))
}

func (t Type) float64(b []byte) float64 {
	order := t.order()
	switch {
	case t.Class == Float && t.Size == 8:
		return math.Float64frombits(order.Uint64(b))
	case t.Class == Float && t.Size == 4:
		return float64(math.Float32frombits(order.Uint32(b)))
	case t.Class == Float:
		return half(order.Uint16(b))
	case t.Size == 8 && t.unsigned():
		return float64(order.Uint64(b))
	}
	return float64(t.int64(b))
}

// half is a float of 16 bits: 5 of exponent and 10 of mantissa.
func half(b uint16) float64 {
	sign, exponent, mantissa := 1.0, int(b>>10&31), float64(b&1023)
	if b>>15 == 1 {
		sign = -1
	}
	switch {
	case exponent == 31 && mantissa != 0:
		return math.NaN()
	case exponent == 31:
		return math.Inf(int(sign))
	case exponent == 0:
		return sign * math.Ldexp(mantissa, -24)
	}
	return sign * math.Ldexp(1024+mantissa, exponent-25)
}

// string is a string of either kind.
func (f *File) string(t Type, b []byte) (string, error) {
	switch t.Class {
	case Text:
		return f.variable(b)
	case String:
		switch {
		case t.padding == 2:
			b = bytes.TrimRight(b, " ")
		case t.padding == 1:
			b = bytes.TrimRight(b, "\x00")
		default:
			b, _, _ = bytes.Cut(b, []byte{0})
		}
		return string(b), nil
	}
	return "", fmt.Errorf("%v is no string", t)
}
