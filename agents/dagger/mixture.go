package dagger

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// mixture acts as the expert with probability beta, drawn at each decision of the learner, and else as the learner; or it
// repeats a script. In every case it queries the expert and keeps the label. The expert sees each state of the episode, in order,
// so one that has memory labels as it would have acted. Once the context has ended no expert is queried: the rest of the
// episode goes by quickly, and the episode is thrown away.
type mixture struct {
	ctx             context.Context
	expert, learner envs.Policy
	beta            float64
	replan          int       // steps between two decisions of a learner with memory; 0: it decides in each by what it sees there
	script          []float64 // if not nil, the actions to repeat (T×k)
	coin            rand.PCG
	rng             *rand.Rand  // draws from the coin
	byExpert        bool        // whether the expert acts until the next decision
	labels          []float64   // the expert's (t×k)
	author          envs.Author // of the last action
}

// Privileged hands the environment to the expert alone: the learner has nothing that others do not know.
func (m *mixture) Privileged(e envs.Env) { envs.Instruct(m.expert, e) }

// Unwrap are the policies that act; the learner is nil behind a script.
func (m *mixture) Unwrap() []envs.Policy { return []envs.Policy{m.expert, m.learner} }

// Reset lets the expert draw first, so that its draws are the same whichever of the two acts.
func (m *mixture) Reset(rng *rand.Rand) {
	m.labels = m.labels[:0]
	envs.ResetPolicy(m.expert, rng)
	envs.ResetPolicy(m.learner, rng)
	m.coin.Seed(rng.Uint64(), 0)
	m.rng = rand.New(&m.coin)
}

func (m *mixture) Act(dst, obs []float64) {
	at := len(m.labels)
	m.labels = append(m.labels, dst...) // room for one more
	label := m.labels[at:]
	if m.ctx.Err() != nil {
		clear(dst)
		return
	}
	m.expert.Act(label, obs)
	m.author = envs.TheExpert
	switch {
	case m.script != nil && at < len(m.script):
		copy(dst, m.script[at:])
		return
	case m.script != nil:
		copy(dst, label)
		return
	}
	if m.replan == 0 || at/len(dst)%m.replan == 0 {
		m.byExpert = m.rng.Float64() < m.beta
	}
	if !m.byExpert || m.replan > 0 { // what the expert meets is the history of a learner with memory
		m.learner.Act(dst, obs)
		m.author = envs.TheLearner
	}
	if m.byExpert {
		copy(dst, label)
		m.author = envs.TheExpert
	}
}

// Label is the expert's of the last step.
func (m *mixture) Label(dst []float64) envs.Author {
	copy(dst, m.labels[len(m.labels)-len(dst):])
	return m.author
}

// SaveState appends the coin's stream, who acts until the next decision where that holds for several steps, and the labels
// so far.
func (m *mixture) SaveState(dst []byte) []byte {
	dst, _ = m.coin.AppendBinary(dst)
	if m.replan > 0 {
		dst = append(dst, 0)
		if m.byExpert {
			dst[len(dst)-1] = 1
		}
	}
	for _, x := range m.labels {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
	}
	return dst
}

// LoadState returns to what SaveState wrote.
func (m *mixture) LoadState(src []byte) error {
	var coin rand.PCG
	n := 20 // bytes of a rand.PCG
	if m.replan > 0 {
		n++
	}
	if len(src) < n || (len(src)-n)%8 != 0 {
		return errors.New("dagger: this is not the state of a mixture")
	}
	if err := coin.UnmarshalBinary(src[:20]); err != nil {
		return err
	}
	if m.replan > 0 {
		m.byExpert = src[20] == 1
	}
	m.coin, m.rng, m.labels = coin, rand.New(&m.coin), m.labels[:0]
	for src = src[n:]; len(src) > 0; src = src[8:] {
		m.labels = append(m.labels, math.Float64frombits(binary.LittleEndian.Uint64(src)))
	}
	return nil
}
