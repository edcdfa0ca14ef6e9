package hands

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// pilot is who acts: a person through a driver, or a policy that the person watches and may take over from. The policy
// decides at every step, also while the person acts, so that what it remembers of the episode is complete.
type pilot struct {
	driver Driver
	policy envs.Policy // nil where only the person acts
	person bool        // who acts now
}

// Act writes the action that is due.
func (p *pilot) Act(dst, obs []float64) {
	if p.policy != nil {
		p.policy.Act(dst, obs)
	}
	if p.person {
		p.driver.Act(dst)
	}
}

// Reset starts an episode of the policy.
func (p *pilot) Reset(rng *rand.Rand) {
	if p.policy != nil {
		envs.ResetPolicy(p.policy, rng)
	}
}

// Unwrap is the policy.
func (p *pilot) Unwrap() envs.Policy { return p.policy }

// author is who acts, as it is recorded.
func (p *pilot) author() envs.Author {
	if p.person {
		return envs.ThePerson
	}
	return envs.TheLearner
}
