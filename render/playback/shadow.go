package playback

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// Shadow sends recorded actions while a policy decides on the same observations, without being heard: what it would have
// done, and why, is in the panels.
type Shadow struct {
	Tape
	Policy envs.Policy // nil: nobody decides
	said   []float64   // scratch: what the policy would have sent
}

// Act sends the next recorded action.
func (s *Shadow) Act(dst, obs []float64) {
	if s.Policy != nil {
		s.said = append(s.said[:0], dst...)
		s.Policy.Act(s.said, obs)
	}
	s.Tape.Act(dst, obs)
}

// Reset winds back and starts an episode of the policy.
func (s *Shadow) Reset(rng *rand.Rand) {
	s.Tape.Reset(rng)
	if s.Policy != nil {
		envs.ResetPolicy(s.Policy, rng)
	}
}

// Privileged takes the environment, for the pushes and for a policy that plans.
func (s *Shadow) Privileged(e envs.Env) {
	s.Tape.Privileged(e)
	envs.Instruct(s.Policy, e)
}

// Unwrap is the policy.
func (s *Shadow) Unwrap() envs.Policy { return s.Policy }
