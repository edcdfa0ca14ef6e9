package episode

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// Head is what every snapshot of a task begins with. Its bytes, in little-endian order, are a hash of the task's
// identity, so that no other task's snapshot is taken for it (8); the step count (8); the end (1); whether the goal has
// been met, in a task with goals (1); and whether there has been an episode (1).
type Head struct {
	Step  int
	End   envs.End
	Met   bool
	Begun bool
}

// AppendHead appends the head of a snapshot to dst.
func (e *Episode) AppendHead(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, e.tags[0])
	dst = binary.LittleEndian.AppendUint64(dst, uint64(e.step))
	dst = append(dst, byte(e.end))
	if e.goals {
		dst = append(dst, bit(e.met))
	}
	return append(dst, bit(e.begun))
}

// ParseHead reads the head of a snapshot and returns it with the n bytes behind it. It refuses what is of another
// length, damaged or another task's, and changes nothing.
func (e *Episode) ParseHead(src []byte, n int) (h Head, rest []byte, err error) {
	bits := 1
	if e.goals {
		bits = 2
	}
	if want := 17 + bits + n; len(src) != want {
		return h, nil, fmt.Errorf("episode: a snapshot of %d bytes: %s saves %d", len(src), e.spec.Name, want)
	}
	if !slices.Contains(e.tags, binary.LittleEndian.Uint64(src)) {
		return h, nil, fmt.Errorf("episode: this snapshot is not one of %s", e.spec.Name)
	}
	h.Step, h.End = int(binary.LittleEndian.Uint64(src[8:])), envs.End(src[16])
	flags, rest := src[17:17+bits], src[17+bits:]
	if h.End > envs.Diverged || slices.Max(flags) > 1 {
		return h, nil, fmt.Errorf("episode: this snapshot of %s is damaged", e.spec.Name)
	}
	h.Met, h.Begun = e.goals && flags[0] == 1, flags[bits-1] == 1
	return h, rest, nil
}

// Restore returns to where a head was saved.
func (e *Episode) Restore(h Head) { e.step, e.end, e.met, e.begun = h.Step, h.End, h.Met, h.Begun }

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// AppendFloats appends the bits of numbers to a snapshot, in little-endian order.
func AppendFloats(dst []byte, x []float64) []byte {
	for _, v := range x {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	return dst
}

// TakeFloats reads numbers that AppendFloats wrote and returns the rest of src, which must be long enough.
func TakeFloats(dst []float64, src []byte) []byte {
	for i := range dst {
		dst[i] = math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:]))
	}
	return src[8*len(dst):]
}
