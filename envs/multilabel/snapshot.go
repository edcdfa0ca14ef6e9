package multilabel

import (
	"encoding/binary"
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

// SaveState appends the row (8 bytes, −1 before the first), whether it has been answered (1), and the answer (1 for
// each label).
func (t *Task) SaveState(dst []byte) []byte {
	q := t.question
	dst = binary.LittleEndian.AppendUint64(dst, uint64(int64(q.row)))
	done := byte(0)
	if t.End() != envs.Running {
		done = 1
	}
	dst = append(dst, done)
	for _, a := range q.answer {
		dst = append(dst, byte(int8(a)))
	}
	return dst
}

// LoadState accepts what SaveState wrote.
func (t *Task) LoadState(src []byte) error {
	q := t.question
	if len(src) != 9+len(q.answer) {
		return fmt.Errorf("multilabel: a saved state of %d bytes, want %d", len(src), 9+len(q.answer))
	}
	row := int(int64(binary.LittleEndian.Uint64(src)))
	if row < -1 || row >= q.table.Rows || src[8] > 1 {
		return fmt.Errorf("multilabel: a saved state at row %d of %d", row, q.table.Rows)
	}
	h := episode.Head{Begun: row >= 0}
	if src[8] == 1 {
		h.Step, h.End = 1, envs.Reached
	}
	t.Restore(h)
	q.row = row
	for i := range q.answer {
		q.answer[i] = float64(int8(src[9+i]))
	}
	return nil
}
