package playback

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// Tape is a policy that sends recorded actions, one after the other, and the last one again where the simulation outlasts
// the recording. Without actions it sends zeros.
type Tape struct {
	acts   []float64   // (T×k)
	pushes []envs.Push // (T), nil for none
	pusher envs.Perturber
	step   int
}

// Play takes the actions of an episode, a row a step (T×k), and winds back. They are not copied.
func (t *Tape) Play(acts []float64) { t.acts, t.pushes, t.step = acts, nil, 0 }

// Push has the environment pushed as was recorded, too, a push a step (T).
func (t *Tape) Push(pushes []envs.Push) { t.pushes = pushes }

// Privileged takes the environment, to push its bodies.
func (t *Tape) Privileged(e envs.Env) { t.pusher, _ = envs.As[envs.Perturber](e) }

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
	if t.step < len(t.pushes) && t.pusher != nil && t.pushes[t.step] != (envs.Push{}) {
		t.pusher.Push(t.pushes[t.step])
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
