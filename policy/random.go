package policy

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Random draws every action from Set.Sample, in the task's units: the zero of normalized scores. Step t of an episode
// draws from PCG(seed, t), the seed being drawn by Reset.
type Random struct {
	Set    space.Set
	seed   uint64
	step   uint64
	stream solve.Stream
}

// NewRandom returns the uniform policy on an action set in the task's units.
func NewRandom(set space.Set) *Random { return &Random{Set: set} }

// Reset draws the seed of the episode.
func (r *Random) Reset(rng *rand.Rand) { r.seed, r.step = rng.Uint64(), 0 }

// Act draws, whatever the observation.
func (r *Random) Act(dst, _ []float64) {
	r.Set.Sample(dst, r.stream.At(solve.Rows{Seed: r.seed, First: r.step}, 0))
	r.step++
}

// SaveState appends seed and step.
func (r *Random) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, r.seed), r.step)
}

// LoadState returns to what SaveState wrote.
func (r *Random) LoadState(src []byte) error {
	if len(src) != 16 {
		return errors.New("policy: this is not the state of a random policy")
	}
	r.seed, r.step = binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
	return nil
}
