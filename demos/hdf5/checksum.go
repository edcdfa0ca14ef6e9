package hdf5

import (
	"encoding/binary"
	"math/bits"
)

// lookup3 is Bob Jenkins's hashlittle with the initial value 0 (lookup3.c, May 2006), which guards metadata.
func lookup3(b []byte) uint32 {
	a := 0xdeadbeef + uint32(len(b))
	c := a
	d := a
	for len(b) > 12 {
		a += binary.LittleEndian.Uint32(b)
		d += binary.LittleEndian.Uint32(b[4:])
		c += binary.LittleEndian.Uint32(b[8:])
		a, d, c = mix(a, d, c)
		b = b[12:]
	}
	if len(b) == 0 {
		return c
	}
	var tail [12]byte
	copy(tail[:], b)
	a += binary.LittleEndian.Uint32(tail[:])
	d += binary.LittleEndian.Uint32(tail[4:])
	c += binary.LittleEndian.Uint32(tail[8:])
	return final(a, d, c)
}

func mix(a, b, c uint32) (uint32, uint32, uint32) {
	for _, r := range [2][3]int{{4, 6, 8}, {16, 19, 4}} {
		a = (a - c) ^ bits.RotateLeft32(c, r[0])
		c += b
		b = (b - a) ^ bits.RotateLeft32(a, r[1])
		a += c
		c = (c - b) ^ bits.RotateLeft32(b, r[2])
		b += a
	}
	return a, b, c
}

func final(a, b, c uint32) uint32 {
	rot := bits.RotateLeft32
	c = (c ^ b) - rot(b, 14)
	a = (a ^ c) - rot(c, 11)
	b = (b ^ a) - rot(a, 25)
	c = (c ^ b) - rot(b, 16)
	a = (a ^ c) - rot(c, 4)
	b = (b ^ a) - rot(a, 14)
	return (c ^ b) - rot(b, 24)
}

// guarded is a structure without the checksum in its last four bytes, or an error if that is wrong.
func guarded(b []byte, what string) ([]byte, error) {
	n := len(b) - 4
	if n < 0 {
		return nil, damaged("%s is cut short", what)
	}
	if lookup3(b[:n]) != binary.LittleEndian.Uint32(b[n:]) {
		return nil, damaged("the checksum of %s is wrong", what)
	}
	return b[:n], nil
}

// fletcher32 is the checksum of the filter of this name: sums of big-endian words modulo 65535, folded every 360 words
// so that 0 and 65535 are told apart as the library does.
func fletcher32(b []byte) uint32 {
	var low, high uint32
	fold := func() {
		low, high = low&0xffff+low>>16, high&0xffff+high>>16
	}
	for words := len(b) / 2; words > 0; {
		n := min(words, 360)
		words -= n
		for range n {
			low += uint32(b[0])<<8 | uint32(b[1])
			high += low
			b = b[2:]
		}
		fold()
	}
	if len(b) == 1 {
		low += uint32(b[0]) << 8
		high += low
		fold()
	}
	fold()
	return high<<16 | low
}
