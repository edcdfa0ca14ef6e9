package agents

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// mixture acts as the expert with probability beta, drawn anew for each step, and else as the learner; or it repeats a
// script. In every case it asks the expert and keeps the answer. The expert sees each state of the episode, in order,
// so one that has memory answers as it would have acted.
type mixture struct {
	expert, learner envs.Policy
	beta            float64
	script          []float64 // if not nil, the actions to repeat (T×k)
	coin            *rand.Rand
	answers         []float64 // the expert's (t×k)
}

func (m *mixture) Privileged(e envs.Env) {
	if p, ok := m.expert.(envs.Planner); ok {
		p.Privileged(e)
	}
}

// Reset lets the expert draw first, so that its draws are the same whoever acts.
func (m *mixture) Reset(rng *rand.Rand) {
	m.answers = m.answers[:0]
	for _, p := range []envs.Policy{m.expert, m.learner} {
		if r, ok := p.(envs.Resetter); ok {
			r.Reset(rng)
		}
	}
	m.coin = rand.New(rand.NewPCG(rng.Uint64(), 0))
}

func (m *mixture) Act(dst, obs []float64) {
	at := len(m.answers)
	m.answers = append(m.answers, dst...) // room for one more
	answer := m.answers[at:]
	m.expert.Act(answer, obs)
	switch {
	case m.script != nil && at < len(m.script):
		copy(dst, m.script[at:])
	case m.script != nil || m.coin.Float64() < m.beta:
		copy(dst, answer)
	default:
		m.learner.Act(dst, obs)
	}
}
