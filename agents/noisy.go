package agents

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
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
	pcg    rand.PCG
	rng    *rand.Rand
	seed   uint64
	step   uint64
	clean  []float64 // the last action, undisturbed
	moved  bool      // whether the noise changed it
}

// NewNoisy disturbs a policy that acts on a set.
func NewNoisy(p envs.Policy, set space.Set, scale float64) *Noisy {
	n := &Noisy{policy: p, set: set, scale: scale, clean: make([]float64, set.Dim())}
	n.unit, n.edge = space.Normalize(set)
	n.rng = rand.New(&n.pcg)
	return n
}

// Unwrap is the policy that is disturbed.
func (n *Noisy) Unwrap() envs.Policy { return n.policy }

// Reset lets the policy draw first.
func (n *Noisy) Reset(rng *rand.Rand) {
	envs.ResetPolicy(n.policy, rng)
	n.seed, n.step = rng.Uint64(), 0
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
	n.pcg.Seed(n.seed, n.step)
	n.step++
	switch n.set.(type) {
	case space.Simplex, space.Cube:
		if n.rng.Float64() < n.scale {
			n.set.Sample(dst, n.rng)
		}
	default:
		n.edge.Invert(dst, dst)
		for i := range dst {
			dst[i] += n.scale * n.rng.NormFloat64()
		}
		n.unit.Project(dst, dst)
		n.edge.Apply(dst, dst)
	}
}

// SaveState appends seed and step of the noise.
func (n *Noisy) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, n.seed), n.step)
}

// LoadState returns to what SaveState wrote.
func (n *Noisy) LoadState(src []byte) error {
	if len(src) != 16 {
		return errors.New("agents: this is not the state of a policy's noise")
	}
	n.seed, n.step = binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
	return nil
}
