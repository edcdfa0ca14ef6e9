package locomotion

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// A snapshot is, in little-endian order: a hash of the task's identity, so that no other task's is taken for it (8
// bytes); the step count (8); end, episode begun (1 each); the action applied last (8 for each number); and the state
// of the physics, its warm start and its last evaluation, as package physics writes them.
const headBytes = 8 + 8 + 2

func (t *Task) stateBytes() int { return headBytes + 8*len(t.applied) + t.b.model.StateSize() }

// SaveState appends a snapshot to dst.
func (t *Task) SaveState(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, t.tag)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(t.step))
	var live byte
	if t.live {
		live = 1
	}
	dst = append(dst, byte(t.end), live)
	for _, x := range t.applied {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
	}
	return t.b.model.AppendState(dst, t.b.Data)
}

// LoadState returns to a snapshot of the same task.
func (t *Task) LoadState(src []byte) error {
	if len(src) != t.stateBytes() {
		return fmt.Errorf("locomotion: a snapshot of %d bytes: %s saves %d", len(src), t.spec.Name, t.stateBytes())
	}
	if binary.LittleEndian.Uint64(src) != t.tag {
		return fmt.Errorf("locomotion: this snapshot is not one of %s", t.spec.Name)
	}
	if src[16] > byte(envs.Diverged) || src[17] > 1 {
		return errors.New("locomotion: this snapshot is damaged")
	}
	action := src[headBytes:][:8*len(t.applied)]
	if err := t.b.model.LoadState(t.b.Data, src[headBytes+len(action):]); err != nil {
		return fmt.Errorf("locomotion: %w", err)
	}
	t.step = int(binary.LittleEndian.Uint64(src[8:]))
	t.end, t.live = envs.End(src[16]), src[17] == 1
	for i := range t.applied {
		t.applied[i] = math.Float64frombits(binary.LittleEndian.Uint64(action[8*i:]))
	}
	return nil
}
