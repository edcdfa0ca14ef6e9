package envs

import "math/rand/v2"

// Purpose separates the random streams of a run. Streams of different purposes never meet, so that evaluation seeds
// are disjoint from training seeds by construction.
type Purpose uint16

// The purposes of fenchel's streams. The numbers are part of every recorded seed: append, never renumber.
const (
	Demonstration Purpose = 1 + iota // episodes that `record` records; index = episode
	Evaluation                       // episodes on which policies are compared; index = episode
	Reference                        // episodes behind reference returns; index = episode
	Weights                          // initial weights; index = network
	Batches                          // order of training rows; index = epoch or step
	Inner                            // draws inside solvers and losses; index = step
	Resampling                       // bootstrap; index = statistic
	Online                           // episodes that a learner runs while it trains; index = episode
	Noise                            // noise added to actions; index = episode
	Splits                           // which episodes are reserved for validation; index = fold
	Tuning                           // episodes on which hyper-parameters may be looked at; index = episode
)

// Source is the stream of a purpose and an index under a run's seed. The *PCG can be marshalled into a checkpoint.
func Source(seed uint64, purpose Purpose, index uint64) *rand.PCG {
	return rand.NewPCG(seed, streamName(purpose, index))
}

// Reseed makes src the Source of a purpose and an index, in place.
func Reseed(src *rand.PCG, seed uint64, purpose Purpose, index uint64) {
	src.Seed(seed, streamName(purpose, index))
}

// Stream is Source, wrapped to draw from.
func Stream(seed uint64, purpose Purpose, index uint64) *rand.Rand {
	return rand.New(Source(seed, purpose, index))
}

// Start resets an environment to the episode that a seed, a purpose and an index name, writes its first observation,
// and returns the stream that the policy's Reset draws from.
func Start(e Env, obs []float64, seed uint64, purpose Purpose, index uint64) *rand.Rand {
	rng := Stream(seed, purpose, index)
	StartStream(e, obs, seed, streamName(purpose, index), rng)
	return rng
}

// streamName is the second word of the PCG of a purpose and an index.
func streamName(purpose Purpose, index uint64) uint64 { return uint64(purpose)<<48 | index }
