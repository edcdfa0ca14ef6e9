package cli

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// tape is a policy that sends the recorded actions of an episode.
type tape struct {
	reader   *demos.Reader
	episodes uint64
	demo     demos.Demonstration
	step     int
	err      error
}

// start begins the episode at a position, counted round.
func (t *tape) start(r *envs.Rollout, episode uint64) {
	if t.err = t.reader.Read(&t.demo, int(episode%t.episodes)); t.err == nil {
		r.Start(t.demo.Seed, t.demo.Purpose, t.demo.Index)
	}
}

// Reset winds the tape back.
func (t *tape) Reset(*rand.Rand) { t.step = 0 }

// Act sends the next recorded action, and the last one again where the simulation outlasts the recording.
func (t *tape) Act(dst, _ []float64) {
	clear(dst)
	if n := t.demo.Len(); n > 0 {
		copy(dst, t.demo.ActAt(min(t.step, n-1)))
	}
	t.step++
}

// SaveState appends the place on the tape.
func (t *tape) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(t.step))
}

// LoadState goes to a saved place.
func (t *tape) LoadState(src []byte) error {
	if len(src) != 8 {
		return errors.New("not a place on a tape")
	}
	t.step = int(binary.LittleEndian.Uint64(src))
	return nil
}

// still is a policy that does nothing, as far as the action set allows.
type still struct{ middle []float64 }

func newStill(spec envs.Spec) still {
	s := still{make([]float64, spec.Action.Dim())}
	spec.Action.Project(s.middle, s.middle)
	return s
}

// Act sends the point of the action set nearest to zero.
func (s still) Act(dst, _ []float64) { copy(dst, s.middle) }
