package hdf5

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestDeepDamage: damage that the checksums of headers do not show, since they are made right again, does not panic.
func TestDeepDamage(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 3))
	tries := 2000
	if testing.Short() {
		tries = 60
	}
	for _, name := range []string{"types_latest.h5", "types_earliest.h5", "layouts_v110.h5", "layouts_earliest.h5",
		"attributes_v108.h5", "block_latest.h5", "refused.h5"} {
		whole := stored(t, name)
		for range tries {
			data := slices.Clone(whole)
			for range 1 + rng.IntN(5) {
				spoil(data, rng)
			}
			repairHeaders(data)
			try(data, small())
		}
	}
}

// spoil changes a bit, or puts a number of some size for another, in the first bytes more often than elsewhere.
func spoil(data []byte, rng *rand.Rand) {
	at := rng.IntN(len(data) - 8)
	if rng.IntN(2) == 0 {
		at = rng.IntN(min(len(data)-8, 6000))
	}
	switch rng.IntN(3) {
	case 0:
		data[at] ^= 1 << rng.IntN(8)
	case 1:
		binary.LittleEndian.PutUint32(data[at:], 1<<rng.IntN(32)-1)
	case 2:
		binary.LittleEndian.PutUint64(data[at:], 1<<rng.IntN(64))
	}
}

// repairHeaders computes the checksums of all headers again.
func repairHeaders(data []byte) {
	for at := 0; at+48 < len(data); at++ {
		if string(data[at:at+4]) != "OHDR" {
			continue
		}
		flags, prefix := data[at+5], 6
		if flags&0x20 != 0 {
			prefix += 16
		}
		if flags&0x10 != 0 {
			prefix += 4
		}
		width := 1 << (flags & 3)
		size := (&fields{b: data[at+prefix:]}).uint(width)
		if size >= uint64(len(data)) {
			continue
		}
		if end := at + prefix + width + int(size); end+4 <= len(data) {
			binary.LittleEndian.PutUint32(data[end:], lookup3(data[at:end]))
		}
	}
}

// TestRepairedHeadersAreRead: the repair of the test is the format's own, so that damage does get past it.
func TestRepairedHeadersAreRead(t *testing.T) {
	data := stored(t, "block_latest.h5")
	want := slices.Clone(data)
	repairHeaders(data)
	if !slices.Equal(data, want) {
		t.Error("headers that were right have other checksums")
	}
}
