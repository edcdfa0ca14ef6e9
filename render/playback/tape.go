package playback

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
)

// Tape is a policy that sends recorded actions, one after the other, and the last one again where the simulation outlasts
// the recording. Without actions it sends zeros.
type Tape struct {
	acts []float64 // (T×k)
	step int
}

// Play takes the actions of an episode, a row a step (T×k), and winds back. They are not copied.
func (t *Tape) Play(acts []float64) { t.acts, t.step = acts, 0 }

// Reset winds back.
func (t *Tape) Reset(*rand.Rand) { t.step = 0 }

// Act sends the next recorded action.
func (t *Tape) Act(dst, _ []float64) {
	k := len(dst)
	clear(dst)
	if n := len(t.acts) / k; n > 0 {
		at := min(t.step, n-1)
		copy(dst, t.acts[at*k:(at+1)*k])
	}
	t.step++
}

// SaveState appends the position on the tape.
func (t *Tape) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(t.step))
}

// LoadState goes to a saved position.
func (t *Tape) LoadState(src []byte) error {
	if len(src) != 8 {
		return errors.New("playback: the state is not a position on a tape")
	}
	t.step = int(binary.LittleEndian.Uint64(src))
	return nil
}
