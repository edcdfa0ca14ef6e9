package locomotion

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

// SaveState appends a snapshot to dst: the head of episode.Head, the action applied last, and the state of the physics,
// its warm start and its last evaluation, as package physics writes them.
func (t *Task) SaveState(dst []byte) []byte {
	dst = episode.AppendFloats(t.AppendHead(dst), t.Applied())
	return t.motion.model.AppendState(dst, t.motion.Data)
}

// LoadState returns to a snapshot of the same task.
func (t *Task) LoadState(src []byte) error {
	m := t.motion.model
	h, rest, err := t.ParseHead(src, 8*len(t.Applied())+m.StateSize())
	if err != nil {
		return err
	}
	if err := m.LoadState(t.motion.Data, rest[8*len(t.Applied()):]); err != nil {
		return fmt.Errorf("locomotion: %w", err)
	}
	t.motion.push = envs.Push{}
	t.Restore(h)
	episode.TakeFloats(t.Applied(), rest)
	return nil
}
