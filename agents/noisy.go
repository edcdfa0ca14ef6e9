package agents

import (
	"math/rand/v2"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
)

// Noisy is a policy whose actions are disturbed: on a box or ball by Gaussian noise of standard deviation Scale in
// normalized units, projected back onto the set; on a simplex or cube by a random action with probability Scale. The
// noise of step t is drawn from PCG(seed, t), the seed by Reset. It is an envs.Labeller: what it would have done without
// the noise is what to imitate.
type Noisy struct {
	policy envs.Policy
	set    space.Set
	unit   space.Set // set in normalized coordinates
	edge   space.Edge
	scale  float64
	policy.Draws
	clean []float64 // the last action, undisturbed
	moved bool      // whether the noise changed it
}

// NewNoisy disturbs a policy that acts on a set.
func NewNoisy(p envs.Policy, set space.Set, scale float64) *Noisy {
	n := &Noisy{policy: p, set: set, scale: scale, clean: make([]float64, set.Dim())}
	n.unit, n.edge = space.Normalize(set)
	return n
}

// Unwrap is the policy that is disturbed.
func (n *Noisy) Unwrap() envs.Policy { return n.policy }

// Reset lets the policy draw first.
func (n *Noisy) Reset(rng *rand.Rand) {
	envs.ResetPolicy(n.policy, rng)
	n.Begin(rng)
}

// Act is the policy's action, disturbed.
func (n *Noisy) Act(dst, obs []float64) {
	n.policy.Act(dst, obs)
	n.Change(dst, obs)
}

// Change disturbs an action of the policy's.
func (n *Noisy) Change(dst, _ []float64) {
	copy(n.clean, dst)
	n.disturb(dst)
	n.moved = !slices.Equal(n.clean, dst)
}

// Label is the action before it was disturbed.
func (n *Noisy) Label(dst []float64) envs.Author {
	copy(dst, n.clean)
	if n.moved {
		return envs.TheNoise
	}
	return envs.TheActor
}

func (n *Noisy) disturb(dst []float64) {
	rng := n.Next()
	switch n.set.(type) {
	case space.Simplex, space.Cube:
		if rng.Float64() < n.scale {
			n.set.Sample(dst, rng)
		}
	default:
		n.edge.Invert(dst, dst)
		for i := range dst {
			dst[i] += n.scale * rng.NormFloat64()
		}
		n.unit.Project(dst, dst)
		n.edge.Apply(dst, dst)
	}
}
