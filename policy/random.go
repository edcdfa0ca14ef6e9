package policy

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// Random draws every action from Set.Sample, in the task's units: the zero of normalized scores. The draws of a step are
// Draws', whose seed Reset draws.
type Random struct {
	Set space.Set
	Draws
}

// NewRandom returns the uniform policy on an action set in the task's units.
func NewRandom(set space.Set) *Random { return &Random{Set: set} }

// Reset draws the seed of the episode.
func (r *Random) Reset(rng *rand.Rand) { r.Begin(rng) }

// Act draws, whatever the observation.
func (r *Random) Act(dst, _ []float64) { r.Set.Sample(dst, r.Next()) }
