package classic

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// A snapshot is, in little-endian order: a hash of the task's identity, so that no other task's is taken for it (8
// bytes); the step count (8); end, goal met, episode begun (1 each); and the state's numbers (8 each).
const headBytes = 8 + 8 + 3

// SaveState appends a snapshot to dst.
func (t *Task) SaveState(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, t.tag)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(t.s.step))
	dst = append(dst, byte(t.end), bit(t.met), bit(t.live))
	for _, x := range t.s.all {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
	}
	return dst
}

// LoadState returns to a snapshot of the same task.
func (t *Task) LoadState(src []byte) error {
	if want := headBytes + 8*len(t.s.all); len(src) != want {
		return fmt.Errorf("classic: a snapshot of %d bytes: %s saves %d", len(src), t.spec.Name, want)
	}
	if binary.LittleEndian.Uint64(src) != t.tag {
		return fmt.Errorf("classic: this snapshot is not one of %s", t.spec.Name)
	}
	if src[16] > byte(envs.Diverged) || src[17] > 1 || src[18] > 1 {
		return errors.New("classic: this snapshot is damaged")
	}
	t.s.step = int(binary.LittleEndian.Uint64(src[8:]))
	t.end, t.met, t.live = envs.End(src[16]), src[17] == 1, src[18] == 1
	for i := range t.s.all {
		t.s.all[i] = math.Float64frombits(binary.LittleEndian.Uint64(src[headBytes+8*i:]))
	}
	return nil
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
