package rl

import "github.com/fenchel-gym/fenchel/agents"

// line is a line of metrics.jsonl about the steps since the line before.
type line struct {
	step     int64   // of the environment
	episodes int     // that ended
	ret      float64 // their mean return, as played: with noise
	length   float64
	kl       float64 // ppo: of the last epoch
	critic   float64 // loss
	std      float64 // mean deviation of the policy, normalized coordinates
	reward   float64 // loss of what learns the reward, adversarial imitation
	rate     float64 // step size: of ppo, and where there is a schedule
	alpha    float64 // sac: temperature α
}

func (l line) fields() agents.Line {
	return agents.Line{{Name: "step", Value: l.step}, {Name: "episodes", Value: l.episodes}, {Name: "return", Value: l.ret}, {Name: "length", Value: l.length}}.
		AddNonzero("kl", l.kl).AddNonzero("critic", l.critic).AddNonzero("std", l.std).AddNonzero("judge", l.reward).
		AddNonzero("rate", l.rate).AddNonzero("alpha", l.alpha)
}
