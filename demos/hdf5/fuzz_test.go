package hdf5

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// small are limits under which a hostile file is read, so that what passes them shows.
func small() Limits {
	return Limits{Chunk: 1 << 20, Cache: 1 << 20, Metadata: 4 << 20, Entries: 1 << 14, String: 1 << 16}
}

// try reads all of a file that may be damaged, and returns what it found. It panics where the package does.
func try(data []byte, l Limits) (found map[string]described, err error) {
	f, err := Open(bytes.NewReader(data), int64(len(data)), l)
	if err != nil {
		return nil, err
	}
	found = map[string]described{}
	var first error
	err = walk(f.Root(), func(path string, d described, err error) {
		if err != nil && first == nil {
			first = err
		}
		if err == nil {
			found[path] = d
		}
	})
	return found, errors.Join(err, first)
}

// TestTruncated: a file that ends early is refused when it is opened, wherever it is cut.
func TestTruncated(t *testing.T) {
	for name := range corpus(t) {
		data := stored(t, name)
		step := max(1, len(data)/400)
		for n := 0; n < len(data); n += step {
			if _, err := Open(bytes.NewReader(data[:n]), int64(n), small()); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%s, cut after %d of %d bytes: %v", name, n, len(data), err)
			}
		}
	}
}

// TestPulledFile: a file that ends earlier than its own size said is damaged wherever it is read.
func TestPulledFile(t *testing.T) {
	data := stored(t, "types_latest.h5")
	for n := 64; n < len(data); n += 97 {
		f, err := Open(bytes.NewReader(data[:n]), int64(len(data)), small())
		if err == nil {
			err = walk(f.Root(), func(_ string, _ described, e error) { err = errors.Join(err, e) })
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
}

// TestBitFlips: no flip panics, and where all metadata and the data have checksums none changes a value unnoticed.
func TestBitFlips(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 2))
	flips := 300
	if testing.Short() {
		flips = 10
	}
	for name, want := range corpus(t) {
		data := stored(t, name)
		for range flips {
			at, bit := rng.IntN(len(data)), byte(1)<<rng.IntN(8)
			data[at] ^= bit
			found, err := try(data, small())
			data[at] ^= bit
			for path, d := range found {
				if w, known := want[path]; guardedData(name, path) && known && w.Hash != d.Hash {
					t.Fatalf("%s, byte %d, bit %#x: %s is %+v, want %+v: %v", name, at, bit, path, d, w, err)
				}
			}
		}
	}
}

// guardedData reports whether a dataset of the corpus has a checksum, and so have the descriptions of it. Up to HDF5 1.8
// chunks are found through a B-tree without one: a flipped bit of it moves a chunk.
func guardedData(file, path string) bool {
	return !strings.Contains(file, "earliest") && !strings.Contains(file, "v108") && strings.HasPrefix(file, "layouts") &&
		(strings.HasPrefix(path, "fletcher/") || strings.HasPrefix(path, "all/")) && !strings.Contains(path, "@")
}

// TestPromises: a header that promises 10 GB takes no more memory than the limits allow.
func TestPromises(t *testing.T) {
	for _, name := range []string{"layouts_earliest.h5", "layouts_latest.h5", "groups_earliest.h5", "many_chunks_earliest.h5"} {
		data := stored(t, name)
		for _, old := range []uint64{37, 5, 8, 300, 2600, 1300} { // extents, chunks, sizes of heaps and nodes
			for _, width := range []int{4, 8} {
				for _, huge := range []uint64{10 << 30, 1<<32 - 1} {
					used := allocated(func() { try(replaced(data, old, huge, width), small()) })
					if used > 512<<20 {
						t.Errorf("%s: %d for %d in %d bytes: %d MB", name, huge, old, width, used>>20)
					}
				}
			}
		}
	}
}

// replaced is the data with each number of a width that is one put for another.
func replaced(data []byte, from, to uint64, width int) []byte {
	var a, b [8]byte
	binary.LittleEndian.PutUint64(a[:], from)
	binary.LittleEndian.PutUint64(b[:], to)
	return bytes.ReplaceAll(data, a[:width], b[:width])
}

// allocated is how much the heap grew at most since before f, counting what was freed.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.HeapSys - min(before.HeapSys, after.HeapSys)
}

func found(data []byte) map[string]described {
	all, _ := try(data, small())
	return all
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"types_latest.h5", "types_earliest.h5", "layouts_v110.h5", "layouts_earliest.h5", "block_latest.h5", "attributes_v108.h5"} {
		f.Add(stored(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, second := found(data), found(data)
		for path, d := range first {
			if again := second[path]; again.Hash != d.Hash {
				t.Fatalf("%s is %+v, and then %+v", path, d, again)
			}
		}
	})
}
