package imitation

import (
	"errors"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
)

// disturbed is a policy under correlated noise or slips. What happens at step t is drawn from PCG(seed, t), the seed by
// Reset.
type disturbed struct {
	policy    envs.Policy
	d         Disturbance
	set, unit space.Set
	edge      space.Edge
	policy.Draws
}

func newDisturbed(p envs.Policy, set space.Set, d Disturbance) *disturbed {
	n := &disturbed{policy: p, d: d, set: set}
	n.unit, n.edge = space.Normalize(set)
	return n
}

// Unwrap is the policy that is disturbed.
func (n *disturbed) Unwrap() envs.Policy { return n.policy }

// Reset lets the policy draw first.
func (n *disturbed) Reset(rng *rand.Rand) {
	envs.ResetPolicy(n.policy, rng)
	n.Begin(rng)
}

// Act is the policy's action, disturbed. The policy acts at every step, so that what it draws does not depend on the
// disturbance.
func (n *disturbed) Act(dst, obs []float64) {
	n.policy.Act(dst, obs)
	n.Change(dst, obs)
}

// Change disturbs an action of the policy.
func (n *disturbed) Change(dst, _ []float64) {
	rng := n.Next()
	if n.d.Kind == Slips {
		if rng.Float64() < n.d.Scale {
			n.set.Sample(dst, rng)
		}
		return
	}
	n.edge.Invert(dst, dst)
	xi := n.d.Scale * rng.NormFloat64()
	for i := range dst {
		dst[i] += xi
	}
	n.unit.Project(dst, dst)
	n.edge.Apply(dst, dst)
}

// either is two policies, one of which plays a whole episode. Which one is the first draw of Reset; the other is not
// called in that episode.
type either struct {
	first, second envs.Policy
	probability   float64 // of the second
	seconds       bool    // whether the second plays
	now           envs.Policy
}

// Privileged hands the environment to both.
func (e *either) Privileged(env envs.Env) {
	envs.Instruct(e.first, env)
	envs.Instruct(e.second, env)
}

// Unwrap is the policy that plays, nil before the first episode.
func (e *either) Unwrap() envs.Policy { return e.now }

// Reset draws which policy plays, and resets it.
func (e *either) Reset(rng *rand.Rand) {
	e.play(rng.Float64() < e.probability)
	envs.ResetPolicy(e.now, rng)
}

func (e *either) play(second bool) {
	if e.seconds, e.now = second, e.first; second {
		e.now = e.second
	}
}

// Act is the action of the policy that plays.
func (e *either) Act(dst, obs []float64) { e.now.Act(dst, obs) }

// SaveState appends which policy plays.
func (e *either) SaveState(dst []byte) []byte {
	if e.seconds {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// LoadState returns to what SaveState wrote.
func (e *either) LoadState(src []byte) error {
	if len(src) != 1 || src[0] > 1 {
		return errors.New("imitation: this does not say which expert plays")
	}
	e.play(src[0] == 1)
	return nil
}
